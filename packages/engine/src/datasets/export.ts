import { type ExportSample, writeDataset } from "@gleaner/formats";
import type { MetadataValue, Unit } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { sourceMedia } from "../media/source-media.ts";
import { resolveView } from "../views/view.ts";
import type { Work } from "../work.ts";
import { requireDatasets } from "./datasets.ts";

const page = 1000;

/** Writes the samples of a view as a dataset, in the order of the view. */
export const exportSamples: UseCase<"export"> = async (context, { view, format, out, images, dryRun }, work) => {
  const { workspace, actor } = context;
  await requireDatasets(context, view.datasets);
  const found = await resolveView(context, view);
  const { numbers, only } = await samplesAndObjects(workspace, view.unit, found.numbers);
  if (dryRun) return { format, samples: numbers.length, files: 0, skipped: [] };
  const cache = await workspace.directory("frames");
  const samples = exportedSamples(context, numbers, only, work);
  const { skipped, ...written } = await writeDataset(format, samples, { out, images, cache, signal: work.signal });
  const summary = `${written.samples} samples written as ${format}`;
  await workspace.events.append("export", summary, { format, view }, { actor });
  return { ...written, skipped: skipped.map(({ path, code, message }) => ({ path, code, message })) };
};

async function* exportedSamples(
  { workspace }: EngineContext,
  numbers: Int32Array,
  only: ReadonlySet<number> | null,
  work: Work,
): AsyncGenerator<ExportSample> {
  const keys = await workspace.samples.metadataKeys();
  for (let start = 0; start < numbers.length; start += page) {
    work.check();
    const part = numbers.subarray(start, start + page);
    const rows = await workspace.samples.rows(part);
    const media = new Map((await workspace.samples.media(part)).map((entry) => [entry.number, entry]));
    const meta = await metadataOf(workspace, part, keys);
    const objects = await workspace.objects.ofSamples(part);
    for (const row of rows) {
      const source = media.get(row.number);
      const own = (objects.get(row.number) ?? []).filter(({ number }) => only?.has(number) ?? true);
      if (source) yield { ...row, media: sourceMedia(source), meta: meta.get(row.number) ?? {}, objects: own };
    }
    work.progress({ phase: "export", done: Math.min(start + page, numbers.length), total: numbers.length });
  }
}

/** A view of objects is written as their samples, each once, with those objects alone. */
async function samplesAndObjects(
  { objects }: Workspace,
  unit: Unit,
  numbers: Int32Array,
): Promise<{ numbers: Int32Array; only: ReadonlySet<number> | null }> {
  if (unit === "sample") return { numbers, only: null };
  const { samples } = await objects.columns(numbers);
  return { numbers: Int32Array.from(new Set(samples)), only: new Set(numbers) };
}

/** The metadata of samples by number; a key that a sample lacks is absent. */
async function metadataOf(
  { samples }: Workspace,
  numbers: Int32Array,
  keys: Awaited<ReturnType<Workspace["samples"]["metadataKeys"]>>,
): Promise<Map<number, Record<string, MetadataValue>>> {
  const meta = new Map(Array.from(numbers, (number) => [number, {} as Record<string, MetadataValue>]));
  for (const { key, type } of keys) {
    const field = `meta."${key.replace(/["\\]/g, "\\$&")}"`;
    const values: ArrayLike<MetadataValue> =
      type === "number" ? await samples.values(numbers, field) : await samples.texts(numbers, field);
    for (let i = 0; i < numbers.length; i++) {
      const value = type === "boolean" ? values[i] === "true" : values[i];
      const isMissing = values[i] === null || Number.isNaN(values[i]);
      const record = meta.get(numbers[i]);
      if (record && !isMissing) record[key] = value;
    }
  }
  return meta;
}
