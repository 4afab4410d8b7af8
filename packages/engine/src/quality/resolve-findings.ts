import { boxSchema, type FindingAction, GleanerError, stateAfter } from "@gleaner/schema";
import type { Resolution, SampleLabels, StoredFinding, Workspace } from "@gleaner/store";
import type { UseCase } from "../context.ts";

type Changes = Omit<Resolution, "summary" | "states">;

/**
 * Carries out one action on findings, in one event that undo takes back. `relabel` gives a class, or each finding's suggestion; `delete`
 * deletes the sample or object that a finding is about; `merge` keeps the sample of a group of duplicates and deletes the others, brings a
 * group that leaks into one split, gives a box the place that was found for it, or draws an object that is missing.
 * @throws GleanerError `finding_not_found`, `bad_request` for an action that a finding does not offer
 */
export const resolveFindings: UseCase<"resolveFindings"> = async ({ workspace, renewal, actor }, request) => {
  const { action, class: className } = request;
  const findings = await workspace.findings.get([...new Set(request.ids)]);
  const changes = await changesOf(workspace, findings, action, className);
  const states = findings.map(({ id }) => ({ id, state: stateAfter[action] }));
  const summary = `${verbs[action]} ${findings.length.toLocaleString("en-US")} finding${findings.length === 1 ? "" : "s"}.`;
  const outcome = await workspace.findings.resolve({ summary, states, ...changes }, { actor });
  renewal.changed((changes.objects ?? []).map(({ number }) => number));
  const drawnIn = await workspace.objects.ofSamples((changes.drawn ?? []).map(({ sample }) => sample));
  renewal.changed([...drawnIn.values()].flat().map(({ number }) => number));
  return { action, ...outcome };
};

const verbs: Record<FindingAction, string> = {
  relabel: "Relabelled by",
  delete: "Deleted by",
  merge: "Merged by",
  accept: "Accepted",
  ignore: "Ignored",
  reopen: "Reopened",
};

async function changesOf(
  workspace: Workspace,
  findings: readonly StoredFinding[],
  action: FindingAction,
  className: string | undefined,
): Promise<Changes> {
  const ofSamples = findings.filter(({ object }) => object === null);
  const ofObjects = findings.flatMap((finding) =>
    finding.object === null ? [] : [{ ...finding, object: finding.object }],
  );
  switch (action) {
    case "relabel":
      return {
        labels: await relabeling(workspace, ofSamples, className),
        objects: ofObjects.map((finding) => ({
          number: finding.object,
          change: { class: wantedClass(finding, className) },
        })),
      };
    case "delete":
      return {
        deletions: ofSamples.map(({ sample }) => sample),
        objects: ofObjects.map(({ object }) => ({ number: object, change: null })),
      };
    case "merge":
      return {
        ...(await merging(workspace, findings)),
        objects: ofObjects.flatMap(movedBox),
        drawn: ofSamples.flatMap(drawnBox),
      };
    default:
      return {};
  }
}

async function relabeling(
  workspace: Workspace,
  findings: readonly StoredFinding[],
  className: string | undefined,
): Promise<SampleLabels[]> {
  const entries = findings.flatMap((finding) => {
    const to = wantedClass(finding, className);
    const members = finding.issue === "label_conflict" ? [finding.sample, ...finding.related] : [finding.sample];
    return members.map((number) => ({ number, from: finding.label, to }));
  });
  const current = await labelsOf(workspace, [...new Set(entries.map(({ number }) => number))]);
  return entries.map(({ number, from, to }) => {
    const labels = current.get(number) ?? [];
    // A class that is missing comes to the others.
    const others = labels.length > 1 || from === null ? labels.filter((name) => name !== from && name !== to) : [];
    return { number, labels: [to, ...others].map((name) => ({ class: name })) };
  });
}

/** @throws GleanerError `bad_request` where neither the request nor the finding names a class */
function wantedClass(finding: StoredFinding, className: string | undefined): string {
  const to = className ?? finding.suggested;
  if (to !== null) return to;
  throw new GleanerError("bad_request", `The finding ${finding.id} suggests no class.`, { hint: "Give a class." });
}

/** A label takes over the place that was predicted. */
function movedBox({ object, box }: StoredFinding & { object: number }) {
  const place = boxSchema.safeParse(box);
  return place.success ? [{ number: object, change: { box: place.data } }] : [];
}

/** An object that nobody labelled gets the box that was found for it. */
function drawnBox({ sample, suggested, box }: StoredFinding) {
  const place = boxSchema.safeParse(box);
  const object = { class: suggested, polygons: null, attributes: {} };
  return place.success ? [{ sample, object: { ...object, box: place.data } }] : [];
}

async function labelsOf(workspace: Workspace, numbers: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await workspace.samples.rows(numbers);
  return new Map(rows.map(({ number, labels }) => [number, labels]));
}

async function merging(workspace: Workspace, findings: readonly StoredFinding[]): Promise<Changes> {
  const unfit = findings.find(({ actions }) => !actions.includes("merge"));
  if (unfit) {
    throw new GleanerError("bad_request", `There is nothing to merge in a finding ${unfit.issue} (${unfit.id}).`, {
      hint: `It offers ${unfit.actions.join(", ")}.`,
    });
  }
  const groups = findings.filter(({ kind }) => kind === "duplicate");
  const leaks = findings.filter(({ kind }) => kind === "leak");
  const splits = leaks.flatMap(({ sample, related, suggested }) =>
    suggested === null ? [] : [sample, ...related].map((number) => ({ number, split: suggested })),
  );
  return { splits, ...(await keepingOne(workspace, groups)) };
}

/** Deletes all but the sample to keep, which takes over the tags, and the label where it has none. */
async function keepingOne(workspace: Workspace, groups: readonly StoredFinding[]): Promise<Changes> {
  const kept = new Set(groups.map(({ sample }) => sample));
  const deletions = [...new Set(groups.flatMap(({ related }) => related))].filter((number) => !kept.has(number));
  const rows = await workspace.samples.rows([...kept, ...deletions]);
  const rowOf = new Map(rows.map((row) => [row.number, row]));
  const labels: SampleLabels[] = [];
  const tags: { number: number; tag: string }[] = [];
  for (const { sample, related } of groups) {
    const own = rowOf.get(sample);
    if (!own) continue;
    const members = related.flatMap((number) => rowOf.get(number) ?? []);
    for (const tag of new Set(members.flatMap((member) => member.tags))) tags.push({ number: sample, tag });
    const labeled = members.find((member) => member.labels.length > 0);
    if (own.labels.length === 0 && labeled) {
      labels.push({ number: sample, labels: labeled.labels.map((name) => ({ class: name })) });
    }
  }
  return { deletions, labels, tags };
}
