import {
  buildTree,
  chooseLevel,
  computeNeighbors,
  createRandom,
  type Graph,
  labelWeights,
  permutation,
  type SelectionSpace,
  type Strategy,
  selectRows,
  vectorsInMemory,
} from "../packages/kernel/src/index.ts";
import { leadingComponents } from "./data-components.ts";
import { fashionEmbeddings } from "./data-embeddings.ts";
import { balancedPool, longTailPool, type Pool, rowsOf } from "./data-pools.ts";
import { balancedAccuracy, fitProbe, probabilitiesOf } from "./data-probe.ts";
import { fashionVectors } from "./projection.ts";

/**
 * What selection does for training: balanced accuracy of a probe on rows that were selected from balanced and long-tailed pools of
 * Fashion-MNIST, as gain over random draws. `rounds` buys the budget in three rounds with labels arriving between them.
 * GLEANER_BENCH_VECTORS `projection` (default) or `builtin` (embedded once: 30,000 images, GLEANER_BENCH_EMBED of them),
 * GLEANER_BENCH_POOLS (default 3) pools of each kind, GLEANER_BENCH_BUDGETS, GLEANER_BENCH_BALANCED rows in a balanced pool.
 */
const { env } = process;
const pools = Number(env["GLEANER_BENCH_POOLS"] ?? 3);
const budgets = (env["GLEANER_BENCH_BUDGETS"] ?? "50,100,300,1000,3000").split(",").map(Number);
const balancedRows = Number(env["GLEANER_BENCH_BALANCED"] ?? 12_000);
const draws = 10;
const rounds = 3;
const classes = 10;
const components = 64;
const data =
  env["GLEANER_BENCH_VECTORS"] === "builtin"
    ? await fashionEmbeddings(Number(env["GLEANER_BENCH_EMBED"] ?? 30_000))
    : await fashionVectors();
const learned = await leadingComponents(data.vectors, data.dimension, components);

/** Strategies of one shot whose first picks are those of a smaller budget. */
const prefixed = ["facility", "farthest"] as const;
const columns = ["adaptive", "rounds", "typical", "facility", "farthest", "trimmed farthest"] as const;
type Column = (typeof columns)[number];
type Figures = Map<string, number[]>;

class PoolBench {
  readonly #pool: Pool;
  readonly #space: SelectionSpace;
  readonly #labels: Int32Array;
  readonly #rows: Float32Array;
  readonly #test: Float32Array;
  readonly #truth: Int32Array;
  readonly #dense: Int32Array;

  private constructor(pool: Pool, space: SelectionSpace) {
    this.#pool = pool;
    this.#space = space;
    this.#labels = pool.rows.map((row) => data.labels[row]);
    this.#rows = rowsOf(learned, components, pool.rows);
    this.#test = rowsOf(learned, components, pool.test);
    this.#truth = pool.test.map((row) => data.labels[row]);
    this.#dense = denseRows(space.graph);
  }

  static async open(pool: Pool): Promise<PoolBench> {
    const vectors = vectorsInMemory(rowsOf(data.vectors, data.dimension, pool.rows), data.dimension);
    const graph = await computeNeighbors(vectors, { k: 15 });
    const tree = await buildTree(graph);
    return new PoolBench(pool, { graph, tree, level: chooseLevel(tree), vectors });
  }

