import type { Finding, FindingAction, FindingKind, FindingState } from "@gleaner/schema";
import { wordsOf } from "../ui/format.ts";
import type { IconName } from "../ui/Icon.tsx";

interface KindWords {
  value: FindingKind;
  name: string;
  /** What such a finding says, for someone who has never seen one. */
  explanation: string;
}

/** The kinds of findings in the order of their tabs. */
export const kinds: readonly KindWords[] = [
  {
    value: "mislabel",
    name: "Labels",
    explanation: "Labels that the neighbours and a model trained on the others doubt.",
  },
  { value: "box", name: "Boxes", explanation: "Objects that are missing, doubled, misplaced or of the wrong class." },
  {
    value: "duplicate",
    name: "Duplicates",
    explanation: "Groups of equal or nearly equal pictures; the best one is kept.",
  },
  { value: "leak", name: "Leaks", explanation: "Pictures of a test set that are in the training set too, or nearly." },
  { value: "image", name: "Images", explanation: "Blurry, dark, blank, odd or broken pictures." },
  {
    value: "outlier",
    name: "Outliers",
    explanation: "Pictures unlike all others: rare cases, or ones that do not belong.",
  },
];

/** The words of a kind. */
export function kindWords(kind: FindingKind): KindWords {
  return kinds.find(({ value }) => value === kind) ?? kinds[0];
}

interface ActionWords {
  key: string;
  icon: IconName;
  /** What it was called once it is done. */
  done: string;
}

/** The key of each action and its look. */
export const actionWords: Record<FindingAction, ActionWords> = {
  relabel: { key: "r", icon: "label", done: "Relabelled" },
  accept: { key: "a", icon: "check", done: "Accepted" },
  ignore: { key: "i", icon: "eye", done: "Ignored" },
  delete: { key: "x", icon: "trash", done: "Deleted" },
  merge: { key: "m", icon: "compare", done: "Merged" },
  reopen: { key: "o", icon: "undo", done: "Reopened" },
};

/** What an action does to a finding, on its button. */
export function actionName(finding: Finding, action: FindingAction): string {
  switch (action) {
    case "relabel":
      return finding.suggested === null ? "Relabel" : `Relabel ${finding.suggested}`;
    case "accept":
      return finding.kind === "mislabel" ? "Label is right" : "Fine as it is";
    case "ignore":
      return "Never show";
    case "delete":
      return finding.object === null ? "Delete sample" : "Delete object";
    case "merge":
      return mergeName(finding);
    case "reopen":
      return "Open again";
  }
}

function mergeName({ kind, object, suggested }: Finding): string {
  if (kind === "leak") return `Move to ${suggested ?? "one split"}`;
  if (kind === "box") return object === null ? `Draw ${suggested ?? "it"}` : "Take the suggested place";
  return "Keep one, delete the others";
}

/** The actions of a finding, most likely first; of a decided one, to open it again. */
export function actionsOf(finding: Finding): FindingAction[] {
  if (finding.state !== "open") return ["reopen"];
  return finding.actions.filter((action) => action !== "relabel" || finding.suggested !== null);
}

/** Whether a class can be chosen for a finding. */
export function takesClass({ state, actions }: Finding): boolean {
  return state === "open" && actions.includes("relabel");
}

export const stateWords: Record<FindingState, string> = {
  open: "To decide",
  fixed: "Fixed",
  accepted: "Fine as it is",
  ignored: "Never shown",
};

/** An issue in words: `near_duplicate` -> "Near duplicate". */
export function issueName(issue: string): string {
  return wordsOf(issue);
}
