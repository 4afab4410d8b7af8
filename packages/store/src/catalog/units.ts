import type { Unit } from "@gleaner/schema";
import type { Queries } from "../datasets/dataset-rows.ts";

/** The table that a unit's numbers are in; both have the columns `number`, `id`, `dataset` and `revision`. */
export function tableOf(unit: Unit): "samples" | "objects" {
  return unit === "object" ? "objects" : "samples";
}

/** SQL of every number that is there, of samples and objects. */
export const everyNumber = "(select number from samples union all select number from objects)";

/** More numbers than this are not looked at to tell their unit. */
const toldBy = 200;

/** What numbers mean, which are all of one unit: told by the first ones, of which some may be gone. */
export async function unitOfNumbers(queries: Queries, numbers: ArrayLike<number>): Promise<Unit> {
  if (numbers.length === 0) return "sample";
  const known = async (table: string, list: number[]) =>
    (await queries.rows(`select 1 from ${table} where number in (${list.join(", ")}) limit 1`)).length > 0;
  if (await known("samples", [numbers[0]])) return "sample";
  return (await known(
    "objects",
    Array.from({ length: Math.min(toldBy, numbers.length) }, (_, at) => numbers[at]),
  ))
    ? "object"
    : "sample";
}

/** The space that a query refers to unless it names one, and that `default` means to objects. */
export function spaceFor(unit: Unit, space = "default"): string {
  return unit === "object" && space === "default" ? "objects" : space;
}
