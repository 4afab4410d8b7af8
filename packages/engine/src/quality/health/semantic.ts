import { createRandom, cutNodes, labelMembers, permutation } from "@gleaner/kernel";
import type { DatasetHealth } from "@gleaner/schema";
import type { EngineContext } from "../../context.ts";
import { graphScores } from "../../indexes/graph-scores.ts";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { controlArm, distributionDivergence } from "../../report/index.ts";

type Semantic = NonNullable<DatasetHealth["semantic"]>;

/** Sub-clusters that hold less of a class are counted together. */
const leastShare = 0.02;
const subclustersAtMost = 20;
const examplesAtMost = 4;
/** A cluster in which one class has less than this is mixed; smaller clusters say little. */
const mixedBelow = 0.7;
const leastMixed = 8;
const mixedAtMost = 50;
const splitsAtMost = 6;
const unequalAtMost = 12;
const draws = 20;

/** What the semantic distribution is about. */
export interface SemanticInputs {
  context: EngineContext;
  loaded: LoadedIndex;
  /** Rows of the index. */
  rows: Int32Array;
  /** Of each row. */
  labels: { names: string[]; codes: Int32Array };
  splits: (string | null)[];
  classes: number;
  seed: number;
}

/** Rows with the cluster of each and a way to show the most typical ones. */
interface Clustered extends SemanticInputs {
  clusters: number;
  cluster: Int32Array;
  typicality: Float32Array;
}

/** Classes by their sub-clusters, clusters of mixed class, and split against split, by clusters of the tree that are coarse enough to look at. */
export async function semanticDistribution(inputs: SemanticInputs): Promise<Semantic> {
  const { loaded, rows, labels } = inputs;
  const clusters = Math.min(loaded.tree.n, Math.max(2, 4 * labels.names.length, Math.round(Math.sqrt(rows.length))));
  const all = labelMembers(loaded.tree, cutNodes(loaded.tree, clusters));
  const { typicality } = await graphScores(loaded.graph);
  const clustered: Clustered = {
    ...inputs,
    clusters,
    cluster: rows.map((row) => all[row]),
    typicality: Float32Array.from(rows, (row) => typicality[row]),
  };
  return {
    clusters,
    classes: await classesByCluster(clustered),
    mixed: await mixedClusters(clustered),
    splits: await splitPairs(clustered),
  };
}

async function classesByCluster(all: Clustered): Promise<Semantic["classes"]> {
  const { labels, cluster, classes } = all;
  const members = Map.groupBy(
    [...labels.codes.keys()].filter((at) => labels.codes[at] >= 0),
    (at) => labels.codes[at],
  );
  const largest = [...members].sort(([a, m], [b, n]) => n.length - m.length || a - b).slice(0, classes);
  return Promise.all(
    largest.map(async ([code, own]) => {
      const byCluster = [...Map.groupBy(own, (at) => cluster[at])].sort(
        ([a, m], [b, n]) => n.length - m.length || a - b,
      );
      const shown = byCluster.filter(([, part]) => part.length >= leastShare * own.length).slice(0, subclustersAtMost);
      const subclusters = await Promise.all(
        shown.map(async ([name, part]) => ({
          cluster: name,
          count: part.length,
          share: part.length / own.length,
          examples: await examplesOf(all, part),
        })),
      );
      const inShown = subclusters.reduce((sum, { count }) => sum + count, 0);
      return {
        class: labels.names[code],
        count: own.length,
        effective: effectiveNumber(byCluster.map(([, part]) => part.length)),
        subclusters,
        rest: own.length - inShown,
      };
    }),
  );
}

