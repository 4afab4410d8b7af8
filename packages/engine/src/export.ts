import { type ExportSample, writeDataset } from "@gleaner/formats";
import type { EngineContext, UseCase, Work } from "./context.ts";
import { requireDatasets } from "./datasets.ts";
import { sourceMedia } from "./source-media.ts";
import { resolveView } from "./view.ts";

const page = 1000;

/** Writes the samples of a view as a dataset, in the order of the view. */
export const exportSamples: UseCase<"export"> = async (context, { view, format, out, images, dryRun }, work) => {
  await requireDatasets(context, view.datasets);
  const { numbers } = await resolveView(context, view);
  if (dryRun) return { format, samples: numbers.length, files: 0 };
  const written = await writeDataset(format, exportedSamples(context, numbers, work), { out, images });
  await context.workspace.events.append(
    "export",
    `${written.samples} samples written as ${format}`,
    { format, view },
    { actor: context.actor },
  );
  return { format, ...written };
};

async function* exportedSamples(
  { workspace }: EngineContext,
  numbers: Int32Array,
  work: Work,
): AsyncGenerator<ExportSample> {
  for (let start = 0; start < numbers.length; start += page) {
    work.check();
    const part = numbers.subarray(start, start + page);
    const rows = await workspace.samples.rows(part);
    const media = new Map((await workspace.samples.media(part)).map((entry) => [entry.number, entry]));
    for (const row of rows) {
      const source = media.get(row.number);
      if (source) yield { ...row, media: sourceMedia(source), meta: {} };
    }
    work.progress({ phase: "export", done: Math.min(start + page, numbers.length), total: numbers.length });
  }
}
