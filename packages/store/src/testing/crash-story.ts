import type { Workspace } from "../contract/workspace.ts";
import { sampleInputs, vectorsOf } from "./sample-inputs.ts";

const batch = 8;
const batches = 4;
const dimension = 4;
const artifact = { arrays: { squares: Float32Array.from({ length: 1000 }, (_, at) => at * at) }, json: { made: true } };

/** Everything that the story brings, in one order. */
const inputs = sampleInputs(batch * batches, (index) => ({ labels: [{ class: index % 2 ? "odd" : "even" }] }));

/**
 * Imports, embeds, tags and labels in small steps, each safe to do again: after a crash it continues where it stopped.
 * `acknowledge` is called with the name of every step that is done.
 */
export async function tellCrashStory(workspace: Workspace, acknowledge: (step: string) => void): Promise<void> {
  await workspace.spaces.ensure({ name: "default", model: "test", modelHash: "1", dimension });
  for (let number = 0; number < batches; number++) {
    const rows = inputs.slice(number * batch, (number + 1) * batch);
    const { numbers } = await workspace.samples.write("photos", rows);
    acknowledge(`import ${number}`);
    const missing = await workspace.vectors.missing("default", numbers);
    if (missing.length > 0) await workspace.vectors.append("default", missing, vectorsOf(missing, dimension));
    acknowledge(`embed ${number}`);
    await workspace.tags.change(numbers.subarray(0, 3), { add: [`batch-${number}`] });
    acknowledge(`tag ${number}`);
    await workspace.labels.set(numbers.subarray(0, 2), "checked");
    acknowledge(`label ${number}`);
    await workspace.artifacts.put("test", `artifact-${number}`, artifact);
    acknowledge(`artifact ${number}`);
  }
  await workspace.vectors.compact("default");
  acknowledge("compact 0");
}

/** What is wrong with a reopened workspace, given the steps that were acknowledged before the crash; empty when nothing is. */
export async function faultsAfterCrash(workspace: Workspace, acknowledged: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  const require = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  const numbers = await workspace.samples.numbers({});
  const rows = await workspace.samples.rows(numbers);
  require(new Set(rows.map((row) => row.id)).size === rows.length, "a sample is there twice");
  require(rows.length % batch === 0, `a part of a batch is there: ${rows.length} samples`);
  const at = (place: number) => rows.find((row) => row.path === inputs[place].path);
  for (const step of acknowledged) {
    const [what, index] = step.split(" ");
    const first = Number(index) * batch;
    if (what === "import")
      for (let row = first; row < first + batch; row++) require(at(row) !== undefined, `${step}: ${row} is gone`);
    if (what === "tag") require(at(first + 2)?.tags.includes(`batch-${index}`) ?? false, `${step} is gone`);
    if (what === "label") require(at(first + 1)?.labels[0] === "checked", `${step} is gone`);
    if (what === "artifact")
      require((await workspace.artifacts.get("test", `artifact-${index}`)) !== null, `${step} is gone`);
    if (what === "embed") {
      const members = inputs
        .slice(first, first + batch)
        .flatMap(({ path }) => rows.find((row) => row.path === path)?.number ?? []);
      const present = await workspace.vectors.present("default", Int32Array.from(members));
      require(present.length === batch, `${step}: only ${present.length} vectors`);
    }
  }
  if ((await workspace.spaces.find("default")) === null) return faults;
  const present = await workspace.vectors.present("default", numbers);
  const values = await workspace.vectors.read("default", present);
  require(vectorsOf(present, dimension).every((value, place) => value === values[place]), "a vector has other values");
  return faults;
}

/** What the workspace holds, apart from times: equal for an interrupted story that was continued and one that was not. */
export async function contentsOf(workspace: Workspace): Promise<unknown> {
  const numbers = await workspace.samples.numbers({});
  const rows = await workspace.samples.rows(numbers);
  return {
    samples: rows,
    vectors: [...(await workspace.vectors.read("default", numbers))],
    artifact: await workspace.artifacts.get("test", "artifact-0"),
  };
}
