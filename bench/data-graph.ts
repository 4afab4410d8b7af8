import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { computeNeighbors, type Graph } from "../packages/kernel/src/index.ts";
import { vectorsInFile } from "./data-file.ts";
import { type BenchmarkData, fashionVectors } from "./projection.ts";

const cacheFolder = new URL("./data/", import.meta.url);

/** The vectors of {@link fashionVectors} with their exact graph, k = 15. The graph is computed once and kept in bench/data. */
export async function fashionGraph(): Promise<{ data: BenchmarkData; graph: Graph; graphFile: string }> {
  const data = await fashionVectors();
  const k = 15;
  const file = new URL(`fashion-${data.dimension}-${data.n}.graph`, cacheFolder);
  if (!existsSync(file)) {
    const source = await vectorsInFile(data.file, data.dimension);
    const { neighbors, similarities } = await computeNeighbors(source, { k, method: "exact" });
    await source.close();
    mkdirSync(cacheFolder, { recursive: true });
    const partial = new URL(`${file.href}.partial`);
    writeFileSync(partial, Buffer.concat([new Uint8Array(neighbors.buffer), new Uint8Array(similarities.buffer)]));
    renameSync(partial, file);
  }
  const bytes = readFileSync(file);
  const shared = new SharedArrayBuffer(bytes.byteLength);
  new Uint8Array(shared).set(bytes);
  const size = data.n * k;
  const neighbors = new Int32Array(shared, 0, size);
  const similarities = new Float32Array(shared, 4 * size, size);
  return { data, graph: { n: data.n, k, neighbors, similarities, recall: 1 }, graphFile: file.pathname };
}
