import {
  aggregateSchema,
  type Expectation,
  type FunctionActions,
  functionSchema,
  GleanerError,
  nearestNames,
  type SavedFunction,
} from "@gleaner/schema";
import type { Row } from "../catalog/row.ts";
import type { FunctionDefinition, LinearClassifier } from "../contract/functions.ts";
import type { Queries } from "../datasets/dataset-rows.ts";
import { isDocument } from "../workspace/document.ts";
import { decodeVector, encodeVector } from "./encoded-vector.ts";

/** A function as the catalog keeps it, without its examples. */
export interface FunctionRow {
  id: number;
  name: string;
  /** Id of the space. */
  space: number;
  /** Ids of the datasets that it is narrowed to, also deleted ones; null: all. */
  datasets: number[] | null;
  aggregate: SavedFunction["aggregate"];
  threshold: number;
  version: number;
  description: string;
  thresholdSource: SavedFunction["thresholdSource"];
  precision: Expectation | null;
  recall: Expectation | null;
  actions: FunctionActions;
  classifier: LinearClassifier | null;
  createdAt: string;
  editedAt: string;
}

/** What the column `document` holds beside the classifier. */
const documentSchema = functionSchema.pick({
  description: true,
  thresholdSource: true,
  precision: true,
  recall: true,
  actions: true,
});

/** The column `document` of a definition. */
export function documentOf({ classifier, ...definition }: FunctionDefinition): string {
  return JSON.stringify({
    ...documentSchema.parse(definition),
    classifier: classifier && { weights: encodeVector(classifier.weights), offset: classifier.offset },
  });
}

/** The functions by name, or those of one space. */
export async function functionRows(queries: Queries, space?: number): Promise<FunctionRow[]> {
  const rows = await queries.rows(
    `select *, array_to_string(datasets, ',') as dataset_ids from functions
     where ?::integer is null or space = ? order by name`,
    [space ?? null, space ?? null],
  );
  return rows.map(functionRowOf);
}

/** Throws `function_not_found`. */
export async function functionRow(queries: Queries, name: string): Promise<FunctionRow> {
  const rows = await functionRows(queries);
  const row = rows.find((each) => each.name === name);
  if (row) return row;
  throw functionNotFound(
    name,
    rows.map((each) => each.name),
  );
}

/** The error for a function that is not there. */
export function functionNotFound(name: string, known: readonly string[]): GleanerError {
  const nearest = nearestNames(name, known);
  return new GleanerError("function_not_found", `There is no function named "${name}".`, {
    hint:
      known.length === 0
        ? "Make one with `gleaner function create`."
        : nearest.length > 0
          ? `Did you mean ${nearest.join(", ")}?`
          : `Functions: ${known.slice(0, 10).join(", ")}.`,
    details: { function: name },
  });
}

function functionRowOf(row: Row): FunctionRow {
  const document = row.document("document");
  const datasets = row.textOrNull("dataset_ids");
  return {
    id: row.number("id"),
    name: row.text("name"),
    space: row.number("space"),
    datasets: datasets === null ? null : datasets.split(",").filter(Boolean).map(Number),
    aggregate: aggregateSchema.parse(row.text("aggregate")),
    threshold: row.number("threshold"),
    version: row.number("version"),
    ...documentSchema.parse(document),
    classifier: classifierOf(document.classifier),
    createdAt: row.time("created_at"),
    editedAt: row.time("edited_at"),
  };
}

function classifierOf(value: unknown): LinearClassifier | null {
  return isDocument(value) ? { weights: decodeVector(String(value.weights)), offset: Number(value.offset) } : null;
}
