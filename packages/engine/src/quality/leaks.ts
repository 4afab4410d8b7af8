import { joinedSets } from "@gleaner/kernel";
import { findNearDuplicates, pairSource } from "../duplicates/near-duplicates.ts";
import { duplicateCertainty, nearKey } from "./duplicates.ts";
import { groupFields } from "./group-fields.ts";
import { type Draft, type Finder, fingerprintOf, indexKey, type Scan } from "./scan.ts";

/** Near-duplicates and groups that lie in several splits, and near-duplicates with different labels. */
export const leaks: Finder = {
  kind: "leak",
  async fingerprint(scan) {
    const { context, numbers } = scan;
    const { samples } = context.workspace;
    const { classes, indices } = await samples.classes(numbers);
    return fingerprintOf(
      indexKey(scan),
      await nearKey(scan),
      await samples.texts(numbers, "split"),
      await samples.texts(numbers, "content_hash"),
      classes,
      indices,
      (await groupFields(scan)).map(({ name, values }) => [name, values]),
    );
  },
  async find(scan) {
    const { numbers, context } = scan;
    const splits = await context.workspace.samples.texts(numbers, "split");
    const near = await nearPairs(scan);
    return {
      drafts: [
        ...acrossSplits(numbers, splits, near),
        ...(await conflictingLabels(scan, near)),
        ...(await groupsAcrossSplits(scan, splits)),
      ],
      notes: [],
    };
  },
};

/** Pairs of near-duplicates and equal files as positions in the scan's numbers, with how surely each is one. */
interface Pairs {
  pairs: Int32Array;
  certainty: Float64Array;
}

async function nearPairs({ context, loaded, rows, numbers }: Scan): Promise<Pairs> {
  if (!loaded || rows.length === 0) return { pairs: new Int32Array(0), certainty: new Float64Array(0) };
  const { pairs, distances, limit } = await findNearDuplicates(context.workspace, pairSource(loaded), rows);
  const positions = new Map([...numbers].map((number, at): [number, number] => [number, at]));
  const certainty = Float64Array.from(distances, (distance) => duplicateCertainty(distance, limit));
  return { pairs: pairs.map((row) => positions.get(loaded.numbers[row]) ?? -1), certainty };
}

/** Members of each set of two or more that chains of pairs join. */
function components(n: number, pairs: Int32Array): number[][] {
  const members = new Map<number, number[]>();
  joinedSets(n, pairs).forEach((set, at) => {
    const list = members.get(set);
    if (list) list.push(at);
    else members.set(set, [at]);
  });
  return [...members.values()].filter((list) => list.length > 1);
}

function acrossSplits(numbers: Int32Array, splits: readonly (string | null)[], { pairs, certainty }: Pairs): Draft[] {
  const surest = new Map<number, number>();
  for (let pair = 0; pair < certainty.length; pair++) {
    const [a, b] = [pairs[2 * pair], pairs[2 * pair + 1]];
    if (splits[a] === null || splits[b] === null || splits[a] === splits[b]) continue;
    for (const at of [a, b]) surest.set(at, Math.max(surest.get(at) ?? 0, certainty[pair]));
  }
  return components(numbers.length, pairs).flatMap((members) => {
    const score = members.reduce((most, at) => Math.max(most, surest.get(at) ?? 0), 0);
    const moving = toOneSplit(members, splits);
    if (score === 0 || !moving) return [];
    const { sample, rest, label, suggested, moved, text } = moving;
    return [
      {
        kind: "leak",
        issue: "split_leak",
        sample: numbers[sample],
        score,
        label,
        suggested,
        reason: `near-duplicates lie in ${text}`,
        related: rest.map((at) => numbers[at]),
        actions: ["merge", "delete", "accept", "ignore"],
        fixes: moved,
      },
    ];
  });
}

/**
 * How a group is brought into the split where most of it is; among equals the one that is named like a training split, where a copy does
 * no harm to what is measured. Null where it lies in one split.
 */
