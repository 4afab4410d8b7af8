import { type FindingKind, GleanerError, labelDoubtSchema } from "@gleaner/schema";
import type { FindingInput } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import { boxFindings } from "./boxes/box-findings.ts";
import { duplicates } from "./duplicates.ts";
import { images } from "./images.ts";
import { leaks } from "./leaks.ts";
import { mislabels } from "./mislabels.ts";
import { outliers } from "./outliers.ts";
import { completed } from "./ranking.ts";
import type { Discovery, Finder, Scan } from "./scan.ts";

/** Every kind of finding, the quick ones first. */
const finders: readonly Finder[] = [images, duplicates, leaks, outliers, mislabels, boxFindings];

/** Kinds that say nothing without an index. */
const needIndex: readonly FindingKind[] = ["mislabel", "outlier"];

/**
 * Brings the findings of some datasets up to date and gives the most urgent ones. A kind is computed anew only where something that it
 * depends on has changed. Findings are always of whole datasets; filter and slice narrow what is given.
 * @throws GleanerError `dataset_not_found`, `bad_filter`, `not_indexed` where the wanted kinds all need an index
 */
export const quality: UseCase<"quality"> = async (context, request, work) => {
  const started = performance.now();
  const scan = await scanOf(context, request, work);
  const wanted = finders.filter(({ kind }) => request.kinds.length === 0 || request.kinds.includes(kind));
  if (!scan.loaded && wanted.length > 0 && wanted.every(({ kind }) => needIndex.includes(kind))) {
    throw new GleanerError(
      "not_indexed",
      `There is no index of ${scan.datasets.join(",")} in space ${request.space}.`,
      {
        hint: `Run: gleaner index ${scan.datasets.join(",")}`,
      },
    );
  }
  const notes: string[] = indexNotes(scan);
  const computed: FindingKind[] = [];
  let labels: unknown = null;
  for (const [at, finder] of wanted.entries()) {
    work.check();
    work.progress({ phase: finder.kind, done: at, total: wanted.length });
    const { document, isNew } = await upToDate(finder, scan);
    if (isNew) computed.push(finder.kind);
    if (Array.isArray(document.notes)) notes.push(...document.notes.map(String));
    if (finder.kind === "mislabel") labels = document.labels ?? null;
  }
  const { datasets, where, slice, kinds, limit, space } = request;
  const query = { datasets, where, slice, space, kinds };
  const listed = await context.workspace.findings.list({
    ...query,
    states: ["open"],
    order: "priority",
    start: 0,
    count: limit,
  });
  return {
    ...(await context.workspace.findings.counts(query)),
    findings: listed.findings,
    notes,
    computed,
    labels: labels === null ? null : labelDoubtSchema.parse(labels),
    seconds: (performance.now() - started) / 1000,
  };
};

async function scanOf(context: EngineContext, request: Scan["request"], work: Scan["work"]): Promise<Scan> {
  const { workspace, indexes } = context;
  await requireDatasets(context, request.datasets);
  const named =
    request.datasets.length > 0 ? request.datasets : (await workspace.datasets.list()).map(({ name }) => name);
  const datasets = [...named].sort();
  if (datasets.length === 0) {
    throw new GleanerError("empty_selection", "The workspace holds no dataset.", { hint: "Import something first." });
  }
  const numbers = await workspace.samples.numbers({ datasets });
  const index = (await workspace.spaces.find(request.space)) && (await indexes.latest(request.space, datasets));
  const loaded = index ? await indexes.load(request.space, datasets) : null;
  const rows = loaded
    ? numbers
        .map(loaded.rowOf)
        .filter((row) => row >= 0)
        .sort()
    : new Int32Array(0);
  return { context, request, datasets, numbers, loaded, rows, work };
}

function indexNotes({ loaded, rows, numbers, datasets, request }: Scan): string[] {
  const names = datasets.join(",");
  if (!loaded) {
    return [
      `Without an index of ${names} in space ${request.space} there are no near-duplicates, outliers and wrong labels: gleaner index ${names}`,
    ];
  }
  const missing = numbers.length - rows.length;
  return missing > 0 ? [`${missing} samples are not in the index yet: gleaner index ${names}`] : [];
}

/** Computes a kind where it is stale; gives what its last computation said. */
async function upToDate(finder: Finder, scan: Scan): Promise<{ document: Record<string, unknown>; isNew: boolean }> {
  const { findings } = scan.context.workspace;
  const fingerprint = await finder.fingerprint(scan);
  const before = await findings.scan(finder.kind, scan.datasets);
  if (before?.fingerprint === fingerprint) return { document: before.document, isNew: false };
  const { drafts, notes, facts }: Discovery = await finder.find(scan);
  const decisions = await findings.decisions();
  const found = drafts.map((draft) => completed(draft, decisions));
  const kept = await withoutDecidedParts(finder.kind, scan, found);
  const document = { ...facts, notes };
  await findings.replace(finder.kind, { datasets: scan.datasets, fingerprint, document }, kept);
  return { document, isNew: true };
}

/** Leaves out groups that are part of a group that was accepted or ignored: taking a member away makes no new finding. */
async function withoutDecidedParts(
  kind: FindingKind,
  { context, datasets }: Scan,
  found: readonly FindingInput[],
): Promise<FindingInput[]> {
  if (kind !== "duplicate" && kind !== "leak") return [...found];
  const groups = (await context.workspace.findings.decided(kind, datasets))
    .filter(({ state }) => state === "ignored" || state === "accepted")
    .map(({ id, issue, sample, related }) => ({ id, issue, members: new Set([sample, ...related]) }));
  const bySample = new Map<number, typeof groups>();
  for (const group of groups) {
    for (const member of group.members) bySample.set(member, [...(bySample.get(member) ?? []), group]);
  }
  return found.filter(({ id, issue, sample, related }) => {
    const around = bySample.get(sample) ?? [];
    return !around.some(
      (group) => group.id !== id && group.issue === issue && related.every((member) => group.members.has(member)),
    );
  });
}