  async measure(add: (key: string, value: number) => void): Promise<void> {
    const { name, rows } = this.#pool;
    const fitting = budgets.filter((budget) => budget < rows.length);
    const largest = Math.max(...fitting);
    const known = new Map<Column, Int32Array>();
    for (const strategy of prefixed) known.set(strategy, (await this.#select(strategy, largest)).rows);
    const trimmed = await selectRows(this.#space, {
      strategy: "farthest",
      budget: Math.min(largest, this.#dense.length),
      pool: this.#dense,
    });
    known.set("trimmed farthest", trimmed.rows);
    for (const budget of fitting) {
      const random: number[] = [];
      for (let seed = 0; seed < draws; seed++) {
        const order = permutation(rows.length, createRandom(1000 + seed));
        random.push(await this.#accuracy(order.subarray(0, budget)));
      }
      const mean = meanOf(random);
      add(`random ${name} ${budget}`, mean);
      add(
        `sd ${name} ${budget}`,
        Math.sqrt(meanOf(random.map((value) => (value - mean) ** 2)) * (draws / (draws - 1))),
      );
      const adaptive = await this.#select("adaptive", budget);
      add(`share ${name} ${budget}`, adaptive.edgeShare ?? Number.NaN);
      add(`evenness ${name} ${budget}`, adaptive.evenness ?? Number.NaN);
      const selections: Record<Column, Int32Array> = {
        adaptive: adaptive.rows,
        rounds: await this.#inRounds(budget),
        typical: (await this.#select("typical", budget)).rows,
        facility: prefix(known, "facility", budget),
        farthest: prefix(known, "farthest", budget),
        "trimmed farthest": prefix(known, "trimmed farthest", budget),
      };
      for (const column of columns) {
        add(`${column} ${name} ${budget}`, (await this.#accuracy(selections[column])) - mean);
      }
    }
  }

  #select(strategy: Strategy, budget: number) {
    return selectRows(this.#space, { strategy, budget });
  }

  /** The budget in three rounds: what the first two bought teaches a probe that weighs the rows of the next, as goal `label` does. */
  async #inRounds(budget: number): Promise<Int32Array> {
    const chosen: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const wanted = Math.round(((round + 1) * budget) / rounds) - chosen.length;
      const weights = round === 0 ? undefined : await this.#weights(Int32Array.from(chosen), wanted);
      const options = { budget: wanted, chosen: Int32Array.from(chosen), weights };
      chosen.push(...(await selectRows(this.#space, { strategy: "adaptive", ...options })).rows);
    }
    return Int32Array.from(chosen);
  }

  async #weights(chosen: Int32Array, budget: number): Promise<Float32Array> {
    const n = this.#labels.length;
    const isChosen = new Uint8Array(n);
    for (const row of chosen) isChosen[row] = 1;
    const open = Int32Array.from(isChosen.keys()).filter((row) => isChosen[row] === 0);
    const probe = await this.#probe(chosen);
    const probabilities = probabilitiesOf(probe, rowsOf(this.#rows, components, open));
    const labeled = new Int32Array(classes);
    for (const row of chosen) labeled[this.#labels[row]]++;
    const weights = new Float32Array(n);
    labelWeights({ probabilities, labeled, budget }).forEach((weight, at) => {
      weights[open[at]] = weight;
    });
    return weights;
  }

  #probe(picked: Int32Array) {
    const labels = picked.map((row) => this.#labels[row]);
    return fitProbe(rowsOf(this.#rows, components, picked), labels, classes);
  }

  async #accuracy(picked: Int32Array): Promise<number> {
    return balancedAccuracy(probabilitiesOf(await this.#probe(picked), this.#test), this.#truth, classes);
  }
}

function prefix(known: ReadonlyMap<Column, Int32Array>, column: Column, budget: number): Int32Array {
  return (known.get(column) ?? new Int32Array(0)).subarray(0, budget);
}

/** The 98 % of the rows with the smallest mean distance to their ten nearest neighbours. */
function denseRows({ n, k, similarities }: Graph): Int32Array {
  const density = Float64Array.from({ length: n }, (_, row) =>
    similarities.subarray(row * k, row * k + 10).reduce((sum, similarity) => sum + similarity, 0),
  );
  const order = Int32Array.from(density.keys()).sort((a, b) => density[b] - density[a] || a - b);
  return order.slice(0, Math.ceil(0.98 * n)).sort();
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function print(figures: Figures): void {
  const mean = (key: string) => meanOf(figures.get(key) ?? []);
  for (const kind of ["balanced", "long tail"]) {
    const measured = budgets.filter((budget) => figures.has(`random ${kind} ${budget}`));
    const count = figures.get(`random ${kind} ${measured[0]}`)?.length ?? 0;
    process.stdout.write(
      `\n${kind}, mean of ${count} pools\n  budget      random (sd)  ${columns.join("  ")}  share  evenness\n`,
    );
    for (const budget of measured) {
      const base = mean(`random ${kind} ${budget}`).toFixed(3);
      const spread = mean(`sd ${kind} ${budget}`).toFixed(3);
      const gains = columns.map((column) => {
        const points = 100 * mean(`${column} ${kind} ${budget}`);
        return `${points < 0 ? "" : "+"}${points.toFixed(1)}`.padStart(column.length);
      });
      const trade = ["share", "evenness"].map((key) => mean(`${key} ${kind} ${budget}`).toFixed(2));
      process.stdout.write(
        `  ${String(budget).padStart(6)}  ${base} (${spread})  ${gains.join("  ")}  ${trade.join("  ")}\n`,
      );
    }
  }
}

const figures: Figures = new Map();
for (let seed = 0; seed < pools; seed++) {
  for (const pool of [balancedPool(data, balancedRows, seed), longTailPool(data, seed)]) {
    const bench = await PoolBench.open(pool);
    await bench.measure((key, value) => figures.set(key, [...(figures.get(key) ?? []), value]));
  }
  process.stderr.write(`pool ${seed + 1} of ${pools}\n`);
  print(figures);
}