async function mixedClusters(all: Clustered): Promise<Semantic["mixed"]> {
  const { labels, cluster, rows } = all;
  const groups = Map.groupBy(
    [...cluster.keys()].filter((at) => labels.codes[at] >= 0),
    (at) => cluster[at],
  );
  const mixed = [...groups].flatMap(([name, members]) => {
    if (members.length < leastMixed) return [];
    const counts = [...Map.groupBy(members, (at) => labels.codes[at])]
      .map(([code, own]) => ({ class: labels.names[code], count: own.length }))
      .sort((a, b) => b.count - a.count || (a.class < b.class ? -1 : 1));
    const others = members.length - counts[0].count;
    return counts[0].count < mixedBelow * members.length ? [{ name, members, counts, others }] : [];
  });
  mixed.sort((a, b) => b.others - a.others || a.name - b.name);
  return Promise.all(
    mixed.slice(0, mixedAtMost).map(async ({ name, members, counts }) => ({
      cluster: name,
      count: members.length,
      share: members.length / rows.length,
      examples: await examplesOf(all, members),
      classes: counts.slice(0, 10),
    })),
  );
}

async function splitPairs(all: Clustered): Promise<Semantic["splits"]> {
  const { splits } = all;
  const groups = Map.groupBy(
    [...splits.keys()].filter((at) => splits[at] !== null),
    (at) => splits[at] ?? "",
  );
  const names = [...groups.keys()].sort().slice(0, splitsAtMost);
  const pairs: Semantic["splits"] = [];
  for (let i = 0; i < names.length; i++) {
    for (let j = i + 1; j < names.length; j++) {
      pairs.push(
        await comparePair(all, [names[i], groups.get(names[i]) ?? []], [names[j], groups.get(names[j]) ?? []]),
      );
    }
  }
  return pairs;
}

async function comparePair(
  all: Clustered,
  [a, inA]: [string, number[]],
  [b, inB]: [string, number[]],
): Promise<Semantic["splits"][number]> {
  const { cluster, clusters, seed, rows } = all;
  const countsOf = (members: ArrayLike<number>) => {
    const counts = new Float64Array(clusters);
    for (let at = 0; at < members.length; at++) counts[cluster[members[at]]]++;
    return counts;
  };
  const [countsA, countsB] = [countsOf(inA), countsOf(inB)];
  const both = [...inA, ...inB];
  const random = createRandom(seed);
  const drawn = Array.from({ length: draws }, () => {
    const order = permutation(both.length, random);
    const dealt = [order.slice(0, inA.length), order.slice(inA.length)].map((part) =>
      countsOf(part.map((at) => both[at])),
    );
    return distributionDivergence(dealt[0], dealt[1]) ?? 0;
  });
  const { mean, sd } = controlArm(drawn);
  const unequal = [...countsA.keys()]
    .map((name) => {
      const expected = ((countsA[name] + countsB[name]) * inA.length) / both.length;
      const deviation = (countsA[name] - expected) / Math.sqrt(Math.max(expected * (inB.length / both.length), 1e-9));
      return { name, deviation: countsA[name] + countsB[name] === 0 ? 0 : Math.abs(deviation) };
    })
    .filter(({ deviation }) => deviation > 3)
    .sort((first, second) => second.deviation - first.deviation || first.name - second.name)
    .slice(0, unequalAtMost);
  return {
    a,
    b,
    divergence: distributionDivergence(countsA, countsB) ?? 0,
    random: { mean, sd },
    unequal: await Promise.all(
      unequal.map(async ({ name }) => {
        const members = both.filter((at) => cluster[at] === name);
        return {
          cluster: name,
          count: members.length,
          share: members.length / rows.length,
          examples: await examplesOf(all, members),
          a: countsA[name],
          b: countsB[name],
        };
      }),
    ),
  };
}

/** Ids of the most typical of some positions. */
async function examplesOf(
  { context, loaded, rows, typicality }: Clustered,
  members: readonly number[],
): Promise<string[]> {
  const best = [...members]
    .sort((a, b) => (typicality[b] || -1) - (typicality[a] || -1) || a - b)
    .slice(0, examplesAtMost);
  return context.workspace.samples.numbersToIds(best.map((at) => loaded.numbers[rows[at]]));
}

/** 2 to the power of the entropy of shares: as how many equal parts they are. */
export function effectiveNumber(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let entropy = 0;
  for (const count of counts) if (count > 0) entropy -= (count / total) * Math.log2(count / total);
  return total > 0 ? 2 ** entropy : 0;
}
