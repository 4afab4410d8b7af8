import { signatureBytes } from "@gleaner/formats";
import { exactDuplicates } from "@gleaner/kernel";
import { keepBest, type Merits } from "../curate/clean/representatives.ts";
import { completeSignatures } from "../duplicates/complete-signatures.ts";
import { findNearDuplicates, pairSource } from "../duplicates/near-duplicates.ts";
import { type Draft, type Finder, fingerprintOf, indexKey, type Scan } from "./scan.ts";

/** Equal files, and groups of near-duplicates; of each group the best sample is the one to keep. */
export const duplicates: Finder = {
  kind: "duplicate",
  async fingerprint(scan) {
    const { context, numbers } = scan;
    const { samples } = context.workspace;
    return fingerprintOf(
      indexKey(scan),
      await nearKey(scan),
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

/** What near-duplicates depend on beside the index: the threshold that answers settled, and which samples have signatures. */
export async function nearKey({ context, loaded, numbers, work }: Scan): Promise<string> {
  if (!loaded) return "";
  await completeSignatures(context, numbers, work);
  const settled = await context.workspace.duplicates.get(loaded.index.space);
  return fingerprintOf(settled, await context.workspace.samples.signatureStates(numbers, signatureBytes));
}

async function nearGroups({ context, loaded, rows }: Scan): Promise<Draft[]> {
  if (!loaded || rows.length === 0) return [];
  const { representative, limit, pairs, distances } = await findNearDuplicates(
    context.workspace,
    pairSource(loaded),
    rows,
  );
  // The largest distance of a member of each group to the one that stands for it.
  const widest = new Map<number, number>();
  distances.forEach((distance, at) => {
    const [a, b] = [pairs[2 * at], pairs[2 * at + 1]];
    const center = representative[a];
    if (representative[b] !== center || (a !== center && b !== center)) return;
    widest.set(center, Math.max(widest.get(center) ?? 0, distance));
  });
  const numbers = rows.map((row) => loaded.numbers[row]);
  const hashes = await context.workspace.samples.texts(numbers, "content_hash");
  const { groups } = keepBest(
    rows.map((row) => representative[row]),
    await meritsOf(context, numbers),
  );
  return groups.flatMap((members): Draft[] => {
    if (new Set([...members].map((at) => hashes[at])).size === 1) return [];
    const distance = widest.get(representative[rows[members[0]]]) ?? 0;
    return [
      {
        kind: "duplicate",
        issue: "near_duplicate",
        sample: numbers[members[0]],
        score: duplicateCertainty(distance, limit),
        label: null,
        suggested: null,
        reason: `${members.length} samples are nearly the same: at most ${distance.toPrecision(2)} apart, the limit is ${limit.toPrecision(2)}`,
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
