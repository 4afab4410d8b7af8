import { createHash } from "node:crypto";
import type { SampleInput } from "../contract/samples.ts";
import { sampleId } from "../samples/sample-id.ts";

/** A sample as an import would write it: `image-<index>.png` with its own content, changed where the test says so. */
export function sampleInput(
  index: number,
  changes: Partial<SampleInput> & { dataset?: string; content?: string } = {},
): SampleInput {
  const { dataset = "photos", content = `content ${index}`, ...rest } = changes;
  const path = rest.path ?? `image-${index}.png`;
  return {
    id: sampleId({ dataset, root: "root", path }),
    kind: "image",
    path,
    file: `/data/root/${path}`,
    media: { type: "file" },
    contentHash: createHash("sha256").update(content).digest("hex"),
    bytes: 1000 + index,
    modified: 1_700_000_000_000 + index,
    width: 64 + index,
    height: 48,
    format: "png",
    split: null,
    ...rest,
  };
}

/** Several samples in order of their indices. */
export function sampleInputs(
  count: number,
  changes: (index: number) => Partial<SampleInput> = () => ({}),
): SampleInput[] {
  return Array.from({ length: count }, (_, index) => sampleInput(index, changes(index)));
}

/** Vectors that differ for every row and version: `count x dimension`, row-major. */
export function vectorsOf(numbers: ArrayLike<number>, dimension: number, version = 0): Float32Array {
  return Float32Array.from({ length: numbers.length * dimension }, (_, at) => {
    return numbers[Math.floor(at / dimension)] + (at % dimension) / 16 + version * 1000;
  });
}
