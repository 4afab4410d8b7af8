import { type Finding, findingActionSchema, findingKindSchema, findingStateSchema } from "@gleaner/schema";
import type { BulkColumn } from "../catalog/bulk.ts";
import type { Row } from "../catalog/row.ts";
import type { FindingInput, StoredFinding } from "../contract/findings.ts";

/** Findings as columns of `findings`, in the table's order; their state is open. */
export function findingColumns(found: readonly FindingInput[], at: number): BulkColumn[] {
  const text = (value: (finding: FindingInput) => string | null): BulkColumn => ({
    type: "text",
    values: found.map(value),
  });
  return [
    text(({ id }) => id),
    text(({ kind }) => kind),
    text(({ issue }) => issue),
    { type: "integer", values: found.map(({ sample }) => sample) },
    { type: "integer", values: found.map(({ object }) => object) },
    { type: "float", values: Float32Array.from(found, ({ score }) => score) },
    { type: "float", values: Float32Array.from(found, ({ priority }) => priority) },
    text(({ label }) => label),
    text(({ suggested }) => suggested),
    text(({ reason }) => reason),
    text(({ related }) => JSON.stringify(related)),
    text(({ relatedUnit }) => relatedUnit),
    text(({ box }) => (box === null ? null : JSON.stringify(box))),
    { type: "texts", values: found.map(({ actions }) => actions) },
    text(({ basis }) => basis),
    text(() => "open"),
    { type: "time", values: found.map(() => at) },
  ];
}

/** A row of `findings` as it is stored. */
export function storedFinding(row: Row): StoredFinding {
  return {
    ...plainFields(row),
    sample: row.number("sample"),
    object: row.numberOrNull("object"),
    related: relatedNumbers(row),
    basis: row.text("basis"),
  };
}

/** A row of `findings` with the columns `sample_id`, `object_id`, `dataset_name` and `path`; `ids` names the related numbers that still exist. */
export function shownFinding(row: Row, ids: ReadonlyMap<number, string>): Finding {
  return {
    ...plainFields(row),
    sample: row.text("sample_id"),
    object: row.textOrNull("object_id"),
    dataset: row.text("dataset_name"),
    path: row.text("path"),
    related: relatedNumbers(row).flatMap((number) => ids.get(number) ?? []),
  };
}

export function relatedNumbers(row: Row): number[] {
  return numbersOf(row.text("related"));
}

function plainFields(row: Row) {
  const box = row.textOrNull("box");
  return {
    id: row.text("id"),
    kind: findingKindSchema.parse(row.text("kind")),
    issue: row.text("issue"),
    score: row.number("score"),
    priority: row.number("priority"),
    label: row.textOrNull("label"),
    suggested: row.textOrNull("suggested"),
    reason: row.text("reason"),
    relatedUnit: row.text("related_unit") === "object" ? ("object" as const) : ("sample" as const),
    box: box === null ? null : numbersOf(box),
    actions: row.texts("actions").map((action) => findingActionSchema.parse(action)),
    state: findingStateSchema.parse(row.text("state")),
  };
}

/** A JSON list of numbers. */
function numbersOf(text: string): number[] {
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.map(Number) : [];
}
