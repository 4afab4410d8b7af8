import type { Probe } from "@gleaner/kernel";
import type { Workspace } from "@gleaner/store";
import { artifactKey } from "../../../indexes/index-artifacts.ts";
import { areFew, changesBetween, type Stamped, stampOf } from "../../few-changes.ts";
import type { LabeledBoxes } from "./labeled-boxes.ts";

const version = 1;
const kind = "probes";

/** A probe for each part of the images; null where it could not be fitted. */
export type FoldProbes = readonly (Probe | null)[];

/** Probes that were fitted to boxes, kept while few of these change. */
export interface KeptProbes {
  /** The probes that answer a question: as they were fitted the last time, else fitted now. */
  of(question: string, fit: () => Promise<FoldProbes>): Promise<FoldProbes>;
  /** Keeps what was fitted for the next time. */
  keep(): Promise<void>;
}

/**
 * The probes kept for some datasets, as long as no more than 1 % of the boxes (or 50) have changed, come or gone since they were fitted and
 * the classes are the same.
 */
export async function openKeptProbes(
  workspace: Workspace,
  scope: readonly unknown[],
  { numbers, codes, boxes, classes }: LabeledBoxes,
): Promise<KeptProbes> {
  const key = artifactKey({ version, scope });
  const stamps = numbers.map((_, at) => stampOf(`${codes[at]} ${boxes[at].join(" ")}`));
  const stored = await workspace.artifacts.get(kind, key);
  const before = stored && isCurrent(stored, { numbers, stamps }, classes) ? stored : null;
  const fitted = new Map<string, FoldProbes>();
  return {
    async of(question, fit) {
      const known = before && probesIn(before, question);
      if (known) return known;
      const probes = await fit();
      fitted.set(question, probes);
      return probes;
    },
    async keep() {
      if (fitted.size === 0) return;
      const arrays: Record<string, Float32Array | Int32Array> = { numbers, stamps };
      const questions: Record<string, Shape[]> = {};
      for (const [question, probes] of fitted) {
        questions[question] = probes.map((probe) => probe && { classes: probe.classes, dimension: probe.dimension });
        probes.forEach((probe, fold) => {
          if (!probe) return;
          arrays[`${question}-${fold}-weights`] = probe.weights;
          arrays[`${question}-${fold}-bias`] = probe.bias;
        });
      }
      await workspace.artifacts.put(kind, key, { arrays, json: { classes, questions } });
    },
  };
}

type Stored = NonNullable<Awaited<ReturnType<Workspace["artifacts"]["get"]>>>;
type Shape = Pick<Probe, "classes" | "dimension"> | null;
interface ProbesJson {
  classes: string[];
  questions: Record<string, Shape[]>;
}

function isCurrent({ arrays, json }: Stored, now: Stamped, classes: readonly string[]): boolean {
  const { numbers, stamps } = arrays;
  if (!(numbers instanceof Int32Array && stamps instanceof Int32Array)) return false;
  if ((json as ProbesJson).classes.join("\0") !== classes.join("\0")) return false;
  return areFew(changesBetween({ numbers, stamps }, now), now.numbers.length);
}

function probesIn({ arrays, json }: Stored, question: string): FoldProbes | null {
  const shapes = (json as ProbesJson).questions[question];
  if (!shapes) return null;
  const probes: (Probe | null)[] = [];
  for (const [fold, shape] of shapes.entries()) {
    const [weights, bias] = [arrays[`${question}-${fold}-weights`], arrays[`${question}-${fold}-bias`]];
    if (shape === null) probes.push(null);
    else if (weights instanceof Float32Array && bias instanceof Float32Array) {
      probes.push({ kind: "logistic", ...shape, weights, bias });
    } else return null;
  }
  return probes;
}
