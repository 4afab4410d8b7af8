import { stat } from "node:fs/promises";
import { extname } from "node:path";
import {
  createDecoder,
  type DecodedImage,
  type DecodeInput,
  fileLocation,
  type ImageRecord,
  openSource,
  type Source,
  type SourceRecord,
  storedObject,
  thumbnailEdge,
} from "@gleaner/formats";
import { GleanerError, type ParsedRequestOf, type SkippedItem } from "@gleaner/schema";
import { type KnownSample, type MediaReference, type SampleInput, sampleId } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { inBatches } from "../in-order.ts";
import type { Work } from "../work.ts";
import { annotatingFormats } from "./annotating-formats.ts";
import { measureOddSize } from "./odd-size.ts";

const batchSize = 512;

/** What an import has done so far. */
interface Tally {
  added: number;
  updated: number;
  unchanged: number;
  ignored: number;
  skipped: SkippedItem[];
}

/** A record on its way: what is known of it from earlier imports, and whether its content can be taken as unchanged. */
interface Candidate {
  record: SourceRecord;
  modified: number | null;
  unchanged: boolean;
}

/**
 * Reads paths into a dataset: one outcome an item, one transaction a batch, so that an import that was stopped continues where it was.
 * A file whose size and time are as they were is not decoded again, unless the source could say something new of it.
 */
export const importSamples: UseCase<"import"> = async (context, request, work) => {
  const { paths, dataset, format, labels, split, tags, strict, dryRun } = request;
  if (dataset.includes(",")) {
    throw new GleanerError("bad_request", "A dataset's name can't hold a comma.", {
      hint: "Commas separate datasets.",
    });
  }
  const source = await openSource(paths, { format, labels, split, tags, signal: work.signal });
  if (strict) {
    const { skipped } = await run(context, source, { ...request, dryRun: true }, work);
    if (skipped.length > 0) {
      throw new GleanerError(
        "bad_record",
        `${skipped.length} items can't be imported, and --strict was given: nothing was written.`,
        {
          hint: "Import without --strict to take the rest.",
          details: { skipped: skipped.slice(0, 100) },
        },
      );
    }
  }
  const tally = await run(context, source, request, work);
  if (!dryRun && tally.added + tally.updated > 0) await measureOddSize(context, dataset);
  const known = await context.workspace.datasets.has(dataset);
  const counts = known ? await context.workspace.datasets.get(dataset) : { samples: 0, objects: 0, labeled: 0 };
  const { samples, objects, labeled } = counts;
  return { dataset, format: source.format, reason: source.reason, ...tally, samples, objects, labels: labeled, dryRun };
};

async function run(
  context: EngineContext,
  source: Source,
  request: ParsedRequestOf<"import">,
  work: Work,
): Promise<Tally> {
  const { workspace, threads, actor } = context;
  const { dataset, dryRun, copy, gps, maxPixels, paths } = request;
  const tally: Tally = { added: 0, updated: 0, unchanged: 0, ignored: 0, skipped: [] };
  const identity = await workspace.datasets.identity(dataset);
  const idOf = (record: ImageRecord) => recordId(identity, source.roots, record);
  const decoder = createDecoder({ processes: threads, maxPixels });
  const wanted = { measures: true, signature: !dryRun, thumbnail: !dryRun, gps };
  let event: number | undefined;
  let done = 0;
  try {
    const candidates = findCandidates(context, source, request, idOf);
    const decoded = decoder.decodeAll(candidates, inputOf, wanted, work.signal);
    for await (const batch of inBatches(decoded, batchSize)) {
      work.check();
      const samples: SampleInput[] = [];
      for (const { item, result } of batch) {
        const { record, modified } = item;
        if (record.kind === "ignored") tally.ignored++;
        else if (record.kind === "skipped")
          tally.skipped.push({ path: record.path, code: record.code, message: record.message });
        else if (item.unchanged) tally.unchanged++;
        else if (!result?.ok)
          tally.skipped.push({
            path: record.path,
            code: result?.code ?? "unreadable_image",
            message: result?.message ?? "",
          });
        else {
          if (!dryRun && result.thumbnail)
            await workspace.media.putThumbnail(result.hash, thumbnailEdge, result.thumbnail);
          const isKept = (copy || record.bytes !== null) && !dryRun;
          const file = isKept ? await copied(context, record, result) : record.file;
          const objects = objectsOf(record, result, source.format, tally.skipped);
          samples.push(sampleOf(idOf(record), { ...record, file }, result, { modified, objects }));
        }
      }
      if (dryRun) await countOnly(context, dataset, samples, tally);
      else if (samples.length > 0) {
        const outcome = await workspace.samples.write(dataset, samples, {
          actor,
          event,
          details: { paths, format: source.format },
        });
        event = outcome.event;
        tally.added += outcome.added;
        tally.updated += outcome.updated;
        tally.unchanged += outcome.unchanged;
      }
      done += batch.length;
      work.progress({ phase: "import", done, total: source.total });
    }
  } finally {
    decoder.close();
  }
  return tally;
}

