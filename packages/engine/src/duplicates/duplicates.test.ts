import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePng, signatureBytes } from "@gleaner/formats";
import { createRandom } from "@gleaner/kernel";
import { openWorkspace, type SampleInput, sampleId, type Workspace } from "@gleaner/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "../create-engine.ts";
import type { Engine } from "../engine.ts";
import { direction, near } from "../testing/made-workspace.ts";

const pictures = 40;
const changed = 12;
const edge = 48;

/** A smooth colour picture; `view` says which place of it (both axes -1 to 1) a pixel shows. */
function png(seed: number, view: (x: number, y: number) => [number, number] = (x, y) => [x, y], light = 1): Uint8Array {
  const random = createRandom(seed);
  const waves = Array.from({ length: 10 }, () => [5 * random.normal(), 5 * random.normal(), 6 * random.uniform()]);
  const data = new Uint8Array(edge * edge * 3);
  for (let at = 0; at < edge * edge; at++) {
    const [x, y] = view((2 * (at % edge)) / edge - 1, (2 * Math.floor(at / edge)) / edge - 1);
    const value = waves.reduce((sum, [a, b, phase]) => sum + 12 * Math.sin(a * x + b * y + phase), 120);
    data.fill(Math.max(0, Math.min(255, light * value)), at * 3, at * 3 + 3);
  }
  return encodePng({ width: edge, height: edge, channels: 3, data });
}

const changes: ((seed: number) => Uint8Array)[] = [
  (seed) => png(seed, (x, y) => [-x, y]),
  (seed) => png(seed, (x, y) => [0.95 * x, 0.95 * y]),
  (seed) => png(seed, undefined, 1.2),
];

describe("near-duplicates by vectors and pixels", () => {
  let folder: string;
  let workspace: Workspace;
  let engine: Engine;
  let numbers: Int32Array;

  /**
   * 40 pictures, then changed copies of the first 12, then 12 other pictures whose vectors are as near to theirs as those of the copies:
   * files as an earlier version imported them, without signatures. The last file is no picture.
   */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gleaner-duplicates-"));
    workspace = await openWorkspace(join(folder, "workspace"), { create: true });
    engine = await createEngine(workspace, { threads: 1 });
    const random = createRandom(3);
    const vectors = Array.from({ length: pictures }, () => direction(16, random));
    const files = Array.from({ length: pictures }, (_, at) => png(at + 1));
    for (let at = 0; at < changed; at++) files.push(changes[at % changes.length](at + 1));
    for (let at = 0; at < changed; at++) files.push(png(1000 + at));
    for (let at = 0; at < 2 * changed; at++) vectors.push(near(vectors[at % changed], 0.1, random));
    files.push(new TextEncoder().encode("no picture"));
    vectors.push(direction(16, random));
    const inputs: SampleInput[] = [];
    for (const [at, bytes] of files.entries()) {
      const path = `${at}.png`;
      const file = join(folder, path);
      await writeFile(file, bytes);
      inputs.push({
        id: sampleId({ dataset: "made", root: "root", path }),
        ...{ kind: "image", path, file, media: { type: "file" }, bytes: bytes.length, modified: null },
        contentHash: createHash("sha256").update(bytes).digest("hex"),
        ...{ width: edge, height: edge, format: "png", split: at < pictures ? "train" : "test" },
      });
    }
    await workspace.spaces.ensure({ name: "default", model: "made", modelHash: "made", dimension: 16 });
    ({ numbers } = await workspace.samples.write("made", inputs));
    await workspace.vectors.append("default", numbers, Float32Array.from(vectors.flatMap((vector) => [...vector])));
    await engine.call("index", { datasets: ["made"], map: "pca" });
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("computes what is missing once, in the course of the search for findings", async () => {
    expect(await workspace.samples.signatureStates(numbers, signatureBytes)).toEqual(new Uint8Array(numbers.length));
    const phases = new Set<string>();
    const onProgress = ({ phase }: { phase: string }) => phases.add(phase);
    await engine.call("quality", { datasets: ["made"], kinds: ["duplicate"] }, { onProgress });
    const states = await workspace.samples.signatureStates(numbers, signatureBytes);
    expect([...states]).toEqual([...new Array(numbers.length - 1).fill(1), 2]);
    expect(phases).toContain("signatures");
    phases.clear();
    await engine.call("quality", { datasets: ["made"], kinds: ["duplicate", "leak"] }, { onProgress });
    expect(phases).not.toContain("signatures");
  });

  it("finds copies that are mirrored, cropped or brighter, and not others that the model finds as near", async () => {
    const { findings } = await engine.call("quality", { datasets: ["made"], kinds: ["duplicate"] });
    const pairs = findings.map(({ sample, related }) =>
      [sample, ...related].map((id) => ids().indexOf(id)).sort((a, b) => a - b),
    );
    expect(pairs.sort((a, b) => a[0] - b[0])).toEqual(Array.from({ length: changed }, (_, at) => [at, at + pictures]));
    expect(findings[0].reason).toMatch(/nearly the same: at most [\de.-]+ apart/);
  });

  it("tells leaks across splits, and the goals clean and split apart in the same way", async () => {
    const { counts } = await engine.call("quality", { datasets: ["made"], kinds: ["leak"] });
    expect(counts.leak).toBe(changed);
    const clean = await engine.call("curate", { datasets: ["made"], goal: "clean" });
    expect(clean.slices.find(({ name }) => name.endsWith("duplicates"))?.count).toBe(changed);
    const split = await engine.call("curate", { datasets: ["made"], goal: "split", into: "parts" });
    const part = async (name: string) => workspace.samples.numbers({ slice: name });
    for (const { name } of split.slices) {
      const members = new Set(await part(name));
      for (let at = 0; at < changed; at++) expect(members.has(numbers[at])).toBe(members.has(numbers[at + pictures]));
    }
  });

  const ids = () =>
    Array.from({ length: numbers.length }, (_, at) => sampleId({ dataset: "made", root: "root", path: `${at}.png` }));
});
