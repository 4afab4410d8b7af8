import { exactDuplicates, type Graph } from "@gleaner/kernel";
import { keepBest, type Merits } from "../curate/clean/representatives.ts";
import { duplicateThreshold, findNearDuplicates } from "../curate/near-duplicates.ts";
import { type Draft, type Finder, fingerprintOf, indexKey, type Scan } from "./scan.ts";

/** Equal files, and groups of near-duplicates; of each group the best sample is the one to keep. */
export const duplicates: Finder = {
  kind: "duplicate",
  async fingerprint(scan) {
    const { context, numbers, loaded } = scan;
    const { samples } = context.workspace;
    return fingerprintOf(
      indexKey(scan),
      loaded && (await duplicateThreshold(context, loaded)),
      await samples.texts(numbers, "content_hash"),
      (await samples.classes(numbers)).indices,
    );
  },
  async find(scan) {
    const exact = await equalFiles(scan);
    return { drafts: [...exact, ...(await nearGroups(scan))], notes: [] };
  },
};

async function equalFiles({ context, numbers }: Scan): Promise<Draft[]> {
  const hashes = await context.workspace.samples.texts(numbers, "content_hash");
  const { groups } = keepBest(exactDuplicates(hashes), await meritsOf(context, numbers));
  return groups.map((members) => ({
    kind: "duplicate",
    issue: "exact_duplicate",
    sample: numbers[members[0]],
    score: 1,
    label: null,
    suggested: null,
    reason: members.length === 2 ? "two files are the same" : `${members.length} files are the same`,
    related: [...members.slice(1)].map((at) => numbers[at]),
    actions: ["merge", "accept", "ignore"],
    fixes: members.length - 1,
  }));
}

async function nearGroups({ context, loaded, rows }: Scan): Promise<Draft[]> {
  if (!loaded || rows.length === 0) return [];
  const { representative, threshold } = await findNearDuplicates(context, loaded, rows);
  const numbers = rows.map((row) => loaded.numbers[row]);
  const hashes = await context.workspace.samples.texts(numbers, "content_hash");
  const { groups } = keepBest(
    rows.map((row) => representative[row]),
    await meritsOf(context, numbers),
  );
  return groups.flatMap((members): Draft[] => {
    if (new Set([...members].map((at) => hashes[at])).size === 1) return [];
    const center = representative[rows[members[0]]];
    const distance = Math.max(
      ...[...members].map((at) => (rows[at] === center ? 0 : (distanceOf(loaded.graph, rows[at], center) ?? 0))),
    );
    return [
      {
        kind: "duplicate",
        issue: "near_duplicate",
        sample: numbers[members[0]],
        score: duplicateCertainty(distance, 1 - threshold),
        label: null,
        suggested: null,
        reason: `${members.length} samples are nearly the same: at most ${distance.toFixed(4)} apart, the limit is ${(1 - threshold).toFixed(4)}`,
        related: [...members.slice(1)].map((at) => numbers[at]),
        actions: ["merge", "accept", "ignore"],
        fixes: members.length - 1,
      },
    ];
  });
}

/** How surely a pair is one of near-duplicates: half at the threshold, quite at distance 0. */
export function duplicateCertainty(distance: number, limit: number): number {
  return Math.max(0.5, 1 - distance / limit / 2);
}

/** Distance of two rows that are neighbours in the graph; null where they are not. */
export function distanceOf({ k, neighbors, similarities }: Graph, a: number, b: number): number | null {
  for (const [row, other] of [
    [a, b],
    [b, a],
  ]) {
    for (let edge = row * k; edge < (row + 1) * k; edge++) {
      if (neighbors[edge] === other) return Math.max(0, 1 - similarities[edge]);
    }
  }
  return null;
}

/** What decides which sample of a group is kept. */
async function meritsOf({ workspace }: Scan["context"], numbers: Int32Array): Promise<Merits> {
  const { samples } = workspace;
  const { indices } = await samples.classes(numbers);
  const widths = await samples.values(numbers, "width");
  const heights = await samples.values(numbers, "height");
  return {
    sound: new Uint8Array(numbers.length).fill(1),
    labeled: indices.map((code) => (code >= 0 ? 1 : 0)),
    pixels: widths.map((width, at) => width * heights[at]),
    sharpness: await samples.values(numbers, "blurry"),
  };
}
