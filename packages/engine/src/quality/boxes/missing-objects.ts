import type { Draft, Scan } from "../scan.ts";

/** Neighbours that must carry objects, and the share of them (weighted by similarity) that must hold the class. */
const leastNeighbors = 5;
const leastShare = 0.8;
/** How many times more often than in all images. */
const leastLift = 2;
/** Only near images say something: at least this similar. */
const leastSimilarity = 0.5;

/**
 * Images that likely lack an object: nearly all of the images most like them (neighbours in the graph of samples) hold a class that they do
 * not, and that class is no common one. It tells the class, not the place; predictions tell the place.
 */
export async function missingObjects(
  { loaded, rows }: Scan,
  { samples, classes }: { samples: readonly number[]; classes: readonly (string | null)[] },
): Promise<Draft[]> {
  if (!loaded || rows.length === 0) return [];
  const { graph, numbers } = loaded;
  const classesOf = new Map<number, Set<string>>();
  samples.forEach((sample, at) => {
    const name = classes[at];
    if (name !== null) classesOf.set(sample, (classesOf.get(sample) ?? new Set()).add(name));
  });
  const overall = new Map<string, number>();
  for (const names of classesOf.values()) for (const name of names) overall.set(name, (overall.get(name) ?? 0) + 1);
  const drafts: Draft[] = [];
  for (const row of rows) {
    const own = classesOf.get(numbers[row]);
    const weights = new Map<string, number>();
    const holders = new Map<string, number[]>();
    let [total, count] = [0, 0];
    for (let edge = row * graph.k; edge < (row + 1) * graph.k; edge++) {
      const names = graph.neighbors[edge] < 0 ? undefined : classesOf.get(numbers[graph.neighbors[edge]]);
      if (!names || graph.similarities[edge] < leastSimilarity) continue;
      total += graph.similarities[edge];
      count++;
      for (const name of names) {
        weights.set(name, (weights.get(name) ?? 0) + graph.similarities[edge]);
        holders.set(name, [...(holders.get(name) ?? []), numbers[graph.neighbors[edge]]]);
      }
    }
    if (count < leastNeighbors) continue;
    for (const [name, weight] of weights) {
      const share = weight / total;
      const lift = share / ((overall.get(name) ?? 0) / classesOf.size);
      if (own?.has(name) || share < leastShare || lift < leastLift) continue;
      drafts.push({
        kind: "box",
        issue: "missing_object",
        sample: numbers[row],
        score: share * (1 - 1 / lift),
        label: null,
        suggested: name,
        reason: `${Math.round(100 * share)} % of the images most like it hold ${name}, it does not`,
        related: (holders.get(name) ?? []).slice(0, 5),
        actions: ["accept", "ignore"],
      });
    }
  }
  return drafts;
}
