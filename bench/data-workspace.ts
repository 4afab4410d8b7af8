import { createRandom } from "@gleaner/kernel";
import { type SampleInput, sampleId, type Workspace } from "@gleaner/store";

/** A made workspace: random unit vectors around 1,000 centers, with labels, tags, sizes and measures. */
export interface MadeData {
  /** Vectors of samples `first .. first + count`. */
  vectorsOf(first: number, count: number): Float32Array;
  /** Writes samples and their vectors into the space `default`; gives the milliseconds that storing the vectors took. */
  add(workspace: Workspace, first: number, count: number): Promise<number>;
  /** Fills an empty workspace. */
  fill(workspace: Workspace, rows: number): Promise<void>;
}

const centers = 1000;
const batch = 20_000;

export function madeData(dimension: number): MadeData {
  const random = createRandom(1);
  const centerValues = Float32Array.from({ length: centers * dimension }, () => random.normal());

  function vectorsOf(first: number, count: number): Float32Array {
    const own = createRandom(first + 2);
    const data = new Float32Array(count * dimension);
    for (let row = 0; row < count; row++) {
      const center = (first + row) % centers;
      for (let j = 0; j < dimension; j++) {
        data[row * dimension + j] = centerValues[center * dimension + j] + own.uniform() - 0.5;
      }
    }
    return data;
  }

  async function add(workspace: Workspace, first: number, count: number): Promise<number> {
    const inputs = Array.from({ length: count }, (_, at) => madeSample(first + at));
    const { numbers } = await workspace.samples.write("made", inputs);
    const data = vectorsOf(first, count);
    const started = performance.now();
    await workspace.vectors.append("default", numbers, data);
    return performance.now() - started;
  }

  return {
    vectorsOf,
    add,
    async fill(workspace, rows) {
      await workspace.spaces.ensure({ name: "default", model: "made", modelHash: "made", dimension });
      const started = performance.now();
      for (let first = 0; first < rows; first += batch) await add(workspace, first, Math.min(batch, rows - first));
      console.log(`made ${rows} x ${dimension} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    },
  };
}

/** A sample without an image, labels or anything else that says something. */
export const bareSample = (at: number): SampleInput => ({
  id: sampleId({ dataset: "made", root: "root", path: `${at}.png` }),
  kind: "image",
  path: `${at}.png`,
  file: `/made/${at}.png`,
  media: { type: "file" },
  contentHash: at.toString(16).padStart(64, "0"),
  ...{ bytes: 1000, modified: null, width: 64, height: 64, format: "png", split: null },
});

/** A sample without an image, with labels, tags, sizes and measures that repeat. */
export function madeSample(at: number): SampleInput {
  const path = `camera-${at % 17}/${at % 365}/image-${at}.jpg`;
  return {
    id: sampleId({ dataset: "made", root: "root", path }),
    kind: "image",
    path,
    file: `/data/${path}`,
    media: { type: "file" },
    contentHash: String(at),
    bytes: 10_000 + (at % 5000),
    modified: at,
    width: 320 + (at % 64) * 16,
    height: 240 + (at % 48) * 16,
    format: at % 5 === 0 ? "png" : "jpeg",
    split: at % 10 === 0 ? "test" : "train",
    labels: at % 3 === 0 ? [] : [{ class: `class ${at % centers}`, confidence: (at % 100) / 100 }],
    tags: at % 50 === 0 ? ["night"] : [],
    measures: { dark: (at % 97) / 97, blurry: (at % 89) / 89 },
  };
}
