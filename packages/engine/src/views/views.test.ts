import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobs, type MadeWorkspace, makeWorkspace } from "../testing/made-workspace.ts";

let made: MadeWorkspace;
beforeAll(async () => {
  const [first, second, third] = [0, 40, 80].map((start) => blobs([40, 40, 40]).slice(start, start + 40));
  const copies = first.slice(0, 2).map((sample) => ({ ...sample, labels: [] }));
  made = await makeWorkspace([
    ...first,
    ...second.map((sample) => ({ ...sample, labels: [], meta: { camera: "Cam 7", "odd name": "x" } })),
    ...third.map((sample, at) => ({ ...sample, labels: at < 5 ? ["c2"] : [] })),
    ...copies,
  ]);
});
afterAll(() => made.close());

const call: MadeWorkspace["engine"]["call"] = (name, request) => made.engine.call(name, request);

describe("ready-made filters", () => {
  const ready = async (id: string) => {
    const { filters } = await call("readyFilters", { dataset: "made" });
    const filter = filters.find((each) => each.id === id);
    if (!filter) throw new Error(id);
    return { ...filter, found: (await call("query", { where: filter.where, limit: 1000 })).samples };
  };

  it("find duplicates, each group but the one that stands for it", async () => {
    const { found, missing } = await ready("duplicates");
    expect(missing).toBeNull();
    const paths = found.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["120.png", "121.png"]));
  });

  it("find what is like nothing labelled: the whole group without a label, and no other", async () => {
    const { found, sort, where } = await ready("unlike-labeled");
    const numbers = new Set(found.map(({ path }) => Number(path.replace(".png", ""))));
    for (let at = 40; at < 80; at++) expect(numbers).toContain(at);
    expect([...numbers].filter((at) => at < 40 || at >= 120)).toEqual([]);
    const view = await call("createView", { where, sort: sort ?? undefined });
    expect(view.total).toBe(found.length);
  });

  it("say what is missing", async () => {
    await made.workspace.samples.write("bare", []);
    const [numbers] = [made.numbers.subarray(0, 1)];
    const [{ media, ...known }] = await made.workspace.samples.media(numbers);
    const id = "bare-sample-id";
    await made.workspace.samples.write("bare", [
      { ...known, id, media, bytes: 1, modified: null, format: "png", split: null },
    ]);
    const { filters } = await call("readyFilters", { dataset: "bare" });
    expect(filters.find(({ id: filter }) => filter === "unlike-labeled")?.missing).toContain("gleaner index bare");
    expect(filters.find(({ id: filter }) => filter === "unlabeled")?.missing).toBeNull();
    await call("deleteDataset", { name: "bare" });
  });
});

describe("samples", () => {
  it("are found by the numbers that maps hold, in their order, without those that are gone", async () => {
    const wanted = [made.numbers[5], 999_999, made.numbers[2]];
    const { samples } = await call("samplesByNumber", { numbers: [...wanted] });
    expect(samples.map(({ number }) => number)).toEqual([made.numbers[5], made.numbers[2]]);
  });
});

describe("views", () => {
  it("find words in the order of their match, and their facets", async () => {
    const view = { datasets: ["made"], text: '"cam 7" 4' };
    const { view: id, total } = await call("createView", view);
    const { rows } = await call("viewRows", { view: id, start: 0, count: 3 });
    expect(rows[0].path).toBe("40.png");
    expect(total).toBe(13);
    const { facets, total: counted } = await call("facets", { view, fields: ["meta.camera", 'meta."odd name"'] });
    expect(counted).toBe(13);
    expect(facets).toMatchObject([{ values: [{ value: "Cam 7", count: 13 }] }, { field: 'meta."odd name"' }]);
    expect((await call("query", { text: "cam 7", limit: 1 })).total).toBe(40);
  });

  it("use similar() and its sorting everywhere", async () => {
    const near = `similar("${made.ids[50]}")`;
    const { samples } = await call("query", { where: `${near} > 0.5`, sort: `-${near}`, limit: 100 });
    expect(samples[0].id).toBe(made.ids[50]);
    expect(samples.every(({ path }) => Number(path.replace(".png", "")) >= 40)).toBe(true);
    await call("createSlice", { name: "like fifty", where: `${near} > 0.5` });
    const { slices } = await call("listSlices", {});
    expect(slices.find(({ name }) => name === "like fifty")?.count).toBe(samples.length);
    const stats = await call("stats", { where: 'slice("like fifty")' });
    expect(stats.samples).toBe(samples.length);
  });

  it("count facets of exactly the samples that a limited view holds", async () => {
    const view = { datasets: ["made"], sort: "-nn_distance", limit: 7 };
    expect((await call("facets", { view, fields: ["label"] })).total).toBe(7);
  });
});
