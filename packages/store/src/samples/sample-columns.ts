import type { BulkColumn } from "../catalog/bulk.ts";
import type { Connection } from "../catalog/connection.ts";
import { type LabelInput, measureNames, type SampleInput } from "../contract/samples.ts";
import type { Incoming } from "./incoming.ts";
import { typedMetadata } from "./metadata-value.ts";

/** The rows of a batch as columns of `samples`, in the table's order, as if all were new. */
export function sampleColumns(rows: readonly Incoming[], dataset: number, at: number): BulkColumn[] {
  const text = (value: (input: SampleInput) => string | null): BulkColumn => ({
    type: "text",
    values: rows.map((row) => value(row.input)),
  });
  const integer = (value: (row: Incoming) => number | null): BulkColumn => ({
    type: "integer",
    values: rows.map(value),
  });
  const labels = rows.map((row) => distinctLabels(row.input.labels ?? []));
  return [
    integer((row) => row.number),
    text((input) => input.id),
    integer(() => dataset),
    text((input) => input.kind),
    text((input) => input.path),
    text((input) => input.file),
    text((input) => (input.media.type === "file" ? null : JSON.stringify(input.media))),
    text((input) => input.contentHash),
    integer(() => 1),
    { type: "text", values: rows.map((row) => row.fingerprint) },
    { type: "bigint", values: rows.map((row) => row.input.bytes) },
    {
      type: "bigint",
      values: rows.map((row) => (row.input.modified === null ? null : Math.floor(row.input.modified))),
    },
    integer((row) => row.input.width),
    integer((row) => row.input.height),
    text((input) => input.format),
    text((input) => input.split),
    { type: "text", values: labels.map((list) => list[0]?.class ?? null) },
    { type: "texts", values: labels.map((list) => list.map((label) => label.class)) },
    { type: "text", values: labels.map((list) => (list.length > 0 ? "import" : null)) },
    { type: "float", values: Float32Array.from(labels, (list) => list[0]?.confidence ?? Number.NaN) },
    { type: "texts", values: rows.map((row) => [...new Set(row.input.tags)].sort()) },
    integer((row) => row.input.objects?.length ?? 0),
    { type: "time", values: rows.map(() => at) },
    ...measureNames.map(
      (name): BulkColumn => ({
        type: "float",
        values: Float32Array.from(rows, (row) => row.input.measures?.[name] ?? Number.NaN),
      }),
    ),
  ];
}

/** Inserts what an import says beside the samples themselves: labels and metadata. */
export async function insertRecords(connection: Connection, rows: readonly Incoming[], at: number): Promise<void> {
  await connection.append({ table: "labels" }, labelColumns(rows, at));
  await connection.append({ table: "metadata" }, metadataColumns(rows));
}

function labelColumns(rows: readonly Incoming[], at: number): BulkColumn[] {
  const records = rows.flatMap(({ number, input }) =>
    distinctLabels(input.labels ?? []).map((label, position) => ({ number, position, ...label })),
  );
  return [
    { type: "integer", values: records.map((record) => record.number) },
    { type: "integer", values: records.map((record) => record.position) },
    { type: "text", values: records.map((record) => record.class) },
    { type: "text", values: records.map(() => "import") },
    { type: "float", values: Float32Array.from(records, (record) => record.confidence ?? Number.NaN) },
    { type: "time", values: records.map(() => at) },
  ];
}

function metadataColumns(rows: readonly Incoming[]): BulkColumn[] {
  const entries = rows.flatMap(({ number, input }) =>
    Object.entries(input.meta ?? {}).flatMap(([key, value]) =>
      value === null ? [] : [{ number, key, ...typedMetadata(value) }],
    ),
  );
  return [
    { type: "integer", values: entries.map((entry) => entry.number) },
    { type: "text", values: entries.map((entry) => entry.key) },
    { type: "text", values: entries.map((entry) => entry.text) },
    { type: "double", values: entries.map((entry) => entry.numeric) },
    { type: "boolean", values: entries.map((entry) => entry.boolean) },
    { type: "time", values: entries.map((entry) => entry.time) },
  ];
}

/** Labels by class, the first of each. */
export function distinctLabels<T extends LabelInput>(labels: readonly T[]): T[] {
  const seen = new Set<string>();
  return labels.filter((label) => !seen.has(label.class) && seen.add(label.class));
}