/** Looks up, a batch at a time, which records were imported before and have not been touched since. */
async function* findCandidates(
  { workspace }: EngineContext,
  source: Source,
  { dataset, format, labels, split, tags, copy, gps }: ParsedRequestOf<"import">,
  idOf: (record: ImageRecord) => string,
): AsyncGenerator<Candidate> {
  const isKnownDataset = await workspace.datasets.has(dataset);
  const saysNothingNew =
    format === "auto" && source.format === "folder" && !labels && !split && tags.length === 0 && !copy && !gps;
  for await (const batch of inBatches(source.records, batchSize)) {
    const images = batch.filter((record) => record.kind === "image");
    const ids = images.map((record) => idOf(record));
    const known = new Map<string, KnownSample>();
    if (isKnownDataset && saysNothingNew) {
      for (const sample of await workspace.samples.lookup(dataset, { ids })) known.set(sample.id, sample);
    }
    for (const record of batch) {
      if (record.kind !== "image") yield { record, modified: null, unchanged: false };
      else {
        const info =
          record.media.kind === "file" && record.bytes === null
            ? await stat(fileLocation(record.file)).catch(() => null)
            : null;
        const before = known.get(idOf(record));
        const unchanged =
          before !== undefined &&
          info !== null &&
          before.bytes === info.size &&
          before.modified === Math.round(info.mtimeMs);
        yield { record, modified: info && Math.round(info.mtimeMs), unchanged };
      }
    }
  }
}

function inputOf({ record, unchanged }: Candidate): DecodeInput | null {
  if (record.kind !== "image" || unchanged) return null;
  if (record.bytes) return { bytes: record.bytes };
  return record.frame ? { frame: record.frame } : { file: record.file };
}

const recordId = (dataset: string, roots: readonly string[], { root, path, row }: ImageRecord): string =>
  sampleId({ dataset, root: rootName(root, roots), path, row: row ?? undefined });

/** The part of an import root's path that samples are known by: its last name, and more where two roots of one import share that. */
export function rootName(root: string, roots: readonly string[]): string {
  const parts = root.split("/").filter((part) => part !== "");
  for (let taken = 1; taken < parts.length; taken++) {
    const name = parts.slice(-taken).join("/");
    if (roots.every((other) => other === root || !`/${other}`.endsWith(`/${name}`))) return name;
  }
  return parts.join("/");
}

function sampleOf(
  id: string,
  record: ImageRecord,
  image: DecodedImage,
  { modified, objects }: Pick<SampleInput, "modified" | "objects">,
): SampleInput {
  const { path, file, split, tags, labels, meta } = record;
  return {
    id,
    kind: "image",
    path,
    file,
    media: storedMedia(record),
    contentHash: image.hash,
    bytes: image.bytes,
    modified,
    width: image.width,
    height: image.height,
    format: image.format,
    split,
    labels: labels.length > 0 ? labels.map((name) => ({ class: name })) : undefined,
    tags,
    meta: { ...image.meta, ...meta },
    measures: image.measures ?? undefined,
    signature: image.signature ?? undefined,
    objects,
  };
}

/** The objects of a record in pixels of its image; those that can't be of it are skipped by themselves. */
function objectsOf(
  { path, objects }: ImageRecord,
  { width, height }: DecodedImage,
  format: string,
  skipped: SkippedItem[],
): SampleInput["objects"] {
  if (objects.length === 0) return annotatingFormats.has(format) ? [] : undefined;
  return objects.flatMap((object, place) => {
    const stored = storedObject(object, width, height);
    if (typeof stored !== "string") {
      // `human` is what people do here, and later imports leave it alone.
      const source = stored.source === "human" ? "import" : stored.source;
      return [{ ...stored, source, key: object.sourceId }];
    }
    const name = object.sourceId ?? `number ${place + 1}`;
    skipped.push({ path, code: "bad_record", message: `Of its objects ${name}: ${stored}` });
    return [];
  });
}

function storedMedia({ media }: ImageRecord): MediaReference {
  if (media.kind === "file") return { type: "file" };
  const { index, width, height, channels } = media;
  return { type: "idx", index, shape: channels === 1 ? [height, width] : [height, width, channels] };
}

async function copied({ workspace }: EngineContext, record: ImageRecord, image: DecodedImage): Promise<string> {
  if (record.bytes) return workspace.media.keep(record.bytes, image.hash, image.format);
  if (record.media.kind !== "file") return record.file;
  return workspace.media.copyIn(record.file, image.hash, extname(record.file).slice(1) || image.format);
}

async function countOnly(
  { workspace }: EngineContext,
  dataset: string,
  samples: SampleInput[],
  tally: Tally,
): Promise<void> {
  const ids = samples.map((sample) => sample.id);
  const known = (await workspace.datasets.has(dataset)) ? await workspace.samples.lookup(dataset, { ids }) : [];
  const hashes = new Map(known.map((sample) => [sample.id, sample.contentHash]));
  for (const { id, contentHash } of samples) {
    const before = hashes.get(id);
    if (before === undefined) tally.added++;
    else if (before === contentHash) tally.unchanged++;
    else tally.updated++;
  }
}
