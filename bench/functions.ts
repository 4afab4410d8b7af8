/**
 * Functions, filters, facets and text search on a made workspace: random unit vectors around 1,000 centers, with labels and metadata.
 *
 *     node bench/functions.ts [--rows 1000000] [--dimension 64] [--keep FOLDER]
 *
 * Targets at 1,000,000 rows: a function scored in under 10 s; 1,000 new samples scored in under 100 ms beyond storing them; 10 facets in
 * under 200 ms; filter to first page in under 100 ms. `--keep` leaves the workspace in a folder and uses it again. Three
 * times are given, and the time of all processors.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type FunctionDefinition, openWorkspace } from "@gleaner/store";
import { timed } from "./data-timed.ts";
import { madeData } from "./data-workspace.ts";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    dimension: { type: "string", default: "64" },
    keep: { type: "string" },
  },
});
const [rows, dimension] = [Number(options.rows), Number(options.dimension)];
const { vectorsOf, add, fill } = madeData(dimension);

const folder = options.keep ?? (await mkdtemp(join(tmpdir(), "gleaner-bench-")));
const known = existsSync(join(folder, "catalog.duckdb"));
const workspace = await openWorkspace(folder, { create: true });
try {
  if (!known) {
    await fill(workspace, rows);
  }
  const vector = vectorsOf(7, 1);
  const definition: FunctionDefinition = {
    name: "bench",
    description: "",
    space: "default",
    datasets: null,
    aggregate: "mean",
    positives: [{ id: "image-1", kind: "image", text: null, vector }],
    negatives: [{ id: "image-2", kind: "image", text: null, vector: vectorsOf(8, 1) }],
    classifier: null,
    threshold: 0.6,
    thresholdSource: "manual",
    precision: null,
    recall: null,
    actions: { tags: [], slice: null },
  };
  for (const { name } of await workspace.functions.list()) await workspace.functions.delete(name);
  const scores = await timed("score a function", () => workspace.functions.score(definition, definition));
  await timed("write its scores", () => workspace.functions.create(definition, scores), 1);
  console.log(`  ${(await workspace.functions.get("bench")).matches} hits`);
  await timed("list the functions with counts", () => workspace.functions.list());
  await timed("filter by it to a first page of 100", async () => {
    const numbers = await workspace.samples.numbers({ where: 'fn("bench") >= 0.6' });
    return workspace.samples.rows(numbers.subarray(0, 100));
  });
  await timed("sort everything by it", () => workspace.samples.numbers({ sort: '-fn("bench")' }));
  const fields = ["label", "tags", "split", "format", "width", "height", "bytes", "confidence", "dark"];
  await timed("10 facets, one of them the function", () =>
    workspace.samples.facets({}, [...fields, 'fn("bench")'], 50),
  );
  await timed("9 facets under fn() >= x", () => workspace.samples.facets({ where: 'fn("bench") >= 0.2' }, fields, 50));
  await timed("a part of 1,000 labels", () => workspace.samples.facets({}, ["label"], 20, "s 77"));
  await timed("text search, two words", () => workspace.samples.numbers({ text: "image-777 camera-3" }));
  await timed("text search, a word that all have", () => workspace.samples.numbers({ text: "jpg" }));
  const [id] = await workspace.samples.numbersToIds([8]);
  await timed("similar() for the first time, then kept", () =>
    workspace.samples.count({ where: `similar("${id}") > 0.8` }),
  );
  const [unlabeled, labeled] = await Promise.all(
    ["label is null", "label is not null"].map((where) => workspace.samples.numbers({ where })),
  );
  const few = Int32Array.of(...unlabeled.subarray(0, 99_000), ...labeled.subarray(0, 1000));
  await workspace.spaces.ensure({ name: "few", model: "made", modelHash: "made", dimension });
  await workspace.vectors.append("few", few, vectorsOf(0, few.length));
  const unlike = () => workspace.samples.count({ where: "label is null and labeled_distance > 0.3", space: "few" });
  await timed("labeled_distance of 100,000 to 1,000, then kept", unlike);
  let first = (await workspace.samples.count({})) + 1_000_000;
  const arrivals: number[] = [];
  for (let functions = 1; functions <= 10; functions++) {
    if (functions > 1) {
      const other = { ...definition, name: `bench ${functions}` };
      await workspace.functions.create(other, scores);
    }
    if (functions === 1 || functions === 10) arrivals.push(await add(workspace, first, 1000));
    first += 1000;
  }
  for (const { name } of await workspace.functions.list()) await workspace.functions.delete(name);
  const without = await add(workspace, first, 1000);
  console.log(
    `1,000 new vectors: stored in ${without.toFixed(0)} ms; with 1 function ${arrivals[0].toFixed(0)} ms, with 10 ${arrivals[1].toFixed(0)} ms`,
  );
  console.log(`memory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`);
} finally {
  await workspace.close();
  if (options.keep === undefined) await rm(folder, { recursive: true, force: true });
}
