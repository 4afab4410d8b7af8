import { GleanerError } from "@gleaner/schema";
import type { Row } from "../catalog/row.ts";
import type { Queries } from "../datasets/dataset-rows.ts";

/** A slice as the catalog keeps it. */
export interface SliceRow {
  id: number;
  name: string;
  kind: "static" | "dynamic";
  unit: "sample" | "object";
  description: string;
  color: string | null;
  /** The filter of a dynamic slice, printed canonically. */
  rule: string | null;
  /** Datasets that the rule is narrowed to; none: all. */
  datasets: string[];
  /** Name of the space that the rule's scores refer to. */
  space: string;
  origin: string;
  createdAt: string;
}

export async function sliceRows(queries: Queries): Promise<SliceRow[]> {
  return (await queries.rows("select * from slices order by name")).map(sliceRowOf);
}

/** Throws `slice_not_found`. */
export async function sliceRow(queries: Queries, name: string): Promise<SliceRow> {
  const slices = await sliceRows(queries);
  const slice = slices.find((each) => each.name === name);
  if (slice) return slice;
  throw new GleanerError("slice_not_found", `There is no slice named "${name}".`, {
    hint:
      slices.length > 0
        ? `Slices: ${slices
            .slice(0, 10)
            .map((each) => each.name)
            .join(", ")}.`
        : "Create one with `gleaner slice create`.",
    details: { slice: name },
  });
}

function sliceRowOf(row: Row): SliceRow {
  return {
    id: row.number("id"),
    name: row.text("name"),
    kind: row.isNull("rule") ? "static" : "dynamic",
    unit: row.text("unit") === "object" ? "object" : "sample",
    description: row.text("description"),
    color: row.textOrNull("color"),
    rule: row.textOrNull("rule"),
    datasets: row.texts("datasets"),
    space: row.text("space"),
    origin: row.text("origin"),
    createdAt: row.time("created_at"),
  };
}

/** A slice from the JSON that the event log keeps. */
export function sliceRowFrom(document: Record<string, unknown>): SliceRow {
  const text = (key: keyof SliceRow) => String(document[key]);
  const textOrNull = (key: keyof SliceRow) => (document[key] === null ? null : text(key));
  const { id, datasets } = document;
  return {
    id: Number(id),
    name: text("name"),
    kind: document.kind === "dynamic" ? "dynamic" : "static",
    unit: document.unit === "object" ? "object" : "sample",
    description: text("description"),
    color: textOrNull("color"),
    rule: textOrNull("rule"),
    datasets: Array.isArray(datasets) ? datasets.map(String) : [],
    space: text("space"),
    origin: text("origin"),
    createdAt: text("createdAt"),
  };
}
