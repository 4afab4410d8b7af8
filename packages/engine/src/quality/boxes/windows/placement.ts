import { type Probe, predictProbe } from "@gleaner/kernel";
import type { Box } from "@gleaner/schema";
import { throughKernel } from "../../../kernel-errors.ts";
import type { Draft, Scan } from "../../scan.ts";
import { type Examples, placementLabels } from "./examples.ts";
import { type ImageSize, placesAround } from "./jitters.ts";
import type { KeptProbes } from "./kept-probes.ts";
import { finiteRows, foldOf, judgeByFold, type LabeledBoxes, probesByFold } from "./labeled-boxes.ts";
import type { RegionVectors } from "./region-vectors.ts";

/** Boxes that are more likely badly placed than not, of which so many are looked at again at other places. */
const badFrom = 0.5;
const lookedAtAgain = 400;
/** A place is better when it is this much less likely bad. */
const betterBy = 0.5;

/**
 * Boxes that lie beside their object. A probe learns from crops of the dataset's own boxes, as they are and moved by a fifth to three fifths
 * of their sides, how a badly placed box looks; that is bounding-box regression (Girshick et al. 2014, appendix C) reduced to the
 * question whether there is something to correct, and needs no predictions. Each box is judged by a probe that has not seen its image. Where
 * one of 16 places around a suspicious box looks well placed, it is suggested.
 */
export async function badlyPlaced(
  scan: Scan,
  labeled: LabeledBoxes,
  examples: Examples,
  regions: RegionVectors,
  kept: KeptProbes,
): Promise<Draft[]> {
  const { dimension, vectors, of } = examples;
  const samples = of.map((at) => labeled.samples[at]);
  const lesson = { vectors, dimension, labels: placementLabels(examples), samples };
  const probes = await kept.of("placement", () => probesByFold(lesson, 2, scan));
  const bad = await placedBadly(scan, labeled, probes);
  const suspects = [...bad.keys()]
    .filter((at) => bad[at] > badFrom)
    .sort((a, b) => bad[b] - bad[a])
    .slice(0, lookedAtAgain);
  const better = await betterPlaces(scan, labeled, probes, suspects, regions);
  return suspects.map((at): Draft => {
    const place = better.get(at);
    const isBetter = place !== undefined && place.bad < (1 - betterBy) * bad[at];
    const name = labeled.codes[at] < 0 ? null : labeled.classes[labeled.codes[at]];
    return {
      kind: "box",
      issue: "misplaced",
      sample: labeled.samples[at],
      object: labeled.numbers[at],
      relatedUnit: "object",
      score: bad[at],
      label: name,
      suggested: null,
      reason: `its crop looks like those of boxes moved off their objects (${Math.round(100 * bad[at])} %)${isBetter ? `; the suggested place looks right (${Math.round(100 * (1 - place.bad))} %)` : ""}`,
      related: [],
      box: isBetter ? [...place.box] : null,
      actions: isBetter ? ["merge", "accept", "delete", "ignore"] : ["accept", "delete", "ignore"],
    };
  });
}

/** How likely each box is badly placed; NaN where that can't be told. */
async function placedBadly(
  { context, work }: Scan,
  { numbers, samples, space }: LabeledBoxes,
  probes: readonly (Probe | null)[],
): Promise<Float32Array> {
  const bad = new Float32Array(numbers.length).fill(Number.NaN);
  for (const [fold, probe] of probes.entries()) {
    work.check();
    const rows = [...numbers.keys()].filter((at) => foldOf(samples[at]) === fold);
    if (!probe || rows.length === 0) continue;
    const source = await context.workspace.vectors.source(
      space,
      Int32Array.from(rows, (at) => numbers[at]),
    );
    const { signal } = work;
    const likely = await throughKernel(() => predictProbe(probe, source, { signal, threads: context.threads }));
    rows.forEach((at, row) => {
      bad[at] = likely[2 * row + 1];
    });
  }
  return bad;
}

/** The place around each suspicious box that looks best. */
async function betterPlaces(
  scan: Scan,
  { samples, boxes, sizes }: LabeledBoxes,
  probes: readonly (Probe | null)[],
  suspects: readonly number[],
  regions: RegionVectors,
): Promise<Map<number, { box: Box; bad: number }>> {
  const places = suspects.flatMap((at) => {
    const size: ImageSize | undefined = sizes.get(samples[at]);
    return size ? placesAround(boxes[at], size).map((box) => ({ at, sample: samples[at], box })) : [];
  });
  const vectors = await regions.of(places, "look for places");
  const best = new Map<number, { box: Box; bad: number }>();
  const judged = { vectors, dimension: regions.dimension, rows: finiteRows(vectors, regions.dimension) };
  await judgeByFold(
    probes,
    judged,
    (row) => places[row].sample,
    scan,
    (row, [, bad]) => {
      const { at: suspect, box } = places[row];
      if (bad < (best.get(suspect)?.bad ?? Infinity)) best.set(suspect, { box, bad });
    },
  );
  return best;
}
