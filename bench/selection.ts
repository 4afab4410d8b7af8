import {
  buildTree,
  chooseLevel,
  computeNeighbors,
  type Graph,
  predictProbe,
  type Strategy,
  selectRows,
  trainProbe,
  vectorsInMemory,
} from "../packages/kernel/src/index.ts";
import { balancedPool, longTailPool, type Pool, rowsOf } from "./data-pools.ts";
import { fashionVectors } from "./projection.ts";

/**
 * What selection does for training: balanced accuracy of the probe on rows that were selected from balanced and long-tailed pools of
 * Fashion-MNIST, as gain over random draws. GLEANER_BENCH_POOLS (default 3) pools of each kind, GLEANER_BENCH_BUDGETS.
 */
const pools = Number(process.env["GLEANER_BENCH_POOLS"] ?? 3);
const budgets = (process.env["GLEANER_BENCH_BUDGETS"] ?? "50,100,300,1000,3000").split(",").map(Number);
const draws = 10;
const strategies: Strategy[] = ["adaptive", "coverage", "typical", "facility", "farthest"];
/** Farthest point among the 98 % of the rows with the smallest mean distance to their ten nearest neighbours. */
const trimmed = "trimmed farthest";
const columns = [...strategies, trimmed];
const data = await fashionVectors();

type Figures = Map<string, number[]>;

async function measure(pool: Pool, figures: Figures): Promise<void> {
  const { dimension, vectors, labels } = data;
  const source = vectorsInMemory(rowsOf(vectors, dimension, pool.rows), dimension);
  const test = vectorsInMemory(rowsOf(vectors, dimension, pool.test), dimension);
  const graph = await computeNeighbors(source, { k: 15 });
  const tree = await buildTree(graph);
  const space = { graph, tree, level: chooseLevel(tree), vectors: source };
  const dense = denseRows(graph);
  const truth = pool.test.map((row) => labels[row]);
  const accuracy = async (picked: Int32Array) => {
    const known = new Int32Array(pool.rows.length).fill(-1);
    for (const row of picked) known[row] = labels[pool.rows[row]];
    const probabilities = await predictProbe(await trainProbe(source, known, 10), test);
    return balancedAccuracy(probabilities, truth);
  };
  const add = (key: string, value: number) => figures.set(key, [...(figures.get(key) ?? []), value]);
  for (const budget of budgets) {
    const random: number[] = [];
    for (let seed = 0; seed < draws; seed++) {
      random.push(await accuracy((await selectRows(space, { strategy: "random", budget, seed })).rows));
    }
    const mean = random.reduce((sum, value) => sum + value, 0) / draws;
    const sd = Math.sqrt(random.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1));
    add(`random ${pool.name} ${budget}`, mean);
    add(`sd ${pool.name} ${budget}`, sd);
    for (const strategy of strategies) {
      const { rows, edgeShare } = await selectRows(space, { strategy, budget });
      add(`${strategy} ${pool.name} ${budget}`, (await accuracy(rows)) - mean);
      if (edgeShare !== null) add(`share ${pool.name} ${budget}`, edgeShare);
    }
    const { rows } = await selectRows(space, { strategy: "farthest", budget, pool: dense });
    add(`${trimmed} ${pool.name} ${budget}`, (await accuracy(rows)) - mean);
  }
}

function denseRows({ n, k, similarities }: Graph): Int32Array {
  const density = Float64Array.from({ length: n }, (_, row) =>
    similarities.subarray(row * k, row * k + 10).reduce((sum, similarity) => sum + similarity, 0),
  );
  const order = Int32Array.from(density.keys()).sort((a, b) => density[b] - density[a] || a - b);
  return order.slice(0, Math.ceil(0.98 * n)).sort();
}

/** Mean over the classes of the share of their rows that are predicted right. */
function balancedAccuracy(probabilities: Float32Array, truth: Int32Array): number {
  const classes = 10;
  const right = new Float64Array(classes);
  const all = new Float64Array(classes);
  truth.forEach((label, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    all[label]++;
    if (scores.indexOf(scores.reduce((a, b) => Math.max(a, b))) === label) right[label]++;
  });
  return right.reduce((sum, count, label) => sum + count / all[label], 0) / classes;
}

function print(figures: Figures): void {
  const mean = (key: string) => {
    const values = figures.get(key) ?? [];
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  for (const kind of ["balanced", "long tail"]) {
    process.stdout.write(
      `\n${kind}, mean of ${pools} pools\n  budget      random (sd)  ${columns.join("  ")}  share\n`,
    );
    for (const budget of budgets) {
      const base = mean(`random ${kind} ${budget}`).toFixed(3);
      const spread = mean(`sd ${kind} ${budget}`).toFixed(3);
      const gains = columns.map((strategy) => {
        const points = 100 * mean(`${strategy} ${kind} ${budget}`);
        return `${points < 0 ? "" : "+"}${points.toFixed(1)}`.padStart(strategy.length);
      });
      process.stdout.write(
        `  ${String(budget).padStart(6)}  ${base} (${spread})  ${gains.join("  ")}  ${mean(`share ${kind} ${budget}`).toFixed(2)}\n`,
      );
    }
  }
}

const figures: Figures = new Map();
for (let seed = 0; seed < pools; seed++) {
  await measure(balancedPool(data, 12_000, seed), figures);
  await measure(longTailPool(data, seed), figures);
  process.stderr.write(`pool ${seed + 1} of ${pools}\n`);
}
print(figures);
