import type { FunctionDefinition } from "../contract/functions.ts";
import type { Workspace } from "../contract/workspace.ts";
import { sampleInput } from "./sample-inputs.ts";

/** Unit vectors at these angles in degrees, `angles.length x 2`: the cosine between two is that of the difference. */
export function atAngles(...angles: number[]): Float32Array {
  return Float32Array.from(
    angles.flatMap((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  );
}

/** A function that looks for directions near the first axis. */
export function nearFirstAxis(changes: Partial<FunctionDefinition> = {}): FunctionDefinition {
  return {
    name: "ahead",
    description: "",
    space: "plane",
    datasets: null,
    aggregate: "mean",
    positives: [{ id: "image-axis", kind: "image", text: null, vector: atAngles(0) }],
    negatives: [],
    classifier: null,
    threshold: 0.9,
    thresholdSource: "manual",
    precision: null,
    recall: null,
    actions: { tags: [], slice: null },
    ...changes,
  };
}

/** Writes samples `first ..` of a dataset with vectors at these angles into the space `plane`; gives their numbers. */
export async function samplesAt(
  workspace: Workspace,
  angles: readonly number[],
  { dataset = "photos", first = 0 }: { dataset?: string; first?: number } = {},
): Promise<Int32Array> {
  await workspace.spaces.ensure({ name: "plane", model: "test", modelHash: "test", dimension: 2 });
  const inputs = angles.map((_, at) => sampleInput(first + at, { dataset }));
  const { numbers } = await workspace.samples.write(dataset, inputs);
  await workspace.vectors.append("plane", numbers, atAngles(...angles));
  return numbers;
}
