import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { classes } from "../ui/classes.ts";
import { Field, inputClasses } from "../ui/Field.tsx";
import { formatAmount, formatCount } from "../ui/format.ts";
import { RangeSlider } from "../ui/RangeSlider.tsx";
import { budgetCount, budgetProblem, type CurationForm } from "./curation-form.ts";
import { goalFacts } from "./goals.ts";

interface BudgetFieldProps {
  form: CurationForm;
  onChange: (part: Partial<CurationForm>) => void;
  /** Samples to choose from; null while unknown. */
  pool: number | null;
}

/** How many samples: a count or a share, typed or by slider; all that are found, where the goal can tell. */
export function BudgetField({ form, onChange, pool }: BudgetFieldProps) {
  const { budget, withoutBudget } = goalFacts(form.goal);
  const count = budgetCount(form, pool);
  const problem = budgetProblem(form, pool);
  const share = form.budgetUnit === "percent" ? Number(form.budget) : pool ? (Number(form.budget) / pool) * 100 : 0;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-base font-semibold">How many</legend>
      {budget === "optional" && (
        <div className="flex items-center gap-3">
          <ChoiceGroup
            name="How many"
            value={form.budgeted ? "chosen" : "all"}
            choices={[
              { value: "all", label: "All that are found" },
              { value: "chosen", label: "A budget" },
            ]}
            onChange={(value) => onChange({ budgeted: value === "chosen" })}
          />
          {!form.budgeted && <span className="text-xs text-ink-muted">{withoutBudget}</span>}
        </div>
      )}
      {form.budgeted && (
        <Field
          label="Budget"
          error={problem}
          hint={count !== null && pool ? `${formatAmount(count, form.unit)} of ${formatCount(pool)}` : " "}
        >
          {({ id, describedBy }) => (
            <div className="flex items-center gap-3">
              <input
                id={id}
                aria-describedby={describedBy}
                aria-invalid={problem !== null}
                inputMode="decimal"
                value={form.budget}
                onChange={(event) => onChange({ budget: event.target.value })}
                className={classes(inputClasses, "tabular max-w-24")}
              />
              <ChoiceGroup
                name="Budget in"
                value={form.budgetUnit}
                choices={[
                  { value: "percent", label: "%" },
                  { value: "count", label: `${form.unit}s` },
                ]}
                onChange={(unit) => onChange({ budgetUnit: unit, budget: converted(form, unit, pool) })}
              />
              <RangeSlider
                names={["Budget, share of the pool"]}
                value={[Number.isFinite(share) ? Math.min(100, Math.max(0.1, share)) : 10]}
                min={0.1}
                max={100}
                step={0.1}
                format={(value) => `${value.toFixed(1)} percent`}
                onChange={([value]) => onChange({ budget: ofShare(form, value, pool) })}
                className="min-w-32 grow"
              />
            </div>
          )}
        </Field>
      )}
    </fieldset>
  );
}

function ofShare({ budgetUnit }: CurationForm, percent: number, pool: number | null): string {
  if (budgetUnit === "percent") return String(percent);
  return String(Math.max(1, Math.round((percent / 100) * (pool ?? 0))));
}

function converted(form: CurationForm, unit: CurationForm["budgetUnit"], pool: number | null): string {
  const value = Number(form.budget);
  if (unit === form.budgetUnit || !pool || !Number.isFinite(value)) return form.budget;
  return unit === "count"
    ? String(Math.max(1, Math.round((value / 100) * pool)))
    : String(Number(((value / pool) * 100).toPrecision(3)));
}
