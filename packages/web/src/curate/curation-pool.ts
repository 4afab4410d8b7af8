import { parseFilter, printFilter, type ViewInput } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { narrowed } from "../explore/view-of.ts";
import { type CurationForm, whereProblem } from "./curation-form.ts";
import { goalFacts } from "./goals.ts";

/** What a form's input holds. Counts are null while unknown. */
export interface CurationPool {
  view: ViewInput;
  /** Samples that the choice is made from. */
  size: number | null;
  total: number | null;
  unlabeled: number | null;
  /** Fields with values that samples can be grouped or balanced by. */
  fields: string[];
}

/** Counts what a form's input holds and how much of it its goal chooses among. */
export function useCurationPool(form: CurationForm): CurationPool {
  const enabled = whereProblem(form.where, form.unit) === null;
  const view: ViewInput = {
    unit: form.unit,
    datasets: form.datasets,
    where: enabled ? printFilter(parseFilter(form.where, { unit: form.unit })) : "",
    slice: form.slice ?? undefined,
  };
  const unlabeledView = narrowed(view, { kind: "null", operand: { kind: "field", name: "label" } });
  const all = useOperation("facets", { view }, { enabled, keepPrevious: true });
  const bare = useOperation(
    "facets",
    { view: unlabeledView, fields: ["label"], limit: 1 },
    { enabled, keepPrevious: true },
  );
  const total = all.data?.total ?? null;
  const unlabeled = bare.data?.total ?? null;
  const found = all.data?.facets.flatMap(({ kind, field }) => (kind === "values" ? [field] : [])) ?? [];
  const fields = [...new Set([...found, "cluster"])].filter(
    (field) => !["dataset", "tags", "duplicate"].includes(field),
  );
  return { view, size: sizeOf(form, total, unlabeled), total, unlabeled, fields };
}

function sizeOf(form: CurationForm, total: number | null, unlabeled: number | null): number | null {
  if (total === null || unlabeled === null || form.pool === "all") return total;
  const { among } = goalFacts(form.goal);
  const byOtherField = form.goal === "balance" && form.target.field !== "label";
  if (form.pool === "unlabeled" || (among === "unlabeled" && unlabeled > 0)) return unlabeled;
  return among === "labeled" && !byOtherField ? total - unlabeled : total;
}
