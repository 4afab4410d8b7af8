import type { Curation, RequestOf } from "@gleaner/schema";

export type Goal = NonNullable<RequestOf<"curate">["goal"]>;

/** What a goal is for and which questions it asks. */
export interface GoalFacts {
  value: Goal;
  name: string;
  /** The question that it answers, in a few words. */
  question: string;
  /** What it does, for someone who has never heard of it. */
  explanation: string;
  /** Which samples it chooses among unless told otherwise: the unlabelled ones if there are any, the labelled ones, or all. */
  among: "unlabeled" | "labeled" | "all";
  /** Whether it asks how many: always, only if wished (else all that are found), or never. */
  budget: "asked" | "optional" | "none";
  /** What an unset budget means, for goals where it may be unset. */
  withoutBudget: string;
  /** What an unset share of rare cases means; null where there is none to set. */
  edgeShare: string | null;
  asks: { strategy: boolean; ratios: boolean; groups: boolean; target: boolean; constraints: boolean };
}

const asksNothing = { strategy: false, ratios: false, groups: false, target: false, constraints: false };

/** Every goal, in the order in which people meet them in a project. */
export const goals: readonly GoalFacts[] = [
  {
    value: "label",
    name: "Label next",
    question: "What should be labelled next?",
    explanation:
      "Picks a small set that stands for the whole: one sample of every group that looks alike before a second of any, and the rare cases that random draws miss. It keeps away from what your labels cover already.",
    among: "unlabeled",
    budget: "asked",
    withoutBudget: "",
    edgeShare: "Automatic: by how much of the data is rare.",
    asks: { ...asksNothing, strategy: true, constraints: true },
  },
  {
    value: "edge-cases",
    name: "Edge cases",
    question: "What is rare or strange?",
    explanation:
      "Finds groups of one or two samples that look like nothing else, the farthest from their neighbours first. Use them to harden a model, or to find errors in the data.",
    among: "unlabeled",
    budget: "optional",
    withoutBudget: "All groups of at most two.",
    edgeShare: null,
    asks: { ...asksNothing, constraints: true },
  },
  {
    value: "test",
    name: "Test set",
    question: "What should a model be judged on?",
    explanation:
      "Picks labelled samples that represent the data class by class, with some edge cases, and none that is a near-duplicate of what is trained on. If no sample is in the split train, everything else counts as training data.",
    among: "labeled",
    budget: "asked",
    withoutBudget: "",
    edgeShare: "As usual: 10 % of the test set.",
    asks: { ...asksNothing, groups: true },
  },
  {
    value: "split",
    name: "Split",
    question: "How to divide into train, validation and test?",
    explanation:
      "Divides all samples into parts that leak nothing: near-duplicates, and samples of a group that you name, stay in one part. Classes keep their shares. All parts are compared with each other to prove it.",
    among: "all",
    budget: "none",
    withoutBudget: "",
    edgeShare: null,
    asks: { ...asksNothing, ratios: true, groups: true },
  },
  {
    value: "mislabels",
    name: "Mislabels",
    question: "Which labels are wrong?",
    explanation:
      "Trains small models on the labels, asks each about samples that it has not seen, and lists the labels that they doubt most. Checking these first finds far more errors than checking at random.",
    among: "labeled",
    budget: "optional",
    withoutBudget: "All that are more likely wrong than right.",
    edgeShare: null,
    asks: asksNothing,
  },
  {
    value: "clean",
    name: "Clean",
    question: "What can be left out?",
    explanation:
      "Keeps the best one of each group of near-duplicates, and leaves out blurry, dark, blank or broken images. What is left out goes into slices of its own, with the reason; nothing is deleted.",
    among: "all",
    budget: "none",
    withoutBudget: "",
    edgeShare: null,
    asks: asksNothing,
  },
  {
    value: "balance",
    name: "Balance",
    question: "How to get the mix that I want?",
    explanation:
      "Picks samples so that classes, or the values of another field, have the shares that you wish; among equals those that represent the data best. It says what the data does not hold enough of.",
    among: "labeled",
    budget: "asked",
    withoutBudget: "",
    edgeShare: null,
    asks: { ...asksNothing, target: true, constraints: true },
  },
];

/** Goals whose slices are no selection of the pool, so that coverage of clusters says nothing of how well they did. */
const goalsWithoutCoverage: readonly string[] = ["split", "clean", "mislabels"];

/** The clusters that a run covers, where that tells how good it is. */
export function coverageOf(run: Pick<Curation, "goal" | "coverage">): Curation["coverage"] {
  const { coverage } = run;
  return coverage === null || coverage.total === 0 || goalsWithoutCoverage.includes(run.goal) ? null : coverage;
}

/** Goal, strategy where there was a choice, and seed of a run, in words. */
export function methodOf({ goal, strategy, seed }: Pick<Curation, "goal" | "strategy" | "seed">): string {
  return `${goalFacts(goal).name}${strategy === goal ? "" : `, ${strategy}`}, seed ${seed}`;
}

export function goalFacts(goal: string): GoalFacts {
  return goals.find(({ value }) => value === goal) ?? goals[0];
}
