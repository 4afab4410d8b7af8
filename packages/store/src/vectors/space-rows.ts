import { type Crop, cropSchema, GleanerError, type Unit } from "@gleaner/schema";
import type { Row } from "../catalog/row.ts";
import type { Queries } from "../datasets/dataset-rows.ts";

/** A space as the catalog keeps it. */
export interface SpaceRow {
  id: number;
  name: string;
  model: string;
  modelHash: string;
  unit: Unit;
  dimension: number;
  /** How objects are cropped; null for samples. */
  crop: Crop | null;
  createdAt: string;
}

export async function spaceRows(queries: Queries): Promise<SpaceRow[]> {
  return (await queries.rows("select * from spaces order by name")).map(spaceRowOf);
}

/** Throws `space_not_found`. */
export async function spaceRow(queries: Queries, name: string): Promise<SpaceRow> {
  return named(await spaceRows(queries), name);
}

/** The space of that name. Throws `space_not_found`. */
export function named<T extends { name: string }>(spaces: readonly T[], name: string): T {
  const space = spaces.find((each) => each.name === name);
  if (space) return space;
  throw new GleanerError("space_not_found", `There is no embedding space named "${name}".`, {
    hint:
      spaces.length > 0
        ? `Spaces: ${spaces.map((each) => each.name).join(", ")}.`
        : "Make one with `gleaner embed` or `gleaner vectors import`.",
    details: { space: name },
  });
}

function spaceRowOf(row: Row): SpaceRow {
  return {
    id: row.number("id"),
    name: row.text("name"),
    model: row.text("model"),
    modelHash: row.text("model_hash"),
    unit: row.text("unit") === "object" ? "object" : "sample",
    dimension: row.number("dimension"),
    crop: row.isNull("crop") ? null : cropSchema.parse(row.document("crop")),
    createdAt: row.time("created_at"),
  };
}
