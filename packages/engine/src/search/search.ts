import { GleanerError, type Sample, type Unit } from "@gleaner/schema";
import { spaceFor } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import { throughKernel } from "../kernel-errors.ts";
import { anchorsOf } from "./similarity.ts";

/**
 * Finds the samples or objects most similar to the examples, the examples themselves included; exact under any filter, and without one up
 * to spaces of 2e9 values.
 */
export const search: UseCase<"search"> = async (context, request) => {
  const { unit, datasets, where, slice, limit, exact } = request;
  const similarTo = { ...request.similarTo, space: spaceFor(unit, request.similarTo.space) };
  await requireUnit(context, unit, similarTo.space);
  await requireDatasets(context, datasets);
  const { workspace, indexes } = context;
  const anchors = await anchorsOf(context, similarTo);
  const { searcher, numbers, rowOf } = await indexes.searcher(similarTo.space);
  const narrowed = datasets.length > 0 || where !== "" || slice !== undefined;
  const allow = narrowed
    ? bitmap(
        await workspace.samples.numbers({ unit, datasets, where, slice, space: similarTo.space }),
        rowOf,
        numbers.length,
      )
    : undefined;
  const started = performance.now();
  const { rows, scores, recall } = await throughKernel(() =>
    searcher.searchAnchors({ ...anchors, aggregate: similarTo.aggregate }, { limit, allow, exact }),
  );
  const ms = performance.now() - started;
  const found = Int32Array.from(rows, (row) => numbers[row]);
  const named: Pick<Sample, "id" | "path" | "object">[] =
    unit === "object" ? await workspace.samples.rows(found) : await workspace.samples.keys(found);
  return { results: named.map(({ id, path, object }, at) => ({ id, path, score: scores[at], object })), ms, recall };
};

/** @throws GleanerError `bad_request` for a space of the other unit, `space_not_found` */
export async function requireUnit({ workspace }: EngineContext, unit: Unit, name: string): Promise<void> {
  const space = await workspace.spaces.get(name);
  if (space.unit === unit) return;
  throw new GleanerError("bad_request", `The space "${name}" holds vectors of ${space.unit}s, not of ${unit}s.`, {
    hint: unit === "object" ? "Leave out --unit object, or name a space of objects." : "Add --unit object.",
    details: { space: name, unit: space.unit },
  });
}

function bitmap(allowed: Int32Array, rowOf: (number: number) => number, rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  for (const number of allowed) {
    const row = rowOf(number);
    if (row >= 0) bits[row >> 3] |= 1 << (row & 7);
  }
  return bits;
}
