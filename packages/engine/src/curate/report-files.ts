import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { parseReport, type ReportDocument, renderReport, serializeReport } from "../report/index.ts";
import { sliceReport } from "./slice-report.ts";

/** The two files of a report. */
export interface ReportPaths {
  html: string;
  json: string;
}

/** Where the report of a run is kept. */
export async function reportPaths(workspace: Workspace, run: string): Promise<ReportPaths> {
  const stem = join(await workspace.directory("reports"), run.replace(/[^\w.-]/g, "_"));
  return { html: `${stem}.html`, json: `${stem}.json` };
}

/** The files of a report that the user wants at a place of his own: the JSON goes beside the HTML. */
export function reportPathsFor(out: string): ReportPaths {
  return { html: out, json: out.replace(/(\.html?)?$/i, ".json") };
}

/** Writes both files; each is complete or absent. */
export async function writeReport(paths: ReportPaths, document: ReportDocument): Promise<void> {
  await mkdir(dirname(paths.html), { recursive: true });
  await writeWhole(paths.json, serializeReport(document));
  await writeWhole(paths.html, renderReport(document));
}

/** Writes a run's report where the user wants it, or reports on a slice against random ones of its size. */
export const createReport: UseCase<"createReport"> = async (context, { run, slice, out, space, seed }, work) => {
  const { workspace } = context;
  if ((run === undefined) === (slice === undefined)) {
    throw new GleanerError("bad_request", "A report is about a run or a slice, one of them.");
  }
  const name = run ?? `slice-${slice}`;
  const kept = await reportPaths(workspace, name);
  const document =
    run === undefined
      ? await sliceReport(context, { slice: slice ?? "", space, seed }, work)
      : await storedReport(context, run);
  const target = out ? reportPathsFor(out) : kept;
  await writeReport(target, document);
  return { run: name, ...target };
};

/** The report of a run as text. @throws GleanerError `curation_not_found` */
export async function reportFile({ workspace }: EngineContext, run: string, kind: "html" | "json"): Promise<string> {
  const paths = await reportPaths(workspace, run);
  try {
    return await readFile(paths[kind], "utf8");
  } catch (cause) {
    throw new GleanerError("curation_not_found", `There is no report of ${run}.`, { cause });
  }
}

async function storedReport(context: EngineContext, run: string): Promise<ReportDocument> {
  await context.workspace.curations.get(run);
  return parseReport(await reportFile(context, run, "json"));
}

async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.partial`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}
