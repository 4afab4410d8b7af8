import type { Catalog } from "../catalog/catalog.ts";
import type { Change } from "../contract/events.ts";
import type { SplitPart } from "../contract/samples.ts";
import { counted, recordEvent } from "../events/record.ts";

/** Sets the split of the samples in each part, as one undoable event; gives how many changed. */
export function assignSplits(catalog: Catalog, parts: readonly SplitPart[], change: Change): Promise<number> {
  return catalog.transaction(async (connection) => {
    await connection.change("create or replace temp table parting(number integer, split varchar)");
    for (const { split, numbers } of parts) {
      await connection.append({ table: "parting" }, [
        { type: "integer", values: Array.from(numbers) },
        { type: "text", values: new Array<string>(numbers.length).fill(split) },
      ]);
    }
    await connection.change(
      `create or replace temp table resplitting as
       select s.number, s.split as before, p.split as after from samples s join parting p on p.number = s.number
       where s.split is distinct from p.split`,
    );
    const count = (await connection.row("select count(*) as count from resplitting")).number("count");
    if (count === 0) return 0;
    const names = parts.map(({ split }) => split).join(", ");
    const event = await recordEvent(connection, {
      ...change,
      kind: "split",
      summary: `Set the split of ${counted(count, "sample")} to ${names}.`,
      details: { splits: parts.map(({ split, numbers }) => ({ split, samples: numbers.length })), changed: count },
      undoable: true,
    });
    await connection.change("insert into split_changes select ?, number, before, after from resplitting", [event]);
    await connection.change("update samples set split = r.after from resplitting r where samples.number = r.number");
    return count;
  });
}
