import type { Unit } from "@gleaner/schema";
import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import { spaceFor } from "../catalog/units.ts";
import type { Change } from "../contract/events.ts";
import { counted, recordEvent } from "../events/record.ts";
import { changeTags } from "../labels/tag-catalog.ts";
import { addMembers, changeSlice } from "../slices/slice-changes.ts";
import { sliceRows } from "../slices/slice-rows.ts";
import type { FunctionRow } from "./function-rows.ts";

/**
 * Does with the samples of `table(number)` what a function does with its hits, undoably: as part of the event that `change` names, or each
 * action as an event of its own.
 * Samples that were answered with no are left alone. A slice that has become a rule can't take them; the event log says so.
 */
export async function applyActions(
  connection: Connection,
  { id, name, actions }: Pick<FunctionRow, "id" | "name" | "actions">,
  unit: Unit,
  table: string,
  change: Change,
): Promise<void> {
  if (actions.tags.length === 0 && actions.slice === null) return;
  await connection.change(
    `create or replace temp table acted as select number from ${table}
     where number not in (select sample from function_answers where function = ? and not is_match) order by number`,
    [id],
  );
  const count = (await connection.row("select count(*) as count from acted")).number("count");
  if (count === 0) return;
  const tags = [...new Set(actions.tags)].sort();
  if (tags.length > 0)
    await changeTags(connection, await samplesOf(connection, unit, "acted"), { add: tags, remove: [] }, change);
  if (actions.slice !== null) await addToSlice(connection, { name, unit, slice: actions.slice, count }, change);
}

/** Tags are on samples: those of objects are their samples'. */
async function samplesOf(connection: Connection, unit: Unit, table: string): Promise<string> {
  if (unit === "sample") return table;
  await connection.change(
    `create or replace temp table acted_samples as
     select distinct o.sample as number from ${table} t join objects o on o.number = t.number order by number`,
  );
  return "acted_samples";
}

async function addToSlice(
  connection: Connection,
  { name, unit, slice, count }: { name: string; unit: Unit; slice: string; count: number },
  change: Change,
): Promise<void> {
  const known = (await sliceRows(connection)).find((each) => each.name === slice);
  if (known && (known.kind === "dynamic" || known.unit !== unit)) {
    await recordEvent(connection, {
      ...change,
      kind: "function.problem",
      summary: `${counted(count, "hit")} of function ${name} could not be added to slice ${slice}, which ${known.kind === "dynamic" ? "is a rule" : `holds ${known.unit}s`}.`,
      details: { function: name, slice, samples: count },
    });
    return;
  }
  const event =
    change.event ??
    (await recordEvent(connection, {
      ...change,
      kind: "slice.add",
      summary: `Added ${counted(count, "hit")} of function ${name} to slice ${slice}.`,
      details: { function: name, slice, samples: count },
      undoable: true,
    }));
  const id = known?.id ?? (await takeNumbers(connection, "slice"));
  if (!known) {
    const after = {
      ...{
        id,
        name: slice,
        kind: "static" as const,
        unit,
        description: "",
        color: null,
        rule: null,
      },
      ...{ datasets: [], space: spaceFor(unit), origin: `function:${name}`, createdAt: new Date().toISOString() },
    };
    await changeSlice(connection, { event, slice: id, before: null, after });
  }
  await addMembers(connection, event, id, "acted");
}
