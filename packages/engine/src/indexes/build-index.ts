import {
  buildTree,
  chooseLevel,
  computeMap,
  cutNodes,
  type Graph,
  type MergeTree,
  type VectorSource,
} from "@gleaner/kernel";
import { GleanerError, type ParsedRequestOf } from "@gleaner/schema";
import { spaceFor } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import { kernelTask, throughKernel } from "../kernel-errors.ts";
import type { Work } from "../work.ts";
import {
  artifactKey,
  artifactVersion,
  clusterNodes,
  findMap,
  findTree,
  writeMap,
  writeTree,
} from "./index-artifacts.ts";
import { graphKeyOf, graphOf } from "./index-graph.ts";
import { indexScores } from "./index-scores.ts";

const edgeCaseSize = 2;

/**
 * Derives graph, map, cluster tree and scores of a space over a scope. Everything is kept under the hash of its inputs, so a
 * repeated call computes only what has changed, and a call that was stopped goes on where it was.
 */
export const buildIndex: UseCase<"index"> = async (context, request, work) => {
  const { workspace, indexes, actor } = context;
  const { unit, map: mapMethod, seed } = request;
  const space = spaceFor(unit, request.space);
  await requireDatasets(context, request.datasets);
  const scope =
    request.datasets.length > 0 ? request.datasets : (await workspace.datasets.list()).map((dataset) => dataset.name);
  const numbers = scope.length > 0 ? await workspace.vectors.numbers(space, scope) : new Int32Array(0);
  if (numbers.length === 0) {
    throw new GleanerError(
      "not_embedded",
      `No ${unit} of ${scope.join(",") || "the workspace"} has a vector in space ${space}.`,
      {
        hint: `Run: gleaner embed ${scope.join(",") || "DATASET"}${unit === "object" ? " --unit object" : ""}`,
      },
    );
  }
  const fingerprint = await workspace.vectors.fingerprint(space, numbers);
  const source = await workspace.vectors.source(space, numbers);
  const seconds = { graph: 0, map: 0, clusters: 0 };

  const before = await workspace.indexes.find(space, scope);
  const graphKey = graphKeyOf(fingerprint);
  const graph = await timed(seconds, "graph", () =>
    graphOf(context, { space, numbers, source, graphKey, before }, work),
  );
  work.check();
  const treeKey = artifactKey({ version: artifactVersion, graphKey });
  const tree = await timed(seconds, "clusters", () => treeOf(context, treeKey, graph, work));
  work.check();
  const mapKey = artifactKey({ version: artifactVersion, graphKey, mapMethod, seed });
  await timed(seconds, "map", () => mapOf(context, mapKey, graph, source, request, work));
  work.check();

  const level = levelOf(tree, request.level);
  const cluster = clusterNodes(tree, level);
  const nodes = cutNodes(tree, level);
  const edgeCases = nodes.filter((node) => tree.size[node] <= edgeCaseSize).length;
  const artifacts = { graph: graphKey, tree: treeKey, map: mapKey };
  const unchanged =
    before !== null &&
    before.level === level &&
    Object.values(artifacts).every((key) => Object.values(before.artifacts).includes(key));
  const result = {
    space,
    samples: numbers.length,
    neighbors: graph.k,
    clusters: nodes.length,
    edgeCases,
    level,
    recall: graph.recall,
  };
  if (!unchanged) {
    work.progress({ phase: "scores", done: 0, total: numbers.length });
    const scores = await indexScores(context, { space, graphKey, numbers, graph, tree, cluster });
    const { space: _, samples: __, ...stored } = result;
    await workspace.indexes.write(
      { ...stored, space, scope, map: mapMethod, artifacts, fingerprint, seed, scores },
      { actor },
    );
    indexes.forget();
  }
  return { ...result, unchanged, seconds };
};

async function treeOf({ workspace }: EngineContext, key: string, graph: Graph, work: Work): Promise<MergeTree> {
  const known = await findTree(workspace, key);
  if (known) return known;
  const tree = await throughKernel(() => buildTree(graph, kernelTask(work, "clusters", graph.n)));
  await writeTree(workspace, key, tree);
  return tree;
}

async function mapOf(
  { workspace }: EngineContext,
  key: string,
  graph: Graph,
  source: VectorSource,
  { map: method, seed }: ParsedRequestOf<"index">,
  work: Work,
): Promise<void> {
  if (await findMap(workspace, key)) return;
  const map = await throughKernel(() =>
    computeMap(graph, { method, seed, source, ...kernelTask(work, "map", graph.n) }),
  );
  await writeMap(workspace, key, map);
}

/** The stored level: as the user wants it, else by the kernel's rule. @throws GleanerError `bad_request` for a level over n */
function levelOf(tree: MergeTree, wanted: number | undefined): number {
  if (wanted === undefined) return chooseLevel(tree);
  if (wanted > tree.n) {
    throw new GleanerError("bad_request", `${tree.n} samples can't form ${wanted} clusters.`, {
      hint: `Choose a level of at most ${tree.n}.`,
    });
  }
  return wanted;
}

async function timed<T>(seconds: Record<string, number>, step: string, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await run();
  seconds[step] = (performance.now() - started) / 1000;
  return result;
}