function toOneSplit(members: readonly number[], splits: readonly (string | null)[]) {
  const counts = new Map<string, number>();
  for (const at of members) {
    const split = splits[at];
    if (split !== null) counts.set(split, (counts.get(split) ?? 0) + 1);
  }
  if (counts.size < 2) return null;
  const order = [...counts].sort(
    ([a, m], [b, n]) => n - m || Number(/^train/i.test(b)) - Number(/^train/i.test(a)) || (a < b ? -1 : 1),
  );
  const suggested = order[0][0];
  const label = order[order.length - 1][0];
  const sample = members.find((at) => splits[at] === label) ?? members[0];
  return {
    sample,
    rest: members.filter((at) => at !== sample),
    label,
    suggested,
    moved: members.filter((at) => splits[at] !== null && splits[at] !== suggested).length,
    text: order.map(([name, count]) => `${name} (${count})`).join(" and "),
  };
}

async function conflictingLabels({ context, numbers }: Scan, { pairs, certainty }: Pairs): Promise<Draft[]> {
  const { classes, indices } = await context.workspace.samples.classes(numbers);
  const differing: number[] = [];
  const sureOf = new Map<number, number>();
  for (let pair = 0; pair < certainty.length; pair++) {
    const [a, b] = [pairs[2 * pair], pairs[2 * pair + 1]];
    if (indices[a] < 0 || indices[b] < 0 || indices[a] === indices[b]) continue;
    differing.push(a, b);
    for (const at of [a, b]) sureOf.set(at, Math.max(sureOf.get(at) ?? 0, certainty[pair]));
  }
  const agreeing = supporters(pairs, indices);
  return components(numbers.length, Int32Array.from(differing)).map((members) => {
    const votes = new Map<number, number>();
    for (const at of members) votes.set(indices[at], (votes.get(indices[at]) ?? 0) + 1 + (agreeing.get(at) ?? 0));
    const order = [...votes].sort(([a, m], [b, n]) => n - m || a - b);
    const tie = order[0][1] === order[1][1];
    const sample = members.find((at) => indices[at] === order[order.length - 1][0]) ?? members[0];
    return {
      kind: "leak",
      issue: "label_conflict",
      sample: numbers[sample],
      score: members.reduce((most, at) => Math.max(most, sureOf.get(at) ?? 0), 0),
      label: classes[indices[sample]],
      suggested: tie ? null : classes[order[0][0]],
      reason: `near-duplicates are labelled ${order.map(([code, count]) => `${classes[code]} (${count})`).join(" and ")}`,
      related: members.filter((at) => at !== sample).map((at) => numbers[at]),
      actions: ["relabel", "accept", "ignore"],
    };
  });
}

/** Near-duplicates of each sample that have its own label. */
function supporters(pairs: Int32Array, indices: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let pair = 0; pair < pairs.length; pair += 2) {
    const [a, b] = [pairs[pair], pairs[pair + 1]];
    if (indices[a] < 0 || indices[a] !== indices[b]) continue;
    for (const at of [a, b]) counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

async function groupsAcrossSplits(scan: Scan, splits: readonly (string | null)[]): Promise<Draft[]> {
  const { numbers } = scan;
  return (await groupFields(scan)).flatMap(({ name, values }) => {
    const members = new Map<string, number[]>();
    values.forEach((value, at) => {
      if (value === null) return;
      const list = members.get(value);
      if (list) list.push(at);
      else members.set(value, [at]);
    });
    return [...members].flatMap(([value, list]): Draft[] => {
      const moving = toOneSplit(list, splits);
      if (!moving) return [];
      const { sample, rest, label, suggested, moved, text } = moving;
      return [
        {
          kind: "leak",
          issue: "group_leak",
          sample: numbers[sample],
          score: 0.9,
          label,
          suggested,
          reason: `${name} ${value} lies in ${text}`,
          related: rest.map((at) => numbers[at]),
          actions: ["merge", "accept", "ignore"],
          fixes: moved,
        },
      ];
    });
  });
}
