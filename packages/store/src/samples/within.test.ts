import { describe, expect, it } from "vitest";
import { sampleInputs, vectorsOf } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

const count = 900;
const indexed = 700;

/** Samples of three classes, of which the first 700 are indexed, with clusters of 1 to 7. */
async function filled() {
  const workspace = await temporaryWorkspace();
  const { samples, spaces, vectors, indexes } = workspace;
  const { numbers } = await samples.write(
    "photos",
    sampleInputs(count, (index) => ({ labels: [{ class: ["cat", "dog", "owl"][index % 3] }] })),
  );
  const all = Int32Array.from(numbers);
  const part = all.slice(0, indexed);
  await spaces.ensure({ name: "default", model: "m", modelHash: "h", dimension: 2 });
  await vectors.append("default", all, vectorsOf(all, 2));
  await indexes.write({
    ...{
      space: "default",
      scope: ["photos"],
      neighbors: 3,
      recall: 1,
      clusters: 7,
      edgeCases: 0,
      level: 7,
      map: "umap",
    },
    artifacts: {},
    fingerprint: await vectors.fingerprint("default", part),
    seed: 0,
    scores: {
      numbers: part,
      cluster: Int32Array.from(part, (_, at) => at % 7),
      clusterSize: Int32Array.from(part, (_, at) => 1 + (at % 7)),
      nnDistance: new Float32Array(indexed).fill(0.5),
      outlier: new Float32Array(indexed),
      typicality: new Float32Array(indexed),
      duplicate: Uint8Array.from(part, (_, at) => Number(at % 10 === 0)),
    },
  });
  return { ...workspace, samples, all };
}

describe("a query within many numbers", () => {
  it("gives those of them that are there, also beside filters, and none beyond", async () => {
    const { samples, all } = await filled();
    const within = Int32Array.from([...all.filter((_, at) => at % 2 === 0), 1_000_000]);
    expect(within.length).toBeGreaterThan(256);
    expect(await samples.numbers({ within })).toEqual(within.slice(0, -1));
    const backwards = within.slice().reverse();
    expect(await samples.numbers({ within: backwards })).toEqual(within.slice(0, -1));
    const later = await samples.write(
      "photos",
      sampleInputs(1, () => ({ path: "late.png" })),
    );
    const grown = Int32Array.from([...within, later.numbers[0]]);
    expect([...(await samples.numbers({ within: grown }))]).toContain(later.numbers[0]);
    const cats = await samples.numbers({ within, where: 'label = "cat"' });
    expect([...cats]).toEqual([...all.filter((_, at) => at % 6 === 0)]);
  });

  it("counts scores as it does with a filter that says the same, those without scores as missing", async () => {
    const { samples, all } = await filled();
    const fields = ["cluster_size", "duplicate", "label"];
    for (const within of [all.filter((_, at) => at % 2 === 0), all.slice(0, 300), all.slice(indexed)]) {
      const fast = await samples.facets({ within }, fields, 10);
      const slow = await samples.facets({ within, where: 'path != ""' }, fields, 10);
      expect(fast).toEqual(slow);
      expect(fast.total).toBe(within.length);
    }
    const [sizes] = (await samples.facets({ within: all }, ["cluster_size"], 10)).facets;
    expect(sizes).toMatchObject({ kind: "histogram", missing: count - indexed });
  });

  it("reads the numbers of an import as a run, also where those of another dataset lie between", async () => {
    const { samples, all } = await filled();
    expect(await samples.numbers({})).toEqual(all);
    const { numbers } = await samples.write(
      "others",
      sampleInputs(3, (index) => ({ path: `other-${index}.png` })),
    );
    expect(await samples.numbers({ datasets: ["others"] })).toEqual(Int32Array.from(numbers));
    expect(await samples.numbers({ datasets: ["photos"] })).toEqual(all);
    const later = await samples.write(
      "photos",
      sampleInputs(1, () => ({ path: "later.png" })),
    );
    const grown = Int32Array.from([...all, ...later.numbers]);
    expect(await samples.numbers({ datasets: ["photos"] })).toEqual(grown);
    const rows = await samples.rows([later.numbers[0], numbers[1], all[3]]);
    expect(rows.map(({ path }) => path).slice(0, 2)).toEqual(["later.png", "other-1.png"]);
    expect(await samples.rows(new Int32Array(0))).toEqual([]);
  });

  it("is told of an index that became stale after a change", async () => {
    const { indexes, vectors, all } = await filled();
    expect(await indexes.find("default", ["photos"])).toMatchObject({ stale: false });
    await vectors.append("default", all.slice(0, 1), vectorsOf(all.slice(0, 1), 2, 1));
    expect((await indexes.list())[0].stale).toBe(true);
  });
});
