import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import type { Change } from "../contract/events.ts";
import type { Tags } from "../contract/labels.ts";
import { counted, recordEvent } from "../events/record.ts";

/** The tags in the catalog: a sorted list on each sample. */
export class TagCatalog implements Tags {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  change(
    numbers: ArrayLike<number>,
    tags: { add?: readonly string[]; remove?: readonly string[] },
    change: Change = {},
  ): Promise<number> {
    const add = [...new Set(tags.add)].sort();
    const remove = [...new Set(tags.remove)].filter((tag) => !add.includes(tag)).sort();
    return this.#catalog.withNumbers(numbers, (table) =>
      this.#catalog.transaction((connection) => changeTags(connection, table, { add, remove }, change)),
    );
  }
}

/** Changes the tags of the samples in `table(number)`, undoably and within a transaction; gives how many samples changed. */
export async function changeTags(
  connection: Connection,
  table: string,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
  change: Change,
): Promise<number> {
  await connection.change("create or replace temp table tagging(tag varchar, added boolean)");
  await connection.append({ table: "tagging" }, [
    { type: "text", values: [...add, ...remove] },
    { type: "boolean", values: [...add.map(() => true), ...remove.map(() => false)] },
  ]);
  await connection.change(
    `create or replace temp table retagging as
     select s.number, t.tag, t.added from samples s, tagging t
     where s.number in (select number from ${table}) and list_contains(s.tags, t.tag) <> t.added`,
  );
  const found = await connection.row("select count(distinct number) as count from retagging");
  const count = found.number("count");
  if (count === 0) return 0;
  const event =
    change.event ??
    (await recordEvent(connection, {
      ...change,
      kind: "tag",
      summary: summaryOf(add, remove, count),
      details: { add, remove, samples: count },
      undoable: true,
    }));
  await connection.change("insert into tag_changes select ?, number, tag, added from retagging", [event]);
  await connection.change(applyTagging("retagging", "added"));
  return count;
}

/** SQL that adds the tags of `table(number, tag)` where `added` holds and removes them elsewhere. */
export function applyTagging(table: string, added: string): string {
  return `update samples set tags = c.tags from (
    select s.number,
      list_sort(list_distinct(list_filter(list_concat(s.tags, t.added), x -> not list_contains(t.removed, x)))) as tags
    from samples s join (
      select number, coalesce(list(tag) filter (${added}), []) as added, coalesce(list(tag) filter (not ${added}), []) as removed
      from ${table} group by number) t on t.number = s.number) c
    where samples.number = c.number`;
}

function summaryOf(add: readonly string[], remove: readonly string[], count: number): string {
  const parts = [
    add.length > 0 ? `added ${add.join(", ")}` : "",
    remove.length > 0 ? `removed ${remove.join(", ")}` : "",
  ].filter((part) => part !== "");
  return `Tags of ${counted(count, "sample")}: ${parts.join("; ")}.`;
}
