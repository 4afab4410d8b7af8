import { hash } from "node:crypto";
import { GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import type { SampleInput, WriteOptions, WriteOutcome } from "../contract/samples.ts";
import { ensureDataset } from "../datasets/dataset-rows.ts";
import { counted, recordEvent } from "../events/record.ts";
import { insertNewObjects } from "../objects/write-objects.ts";
import type { Incoming } from "./incoming.ts";
import { insertRecords, sampleColumns } from "./sample-columns.ts";
import { insertSignatures } from "./signatures.ts";
import { updateSamples } from "./update-samples.ts";

/** Rows of one transaction; more would keep too much in memory. */
const maximumBatch = 20_000;

interface Known {
  number: number;
  fingerprint: string;
}

/** Inserts new samples and updates changed ones, with labels, tags, metadata and measures, in one transaction. */
export async function writeSamples(
  catalog: Catalog,
  dataset: string,
  batch: readonly SampleInput[],
  options: WriteOptions,
): Promise<WriteOutcome> {
  if (batch.length > maximumBatch) throw new RangeError(`A batch holds at most ${maximumBatch} samples.`);
  refuseRepeatedIds(batch);
  const fingerprints = batch.map(fingerprintOf);
  return catalog.transaction(async (connection) => {
    const at = Date.now();
    const datasetId = await ensureDataset(connection, dataset);
    const known = await knownSamples(connection, datasetId, batch);
    const outcomes = batch.map((input, row) => {
      const found = known.get(input.id);
      if (!found) return "added" as const;
      return found.fingerprint === fingerprints[row] ? ("unchanged" as const) : ("updated" as const);
    });
    const count = (outcome: WriteOutcome["outcomes"][number]) => outcomes.filter((each) => each === outcome).length;
    const counts = { added: count("added"), updated: count("updated"), unchanged: count("unchanged") };

    let next = counts.added > 0 ? await takeNumbers(connection, "sample", counts.added) : 0;
    const incoming = batch.map((input, row): Incoming => {
      return { input, fingerprint: fingerprints[row], number: known.get(input.id)?.number ?? next++ };
    });
    await insertSamples(
      connection,
      datasetId,
      incoming.filter((_, row) => outcomes[row] === "added"),
      at,
    );
    await updateSamples(
      connection,
      datasetId,
      incoming.filter((_, row) => outcomes[row] === "updated"),
      at,
    );
    const event = await recordBatch(connection, dataset, counts, options);
    return { ...counts, outcomes, numbers: Int32Array.from(incoming, (row) => row.number), event };
  });
}

async function insertSamples(
  connection: Connection,
  dataset: number,
  rows: readonly Incoming[],
  at: number,
): Promise<void> {
  await connection.append({ table: "samples" }, sampleColumns(rows, dataset, at));
  await insertRecords(connection, rows, at);
  await insertSignatures(connection, rows);
  await insertNewObjects(connection, dataset, rows, at);
}

async function knownSamples(
  connection: Connection,
  dataset: number,
  batch: readonly SampleInput[],
): Promise<Map<string, Known>> {
  await connection.change("create or replace temp table incoming(id varchar)");
  await connection.append({ table: "incoming" }, [{ type: "text", values: batch.map((input) => input.id) }]);
  const rows = await connection.rows(
    "select s.id, s.number, s.fingerprint from samples s semi join incoming i on i.id = s.id where s.dataset = ?",
    [dataset],
  );
  return new Map(
    rows.map((row) => [row.text("id"), { number: row.number("number"), fingerprint: row.text("fingerprint") }]),
  );
}

async function recordBatch(
  connection: Connection,
  dataset: string,
  counts: { added: number; updated: number; unchanged: number },
  { event, details, actor }: WriteOptions,
): Promise<number> {
  const [known] = event === undefined ? [] : await connection.rows("select details from events where id = ?", [event]);
  const before = known?.document("details") ?? {};
  const sum = (name: keyof typeof counts) => counts[name] + (typeof before[name] === "number" ? before[name] : 0);
  const totals = { added: sum("added"), updated: sum("updated"), unchanged: sum("unchanged") };
  const summary = `Imported into ${dataset}: ${counted(totals.added, "sample")} added, ${totals.updated} updated, ${totals.unchanged} unchanged.`;
  const all = { dataset, ...before, ...details, ...totals };
  if (event !== undefined && known) {
    await connection.change("update events set summary = ?, details = ? where id = ?", [
      summary,
      JSON.stringify(all),
      event,
    ]);
    return event;
  }
  return recordEvent(connection, { kind: "import", summary, details: all, dataset, actor });
}

function refuseRepeatedIds(batch: readonly SampleInput[]): void {
  const seen = new Set<string>();
  for (const { id, path } of batch) {
    if (seen.has(id)) {
      throw new GleanerError("bad_record", `The sample ${path} stands twice in one batch.`, {
        hint: "Every path and row may stand once in an import.",
        details: { id, path },
      });
    }
    seen.add(id);
  }
}

function fingerprintOf(input: SampleInput): string {
  const { id: _, modified: __, measures: ___, signature: ____, ...rest } = input;
  return hash("sha1", JSON.stringify(rest), "base64").slice(0, 22);
}
