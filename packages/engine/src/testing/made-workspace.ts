import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom, type Random } from "@gleaner/kernel";
import { openWorkspace, type SampleInput, sampleId, type Workspace } from "@gleaner/store";
import { createEngine } from "../create-engine.ts";
import type { Engine } from "../engine.ts";

/** One sample of a made dataset. */
export interface MadeSample {
  vector: ArrayLike<number>;
  labels?: readonly string[];
  meta?: SampleInput["meta"];
  measures?: SampleInput["measures"];
  split?: string | null;
  objects?: SampleInput["objects"];
  /** Samples with the same content are equal files; default: each its own. */
  content?: string;
  width?: number;
}

/** A workspace with one indexed dataset `made`, whose sample i has the path `<i>.png`. */
export interface MadeWorkspace {
  engine: Engine;
  workspace: Workspace;
  /** Sample ids and numbers by position. */
  ids: string[];
  numbers: Int32Array;
  /** Writes more samples with vectors, without an index. */
  add(samples: readonly MadeSample[]): Promise<void>;
  close(): Promise<void>;
}

/** Writes samples and vectors straight into a new workspace and indexes them. */
export async function makeWorkspace(samples: readonly MadeSample[]): Promise<MadeWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), "gleaner-curate-"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const engine = await createEngine(workspace, { threads: 1 });
  const ids: string[] = [];
  const numbers: number[] = [];
  const dimension = samples[0].vector.length;
  await workspace.spaces.ensure({ name: "default", model: "made", modelHash: "made", dimension });
  const add = async (more: readonly MadeSample[]) => {
    const inputs = more.map((sample, at) => inputOf(sample, ids.length + at));
    const written = await workspace.samples.write("made", inputs);
    const data = Float32Array.from(more.flatMap(({ vector }) => Array.from(vector)));
    await workspace.vectors.append("default", written.numbers, data);
    ids.push(...inputs.map(({ id }) => id));
    numbers.push(...written.numbers);
  };
  await add(samples);
  await engine.call("index", { datasets: ["made"], map: "pca" });
  return {
    engine,
    workspace,
    ids,
    get numbers() {
      return Int32Array.from(numbers);
    },
    add,
    async close() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function inputOf({ labels, meta, measures, split, objects, content, width }: MadeSample, at: number): SampleInput {
  const path = `${at}.png`;
  return {
    id: sampleId({ dataset: "made", root: "root", path }),
    kind: "image",
    path,
    file: `/made/${path}`,
    media: { type: "file" },
    contentHash: createHash("sha256")
      .update(content ?? path)
      .digest("hex"),
    bytes: 1000,
    modified: 1_700_000_000_000,
    width: width ?? 64,
    height: 64,
    format: "png",
    split: split ?? null,
    objects,
    labels: labels?.map((name) => ({ class: name })),
    meta,
    measures,
  };
}

/** A unit vector near a center: `spread` is the standard deviation of each coordinate before the vector is normalised. */
export function near(center: ArrayLike<number>, spread: number, random: Random): Float32Array {
  const vector = Float32Array.from(center, (value) => value + spread * random.normal());
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** A random direction. */
export function direction(dimension: number, random: Random): Float32Array {
  return near(new Float32Array(dimension), 1, random);
}

/** Samples in blobs, one class each: `sizes[c]` samples of class `c<c>`. */
export function blobs(sizes: readonly number[], seed = 1, dimension = 16, spread = 0.08): MadeSample[] {
  const random = createRandom(seed);
  return sizes.flatMap((size, blob) => {
    const center = direction(dimension, random);
    return Array.from({ length: size }, () => ({ vector: near(center, spread, random), labels: [`c${blob}`] }));
  });
}
