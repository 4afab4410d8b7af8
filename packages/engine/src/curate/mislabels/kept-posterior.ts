import type { Graph } from "@gleaner/kernel";
import type { Workspace } from "@gleaner/store";
import { artifactKey } from "../../indexes/index-artifacts.ts";
import { areFew } from "../../quality/few-changes.ts";
import { averaged, type Posterior } from "./class-posterior.ts";
import { type LabelChange, respreader, type Spread } from "./label-spreading.ts";

const version = 1;
const kind = "posterior";
/** Values of `rows x classes` from which on nothing is kept: three arrays of them would be written after each fit. */
const mostValues = 16e6;

/** Labelled rows whose posterior is wanted. */
export interface KeptProblem {
  /** Whose posterior it is: what is kept under another name is another. */
  scope: readonly string[];
  graph: Graph;
  graphKey: string;
  /** Rows of the graph, ascending; the number of the sample or object of each, its label and the names of the labels. */
  rows: Int32Array;
  numbers: Int32Array;
  given: Int32Array;
  classes: readonly string[];
  seed: number;
}

/**
 * Class probabilities, `rows x classes`, as after the last fit, brought up to date where few labels have changed since: no label
 * counts for its own row, and what changed labels gave to their neighbours in the graph is moved to the new class. The probes are not
 * fitted again until 1 % of the labels (or more than 50) have changed, rows were added, there is a new class, or a new graph.
 */
export async function keptPosterior(
  workspace: Workspace,
  problem: KeptProblem,
  fit: () => Promise<Posterior>,
): Promise<Float32Array> {
  const { graph, numbers, given, classes, seed } = problem;
  const key = artifactKey({ version, scope: problem.scope, graph: problem.graphKey, seed });
  const kept = await find(workspace, key);
  const changes = kept && changesSince(kept, problem);
  if (kept && changes) {
    const { posterior } = kept;
    const respread = respreader(graph, kept.rows, classes.length, seed);
    const spreads = posterior.spreads.map((spread, pass) => {
      const labels = posterior.labels[pass];
      const moves = changes.map(({ at, to }): LabelChange => ({ row: kept.rows[at], from: labels[at], to }));
      return { ...spread, shares: respread(spread, moves) };
    });
    const all = averaged({ ...posterior, spreads });
    if (kept.numbers.length === numbers.length) return all;
    const wanted = new Set(numbers);
    return all.filter((_, i) => wanted.has(kept.numbers[Math.floor(i / classes.length)]));
  }
  const posterior = await fit();
  if (given.length * classes.length <= mostValues) await put(workspace, key, problem, posterior);
  return averaged(posterior);
}

interface Kept {
  rows: Int32Array;
  numbers: Int32Array;
  classes: readonly string[];
  posterior: Posterior;
}

/** Positions in what is kept whose label is another now, -1 for none; null where the models must be fitted anew. */
function changesSince(
  { numbers: before, classes: known, posterior }: Kept,
  { numbers, given, classes }: KeptProblem,
): { at: number; to: number }[] | null {
  if (known.join("\0") !== classes.join("\0")) return null;
  const now = new Map(Array.from(numbers, (number, at) => [number, given[at]]));
  if (now.size > before.length) return null;
  const changes: { at: number; to: number }[] = [];
  let found = 0;
  before.forEach((number, at) => {
    const to = now.get(number) ?? -1;
    if (to >= 0) found++;
    if (to !== posterior.labels[0][at]) changes.push({ at, to });
  });
  if (found !== now.size) return null;
  return areFew(changes.length, before.length) ? changes : null;
}

async function put(
  workspace: Workspace,
  key: string,
  { rows, numbers, classes }: KeptProblem,
  { labels, spreads, probe }: Posterior,
): Promise<void> {
  const passes = Object.fromEntries(
    labels.flatMap((own, pass) => [
      [`labels${pass}`, own],
      [`shares${pass}`, spreads[pass].shares],
      [`mass${pass}`, spreads[pass].mass],
    ]),
  );
  await workspace.artifacts.put(kind, key, {
    arrays: { rows, numbers, probe, ...passes },
    json: { classes, passes: labels.length },
  });
}

async function find(workspace: Workspace, key: string): Promise<Kept | null> {
  const artifact = await workspace.artifacts.get(kind, key);
  if (!artifact) return null;
  const { rows, numbers, probe, ...passes } = artifact.arrays;
  const { classes } = artifact.json as { classes: string[] };
  const labels: Int32Array[] = [];
  const spreads: Spread[] = [];
  for (let pass = 0; passes[`labels${pass}`]; pass++) {
    const own = passes[`labels${pass}`];
    const shares = passes[`shares${pass}`];
    const mass = passes[`mass${pass}`];
    if (!(own instanceof Int32Array && shares instanceof Float32Array && mass instanceof Float32Array)) return null;
    labels.push(own);
    spreads.push({ shares, mass });
  }
  const isWhole = rows instanceof Int32Array && numbers instanceof Int32Array && probe instanceof Float32Array;
  return isWhole && labels.length > 0 ? { rows, numbers, classes, posterior: { labels, spreads, probe } } : null;
}
