import type { Connection } from "../catalog/connection.ts";
import { measureNames } from "../contract/samples.ts";
import { refreshCurrentLabels } from "../labels/current-label.ts";
import { countObjects, renewCrops, replaceObjects } from "../objects/write-objects.ts";
import type { Incoming } from "./incoming.ts";
import { insertRecords, sampleColumns } from "./sample-columns.ts";
import { replaceSignatures } from "./signatures.ts";

const replaced = [
  "kind",
  "path",
  "file",
  "media",
  "content_hash",
  "fingerprint",
  "bytes",
  "modified",
  "width",
  "height",
  "format",
];

/** Measures of other content say nothing of the new one. */
const measures = measureNames.map(
  (name) =>
    `${name} = case when samples.content_hash = c.content_hash then coalesce(c.${name}, samples.${name}) else c.${name} end`,
);

const update = `
  update samples set ${replaced.map((column) => `${column} = c.${column}`).join(", ")}, ${measures.join(", ")},
    split = coalesce(c.split, samples.split),
    revision = samples.revision + (samples.content_hash <> c.content_hash)::integer,
    tags = list_sort(list_distinct(list_concat(samples.tags, c.tags)))
  from changed c where samples.number = c.number`;

/** Updates known samples with what a new import says of them. Human labels and tags stay, and a split of which the import says nothing; what functions said of other content goes. */
export async function updateSamples(
  connection: Connection,
  dataset: number,
  rows: readonly Incoming[],
  at: number,
): Promise<void> {
  if (rows.length === 0) return;
  await connection.change("create or replace temp table changed as select * from samples limit 0");
  await connection.append({ table: "changed" }, sampleColumns(rows, dataset, at));
  await connection.change(
    `create or replace temp table new_content as
     select c.number from changed c join samples s on s.number = c.number where s.content_hash <> c.content_hash`,
  );
  await connection.change(
    `delete from function_scores where sample in (
       select number from new_content union all select number from objects where sample in (select number from new_content))`,
  );
  await connection.change("delete from signatures where sample in (select number from new_content)");
  await connection.change(update);
  await renewCrops(connection, "new_content");
  await deleteReplaced(
    connection,
    "labels where source = 'import' and",
    rows.filter((row) => row.input.labels !== undefined),
  );
  await deleteReplaced(
    connection,
    "metadata where",
    rows.filter((row) => row.input.meta !== undefined),
  );
  await insertRecords(connection, rows, at);
  const signed = rows.flatMap(({ number, input }) => (input.signature ? [{ number, signature: input.signature }] : []));
  await replaceSignatures(
    connection,
    signed.map(({ number }) => number),
    signed.map(({ signature }) => signature),
  );
  await replaceObjects(connection, dataset, rows, at);
  await countObjects(connection, "changed");
  await refreshCurrentLabels(connection, "changed");
}

async function deleteReplaced(connection: Connection, target: string, rows: readonly Incoming[]): Promise<void> {
  await connection.change("create or replace temp table outdated(number integer)");
  await connection.append({ table: "outdated" }, [{ type: "integer", values: rows.map((row) => row.number) }]);
  await connection.change(`delete from ${target} sample in (select number from outdated)`);
}
