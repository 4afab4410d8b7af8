import {
  GleanerError,
  type Job,
  type OperationName,
  operations,
  type ParsedRequestOf,
  type ResultOf,
} from "@gleaner/schema";
import { detailAt, idOf, numberOf, sampleAt } from "./fixture-data.ts";
import type { FixtureWorld } from "./fixture-world.ts";

type Handlers = { [Name in OperationName]?: (request: ParsedRequestOf<Name>) => ResultOf<Name> };

const defaultFields = [
  "dataset",
  "label",
  "tags",
  "split",
  "meta.camera",
  "cluster_size",
  "nn_distance",
  "width",
  "meta.temperature",
  "created_at",
];

/** The operations that the fixture answers; others fail with `not_found`. */
export function handlersFor(world: FixtureWorld): Handlers {
  const runs: ResultOf<"getCuration">[] = [];
  const change = (numbers: Iterable<number>, name: string, apply: (number: number) => () => void) => {
    const backs = Array.from(numbers, apply);
    world.undoStack.push({
      name,
      back: () => {
        for (const back of backs) back();
        return backs.length;
      },
    });
    return { changed: backs.length };
  };
  const numbersFor = (request: { ids?: string[]; view?: ParsedRequestOf<"createView">; where?: string }) =>
    request.ids ? request.ids.map(numberOf) : world.numbersOf(request.view ?? { where: request.where ?? "" }).numbers;
  return {
    listDatasets: () => ({
      datasets: world.datasets.map((data) => ({
        name: data.name,
        samples: data.n,
        objects: 0,
        labeled: Math.round(data.n * 0.94),
        createdAt: "2026-11-21T09:30:00.000Z",
        spaces: data.n > 0 ? ["default"] : [],
        cover: Array.from({ length: Math.min(8, data.n) }, (_, k) => idOf(data.first + Math.floor((k * data.n) / 8))),
      })),
    }),
    deleteDataset: ({ name }) => {
      world.datasets = world.datasets.filter((data) => data.name !== name);
      return { deleted: 1, dryRun: false };
    },
    renameDataset: ({ name, to }) => {
      for (const data of world.datasets) if (data.name === name) data.name = to;
      return { changed: 1 };
    },
    listIndexes: () => ({
      indexes: world.datasets
        .filter(({ n }) => n > 3)
        .map((data) => ({
          id: `index-${data.name}`,
          space: "default",
          unit: "sample" as const,
          scope: [data.name],
          samples: data.n,
          neighbors: 15,
          recall: 1,
          clusters: Math.round(data.n / 5),
          edgeCases: Math.round(data.n / 60),
          level: Math.round(data.n / 5),
          map: "umap" as const,
          createdAt: "2026-11-21T09:31:00.000Z",
          stale: false,
        })),
    }),
    listSpaces: () => ({ spaces: [] }),
    createView: (view) => world.createView(view),
    viewRows: ({ view, start, count }) => {
      const { numbers, scores } = world.snapshot(view);
      const rows = Array.from(numbers.subarray(start, start + count), (number, k) => {
        const { data, i } = world.locate(number);
        const row = sampleAt(data, i);
        return scores ? { ...row, score: scores[start + k] } : row;
      });
      return { total: numbers.length, rows };
    },
    facets: ({ view, fields, limit }) => {
      const { numbers } = world.numbersOf({ ...view, sort: undefined, similarTo: undefined });
      const wanted = fields.length > 0 ? fields : defaultFields;
      return { total: numbers.length, facets: wanted.map((field) => world.facet(field, numbers, limit)) };
    },
    samplesByNumber: ({ numbers }) => ({
      samples: numbers.map((number) => {
        const { data, i } = world.locate(number);
        return sampleAt(data, i);
      }),
    }),
    getSample: ({ id }) => {
      const { data, i } = world.locateId(id);
      const slices = [...world.slices.values()].filter(({ numbers }) => numbers.has(data.first + i));
      return { ...detailAt(data, i), slices: slices.map(({ name }) => name) };
    },
    search: ({ similarTo, limit, datasets }) => {
      const { numbers, scores } = world.numbersOf({ datasets, similarTo });
      const results = Array.from(numbers.subarray(0, limit), (number, k) => {
        const { data, i } = world.locate(number);
        return { id: idOf(number), path: sampleAt(data, i).path, score: scores?.[k] ?? 0 };
      });
      return { results, ms: 3, recall: 1 };
    },
    listFunctions: () => ({ functions: [] }),
    listSlices: () => ({
      slices: [...world.slices.values()].map(({ numbers, ...slice }) => ({ ...slice, count: numbers.size })),
    }),
    createSlice: (request) => {
      if (world.slices.has(request.name) && !request.append) {
        throw new GleanerError("slice_exists", `There is a slice named "${request.name}" already.`, {
          hint: "Choose another name, or add to it.",
        });
      }
      const numbers = new Set(numbersFor(request));
      const kind = request.where === undefined ? ("static" as const) : ("dynamic" as const);
      world.slices.set(request.name, {
        name: request.name,
        kind,
        unit: "sample",
        count: numbers.size,
        description: request.description,
        color: request.color,
        where: request.where ?? null,
        origin: "manual",
        createdAt: new Date().toISOString(),
        numbers,
      });
      world.undoStack.push({
        name: `create slice ${request.name}`,
        back: () => Number(world.slices.delete(request.name)),
      });
      return { slice: request.name, kind, count: numbers.size };
    },
    addToSlice: (request) => {
      const slice = world.slices.get(request.name);
      if (!slice) throw new GleanerError("slice_not_found", `There is no slice named "${request.name}".`);
      for (const number of numbersFor(request)) slice.numbers.add(number);
      return { slice: request.name, kind: slice.kind, count: slice.numbers.size };
    },
    deleteSlice: ({ name }) => ({ deleted: Number(world.slices.delete(name)), dryRun: false }),
    tag: ({ view, add, remove }) =>
      change(world.numbersOf(view).numbers, `tag ${[...add, ...remove].join(", ")}`, (number) => {
        const { data, i } = world.locate(number);
        const before = data.tags.get(i) ?? new Set<string>();
        data.tags.set(i, new Set([...before, ...add].filter((tag) => !remove.includes(tag))));
        return () => data.tags.set(i, before);
      }),
    setLabel: ({ ids, class: name }) =>
      change(ids.map(numberOf), `label ${name}`, (number) => {
        const { data, i } = world.locate(number);
        const before = data.human.get(i);
        data.human.set(i, name);
        return () => (before === undefined ? data.human.delete(i) : data.human.set(i, before));
      }),
    undo: () => {
      const last = world.undoStack.pop();
      if (!last) throw new GleanerError("empty_selection", "There is nothing to undo.");
      return { undone: last.name, changed: last.back() };
    },
    listJobs: () => ({ jobs: [...world.jobs.values()].reverse() }),
    getJob: ({ id }) => jobNamed(world, id),
    cancelJob: ({ id }) =>
      Object.assign(jobNamed(world, id), { state: "cancelled", finishedAt: new Date().toISOString() }),
    import: (request) => ({
      dataset: request.dataset,
      format: "folder",
      reason: "all images lie exactly one level down in two or more folders",
      added: 2400,
      updated: 0,
      unchanged: 0,
      ignored: 12,
      skipped: [
        { path: "broken/half.jpg", code: "unreadable_image", message: "The file ends in the middle of the picture." },
        { path: "broken/drawing.jpg", code: "type_mismatch", message: "The file is an SVG named .jpg." },
      ],
      samples: 2400,
      objects: 0,
      labels: 2400,
      dryRun: false,
    }),
    embed: () => ({
      space: "default",
      model: "default",
      dimension: 768,
      embedded: 100,
      unchanged: 0,
      skipped: [],
      seconds: 2,
    }),
    index: () => ({
      space: "default",
      samples: 100,
      neighbors: 15,
      clusters: 20,
      edgeCases: 2,
      level: 20,
      recall: 1,
      unchanged: false,
      seconds: { graph: 1, map: 1, clusters: 1 },
    }),
    export: () => ({ format: "csv", samples: 120, files: 121, skipped: [] }),
    curate: (request) => {
      const { numbers } = world.numbersOf({ datasets: request.datasets, where: request.where, slice: request.slice });
      const text = String(request.budget ?? "10%");
      const budget = text.endsWith("%") ? Math.round((numbers.length * Number.parseFloat(text)) / 100) : Number(text);
      const run = `${request.goal}-${runs.length + 1}`;
      const name = request.into ?? run;
      const total = Math.max(1, Math.round(numbers.length / 5));
      const covered = Math.min(total, budget);
      world.slices.set(name, {
        name,
        kind: "static",
        unit: "sample",
        count: budget,
        description: "",
        color: null,
        where: null,
        origin: `curation:${run}`,
        createdAt: new Date().toISOString(),
        numbers: new Set(numbers.filter((_, k) => k % Math.max(1, Math.floor(numbers.length / budget)) === 0)),
      });
      const metrics = { redundancy: 0.013, coverageRadius: 0.342, meanNearestDistance: 0.184 };
      runs.unshift({
        run,
        goal: request.goal,
        dataset: request.datasets,
        budget,
        selected: budget,
        seed: request.seed,
        strategy: request.strategy,
        slices: [{ name, count: budget }],
        coverage: { level: total, total, covered, random: total * (1 - Math.exp(-budget / total)) },
        created: new Date().toISOString(),
        recipe: {
          goal: request.goal,
          budget: text,
          seed: request.seed,
          pool: request.pool,
          strategy: request.strategy,
        },
        metrics,
        inputs: {},
        pool: numbers.length,
        verdict: "Random draws of the same size would have missed every fifth cluster.",
        notes: [],
        report: `/data/.gleaner/reports/${run}.html`,
      });
      return {
        run,
        goal: request.goal,
        pool: { kind: "all", samples: numbers.length },
        slices: [{ name, count: budget }],
        selected: budget,
        assigned: null,
        clusters: { level: total, total, covered, coveredByRandom: { mean: total * 0.62, sd: 12.5 } },
        metrics,
        control: {},
        verdict: "Random draws of the same size would have missed every fifth cluster.",
        notes: [],
        report: `/data/${run}.html`,
      };
    },
    listCurations: () => ({ runs }),
    getCuration: ({ run }) => {
      const found = runs.find((candidate) => candidate.run === run);
      if (!found) throw new GleanerError("curation_not_found", `There is no run named "${run}".`);
      return found;
    },
    curationPicks: ({ run, start, count }) => {
      const slice = world.slices.get(runs.find((candidate) => candidate.run === run)?.slices[0].name ?? "");
      const numbers = [...(slice?.numbers ?? [])];
      const picks = numbers.slice(start, start + count).map((number, k) => {
        const { data, i } = world.locate(number);
        return {
          id: idOf(number),
          path: sampleAt(data, i).path,
          order: start + k,
          cluster: data.clusterOf[i],
          clusterSize: data.clusterSizes[i],
          gain: 0.2 / (1 + k),
          nearestPick: k > 0 ? { id: idOf(numbers[k - 1]), similarity: 0.42 } : null,
          displaced: null,
          reason:
            data.clusterSizes[i] <= 2
              ? "An edge case: one of few like it, which random draws miss."
              : `The most typical of a cluster of ${data.clusterSizes[i]}.`,
        };
      });
      return { total: numbers.length, picks };
    },
    compareCurations: ({ a, b }) => {
      const [first, second] = [a, b].map((run) => runs.find((candidate) => candidate.run === run));
      if (!first || !second) throw new GleanerError("curation_not_found", "There is no such run.");
      return {
        a: first,
        b: second,
        shared: 120,
        onlyA: 380,
        onlyB: 240,
        jaccard: 120 / 740,
        newInB: 12,
        recipe: [],
        sameInputs: true,
        pool: { a: 3391, b: 3391 },
        metrics: [],
      };
    },
    deleteCuration: ({ run }) => ({
      deleted: runs.splice(
        runs.findIndex((item) => item.run === run),
        1,
      ).length,
      dryRun: false,
    }),
  };
}

function jobNamed(world: FixtureWorld, id: string): Job {
  const job = world.jobs.get(id);
  if (!job) throw new GleanerError("job_not_found", "There is no such job.");
  return job;
}

/** The operation of a method and path with its path parameters; null where there is none. */
export function operationAt(
  method: string,
  path: string,
): { name: OperationName; parameters: Record<string, string> } | null {
  for (const [name, operation] of Object.entries(operations)) {
    if (operation.method !== method) continue;
    const pattern = new RegExp(`^${operation.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    const match = pattern.exec(path);
    if (!match || !isOperation(name)) continue;
    const groups = Object.entries(match.groups ?? {});
    return { name, parameters: Object.fromEntries(groups.map(([key, value]) => [key, decodeURIComponent(value)])) };
  }
  return null;
}

function isOperation(name: string): name is OperationName {
  return name in operations;
}
