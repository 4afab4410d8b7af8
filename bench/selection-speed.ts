import { availableParallelism } from "node:os";
import { buildTree, chooseLevel, type Strategy, selectRows, vectorsInMemory } from "../packages/kernel/src/index.ts";
import { fashionGraph } from "./data-graph.ts";
import { type Line, printTable, printTarget } from "./data-table.ts";

/** 20,000 of Fashion-MNIST's 70,000 rows by every strategy, from a ready graph and tree. */
const budget = 20_000;
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());
const { data, graph } = await fashionGraph();
const tree = await buildTree(graph);
const vectors = vectorsInMemory(data.vectors, data.dimension);
const space = { graph, tree, level: chooseLevel(tree), vectors };

async function measured(name: string, strategy: Strategy, picks: number): Promise<Line> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await selectRows(space, { strategy, budget: picks, threads });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { name, seconds, cpu: (user + system) / 1e6 };
}

/** k-center as it is usually written, one row after the other, from a few of its rounds. */
function naiveFarthest(rounds: number): Line {
  const { n, dimension, vectors: rows } = data;
  const nearest = new Float32Array(n).fill(-Infinity);
  const cpu = process.cpuUsage();
  const started = performance.now();
  for (let round = 0, center = 0; round < rounds; round++) {
    let farthest = 0;
    for (let row = 0; row < n; row++) {
      let sum = 0;
      for (let x = 0; x < dimension; x++) sum += rows[center * dimension + x] * rows[row * dimension + x];
      if (sum > nearest[row]) nearest[row] = sum;
      if (nearest[row] < nearest[farthest]) farthest = row;
    }
    center = farthest;
  }
  const { user, system } = process.cpuUsage(cpu);
  const seconds = ((performance.now() - started) / 1000 / rounds) * budget;
  const name = `naive, extrapolated from ${rounds} rounds`;
  return { name, seconds, cpu: ((user + system) / 1e6 / rounds) * budget, note: "1 thread" };
}

const farthest = await measured("gleaner farthest", "farthest", budget);
const naive = naiveFarthest(20);
printTable(`k-center, ${budget} of ${graph.n} x ${data.dimension}, ${threads} threads`, [farthest, naive]);
printTarget("processor time of naive", (farthest.cpu ?? NaN) / (naive.cpu ?? NaN), { atMost: 1 / 200 });
const facility = await measured("facility location", "facility", budget);
printTable(`Other strategies, ${budget} of ${graph.n}`, [
  await measured("adaptive", "adaptive", budget),
  await measured("adaptive, 2,000 rows", "adaptive", 2000),
  await measured("coverage", "coverage", budget),
  await measured("typical", "typical", budget),
  facility,
]);
printTarget("processor seconds of facility location", facility.cpu ?? NaN, { atMost: 1 });
process.stdout.write(`  peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB, vectors included\n`);
