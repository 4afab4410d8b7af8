import type { Caller, ResultOf } from "@gleaner/schema";
import { prepareDigits } from "./demo-digits.ts";
import { prepareEmoji } from "./demo-emoji.ts";

/** What the demo made. */
export interface DemoOutcome {
  dataset: string;
  samples: number;
  slice: string;
  /** Absolute path of the HTML report. */
  report: string | null;
  clusters: ResultOf<"curate">["clusters"];
}

/** The workspace that the demo runs in. */
export interface DemoSession extends Caller {
  /** Absolute path; prepared files go into its `demo` folder. */
  folder: string;
  seed: number;
}

/** Runs the main job on sample images: import, embed, index, curate with report. Repeating it only adds a run. */
export async function runDemo(session: DemoSession, digits: boolean): Promise<DemoOutcome> {
  const { dataset, request, budget } = await (digits ? prepareDigits(session.folder) : prepareEmoji(session.folder));
  const datasets = [dataset];
  const imported = await session.call("import", { ...request, dataset });
  await session.call("embed", { datasets });
  await session.call("index", { datasets, seed: session.seed });
  const run = await session.call("curate", { datasets, goal: "label", budget, seed: session.seed });
  return { dataset, samples: imported.samples, slice: run.slices[0].name, report: run.report, clusters: run.clusters };
}
