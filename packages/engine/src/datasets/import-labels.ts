import { type ImageRecord, openSource, type SourceRecord, storedObject } from "@gleaner/formats";
import { GleanerError, type SkippedItem } from "@gleaner/schema";
import type { SampleLabels, SampleObjects } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { annotatingFormats } from "./annotating-formats.ts";
import { requireDatasets } from "./datasets.ts";

/** Finds the sample of a dataset that a path in a file of labels means. */
interface SampleFinder {
  /** A sample's position, or why none is meant. */
  find(path: string): number | string;
}

/**
 * Takes labels and objects from a dataset file into samples that are there, as what people say: by path, else by as much of the path's end as
 * tells one sample. Samples that the file says nothing of stay as they are; nothing else of the samples changes, and `undo` takes it back.
 * @throws GleanerError `dataset_not_found`, `unsupported_format`, `bad_record` with `strict`
 */
export const importLabels: UseCase<"importLabels"> = async (context, request, work) => {
  const { workspace, actor, renewal } = context;
  const { dataset, path, format, strict, dryRun } = request;
  await requireDatasets(context, [dataset]);
  const source = await openSource([path], { format, images: "named", signal: work.signal });
  const { numbers, finder, sizes } = await samplesOf(context, dataset);
  const skipped: SkippedItem[] = [];
  const labels = new Map<number, SampleLabels>();
  const objects = new Map<number, SampleObjects>();
  const matched = new Set<number>();
  let done = 0;
  for await (const record of source.records) {
    work.check();
    if (++done % 1000 === 0) work.progress({ phase: "labels", done, total: source.total });
    const at = placeOf(record, finder, skipped);
    if (at === null || record.kind !== "image") continue;
    const number = numbers[at];
    matched.add(number);
    if (record.labels.length > 0)
      labels.set(number, { number, labels: record.labels.map((name) => ({ class: name })) });
    if (record.objects.length > 0 || annotatingFormats.has(source.format)) {
      objects.set(number, { sample: number, objects: objectsOf(record, sizes(at), skipped) });
    }
  }
  if (strict && skipped.length > 0) {
    throw new GleanerError(
      "bad_record",
      `${skipped.length} records can't be used, and --strict was given: nothing was written.`,
      {
        hint: "Import without --strict to take the rest.",
        details: { skipped: skipped.slice(0, 100) },
      },
    );
  }
  const said = { dataset, format: source.format, reason: source.reason, matched: matched.size, skipped, dryRun };
  if (dryRun) return { ...said, labels: labels.size, objects: sumOf(objects) };
  const changedLabels = labels.size > 0 ? await workspace.labels.replace("human", [...labels.values()], { actor }) : 0;
  const changedObjects = objects.size > 0 ? await workspace.objects.replace([...objects.values()], { actor }) : 0;
  if (changedObjects > 0) {
    const within = Int32Array.from(objects.keys());
    const own = await workspace.objects.ofSamples(within);
    renewal.changed(Int32Array.from([...own.values()].flat(), ({ number }) => number));
  }
  return { ...said, labels: changedLabels, objects: changedObjects };
};

const sumOf = (objects: ReadonlyMap<number, SampleObjects>): number =>
  [...objects.values()].reduce((sum, entry) => sum + entry.objects.length, 0);

async function samplesOf({ workspace }: EngineContext, dataset: string) {
  const numbers = await workspace.samples.numbers({ datasets: [dataset] });
  const paths = await workspace.samples.texts(numbers, "path");
  const widths = await workspace.samples.values(numbers, "width");
  const heights = await workspace.samples.values(numbers, "height");
  return {
    numbers,
    finder: finderOf(paths.map((path) => path ?? "")),
    sizes: (at: number) => ({ width: widths[at], height: heights[at] }),
  };
}

/** Samples by their paths, and by the ends of these. */
export function finderOf(paths: readonly string[]): SampleFinder {
  const exact = new Map(paths.map((path, at) => [path, at]));
  const named = Map.groupBy(paths.keys(), (at) => nameOf(paths[at]));
  return {
    find(path) {
      const own = exact.get(path);
      if (own !== undefined) return own;
      const alike = named.get(nameOf(path)) ?? [];
      if (alike.length === 0) return `there is no sample ${path}.`;
      const shared = alike.map((at) => sharedEnd(paths[at], path));
      const most = shared.reduce((largest, parts) => Math.max(largest, parts), 0);
      const best = alike.filter((_, i) => shared[i] === most);
      return best.length === 1
        ? best[0]
        : `${best.length} samples end in ${nameOf(path)}; the path must tell which is meant.`;
    },
  };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** How many parts two paths have in common at their end. */
function sharedEnd(a: string, b: string): number {
  const [first, second] = [a.split("/").reverse(), b.split("/").reverse()];
  const different = first.findIndex((part, at) => part !== second[at]);
  return different < 0 ? first.length : different;
}

function placeOf(record: SourceRecord, finder: SampleFinder, skipped: SkippedItem[]): number | null {
  if (record.kind === "ignored") return null;
  if (record.kind === "skipped") {
    skipped.push({ path: record.path, code: record.code, message: record.message });
    return null;
  }
  const found = finder.find(record.path);
  if (typeof found === "number") return found;
  skipped.push({ path: record.path, code: "path_not_found", message: found });
  return null;
}

function objectsOf(
  { path, objects }: ImageRecord,
  { width, height }: { width: number; height: number },
  skipped: SkippedItem[],
): SampleObjects["objects"] {
  return objects.flatMap((object, place) => {
    const stored =
      Number.isNaN(width) || Number.isNaN(height)
        ? "the size of its image is not known."
        : storedObject(object, width, height);
    if (typeof stored === "string") {
      const message = `Of its objects ${object.sourceId ?? `number ${place + 1}`}: ${stored}`;
      skipped.push({ path, code: "bad_record", message });
      return [];
    }
    const { source: _, ...said } = stored;
    return [{ ...said, key: object.sourceId }];
  });
}
