import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildTree, createRandom, type Graph } from "@gleaner/kernel";
import { openWorkspace, type SampleInput, sampleId, type Workspace } from "@gleaner/store";
import sharp from "sharp";

const dimension = 8;
const batch = 20_000;
const pictures = 256;
const classes = 40;
const blobs = 300;
const clusterSize = 5;

/**
 * A made workspace of one dataset for looking at: `rows` samples that share 256 pictures, with labels, splits and metadata, and an index
 * whose map has 300 crowds of uneven size. Graph and tree are of made neighbours: only their shapes are true.
 */
export async function makeBrowsedWorkspace(folder: string, rows: number): Promise<void> {
  const files = await drawPictures(join(folder, "pictures"));
  const workspace = await openWorkspace(folder, { create: true });
  try {
    await workspace.spaces.ensure({ name: "default", model: "made", modelHash: "made", dimension });
    const all: Int32Array[] = [];
    for (let first = 0; first < rows; first += batch) {
      const count = Math.min(batch, rows - first);
      const inputs = Array.from({ length: count }, (_, at) => inputOf(first + at, files));
      const { numbers } = await workspace.samples.write("made", inputs);
      await workspace.vectors.append("default", numbers, vectorsOf(first, count));
      all.push(Int32Array.from(numbers));
    }
    await writeIndex(
      workspace,
      Int32Array.from({ length: rows }, (_, i) => all[Math.floor(i / batch)][i % batch]),
    );
  } finally {
    await workspace.close();
  }
}

async function drawPictures(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Array.from({ length: pictures }, async (_, at) => {
      const file = join(folder, `${at}.jpg`);
      const color = `hsl(${(at * 47) % 360} 60% ${30 + (at % 40)}%)`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="${color}"/><circle cx="${40 + (at % 240)}" cy="120" r="${20 + (at % 60)}" fill="white" opacity=".7"/></svg>`;
      await writeFile(file, await sharp(Buffer.from(svg)).jpeg().toBuffer());
      return file;
    }),
  );
}

function inputOf(at: number, files: string[]): SampleInput {
  const path = `camera-${at % 17}/image-${at}.jpg`;
  return {
    id: sampleId({ dataset: "made", root: "root", path }),
    kind: "image",
    path,
    file: files[at % files.length],
    media: { type: "file" },
    contentHash: createHash("sha256")
      .update(String(at % files.length))
      .digest("hex"),
    bytes: 10_000 + (at % 5000),
    modified: at,
    width: 320,
    height: 240,
    format: "jpeg",
    split: at % 10 === 0 ? "test" : "train",
    labels: at % 20 === 0 ? [] : [{ class: `class ${(at % blobs) % classes}`, confidence: null }],
    tags: at % 50 === 0 ? ["night"] : [],
    measures: { dark: (at % 97) / 97, blurry: (at % 89) / 89 },
  };
}

function vectorsOf(first: number, count: number): Float32Array {
  const random = createRandom(first + 1);
  return Float32Array.from({ length: count * dimension }, () => random.normal());
}

/** Rows of a blob stand at `row % blobs`; later blobs are wider and thinner. */
function mapOf(rows: number): Float32Array {
  const random = createRandom(3);
  const middles = Float32Array.from({ length: 2 * blobs }, () => random.uniform() * 100);
  const map = new Float32Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    const blob = i % blobs;
    const width = 0.4 + (blob % 9) * 0.25;
    map[2 * i] = middles[2 * blob] + random.normal() * width;
    map[2 * i + 1] = middles[2 * blob + 1] + random.normal() * width;
  }
  return map;
}

/** Each row knows the next ones of its group of five. */
function graphOf(rows: number): Graph {
  const k = 2;
  const neighbors = new Int32Array(rows * k);
  const similarities = new Float32Array(rows * k);
  for (let i = 0; i < rows; i++) {
    const start = i - (i % clusterSize);
    for (let j = 0; j < k; j++) {
      const other = start + ((i - start + j + 1) % clusterSize);
      neighbors[i * k + j] = other < rows && other !== i ? other : -1;
      similarities[i * k + j] = neighbors[i * k + j] < 0 ? Number.NEGATIVE_INFINITY : 0.9 - j * 0.1;
    }
  }
  return { n: rows, k, neighbors, similarities, recall: 1 };
}

async function writeIndex(workspace: Workspace, numbers: Int32Array): Promise<void> {
  const n = numbers.length;
  const graph = graphOf(n);
  const tree = await buildTree(graph);
  const { n: size, exponent, ...arrays } = tree;
  await workspace.artifacts.put("graph", "made", {
    arrays: { neighbors: graph.neighbors, similarities: graph.similarities },
    json: { n, k: graph.k, recall: 1 },
  });
  await workspace.artifacts.put("tree", "made", { arrays, json: { n: size, exponent } });
  await workspace.artifacts.put("map", "made", { arrays: { map: mapOf(n) }, json: {} });
  const level = Math.max(1, Math.round(n / clusterSize));
  const random = createRandom(5);
  const values = () => Float32Array.from({ length: n }, () => random.uniform());
  await workspace.indexes.write({
    space: "default",
    scope: ["made"],
    neighbors: graph.k,
    recall: 1,
    clusters: level,
    edgeCases: 0,
    level,
    map: "umap",
    artifacts: { graph: "made", tree: "made", map: "made" },
    fingerprint: await workspace.vectors.fingerprint("default", numbers),
    seed: 0,
    scores: {
      numbers,
      cluster: Int32Array.from({ length: n }, (_, i) => Math.floor(i / clusterSize)),
      clusterSize: new Int32Array(n).fill(clusterSize),
      nnDistance: values(),
      outlier: values(),
      typicality: values(),
      duplicate: new Uint8Array(n),
    },
  });
}
