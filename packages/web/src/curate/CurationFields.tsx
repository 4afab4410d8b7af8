import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { classes } from "../ui/classes.ts";
import { Field, inputClasses, TextField } from "../ui/Field.tsx";
import { formatAmount, formatCount } from "../ui/format.ts";
import { RangeSlider } from "../ui/RangeSlider.tsx";
import { SelectMenu } from "../ui/SelectMenu.tsx";
import { budgetCount, budgetProblem, type CurationForm, pools, seedProblem, strategies } from "./curation-form.ts";
import type { PoolSize } from "./NewCurationScreen.tsx";

interface CurationFieldsProps {
  form: CurationForm;
  onChange: (form: CurationForm) => void;
  datasets: string[];
  slices: string[];
  pool: PoolSize;
  whereProblem: string | null;
}

/** The questions of a curation, from what to choose to how. */
export function CurationFields({ form, onChange, datasets, slices, pool, whereProblem }: CurationFieldsProps) {
  const change = (part: Partial<CurationForm>) => onChange({ ...form, ...part });
  const count = budgetCount(form, pool.size);
  const problem = budgetProblem(form, pool.size);
  const share =
    form.budgetUnit === "percent" ? Number(form.budget) : pool.size ? (Number(form.budget) / pool.size) * 100 : 0;
  return (
    <div className="flex flex-col gap-7">
      <fieldset className="flex flex-col gap-3.5">
        <legend className="mb-2 text-base font-semibold">From</legend>
        <div>
          <p className="mb-1 text-xs font-medium" id="curation-datasets">
            Datasets
          </p>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot lie inside the row that its legend heads */}
          <div role="group" aria-labelledby="curation-datasets" className="flex flex-wrap gap-1.5">
            {datasets.map((name) => (
              <DatasetToggle
                key={name}
                name={name}
                chosen={form.datasets.includes(name)}
                onToggle={() =>
                  change({
                    datasets: form.datasets.includes(name)
                      ? form.datasets.filter((one) => one !== name)
                      : [...form.datasets, name],
                  })
                }
              />
            ))}
            {datasets.length === 0 && <span className="text-ink-muted">Import a dataset first.</span>}
          </div>
          <p className="mt-1 text-xs text-ink-muted">
            {form.datasets.length === 0 && datasets.length > 0 && "None chosen means all."}
          </p>
        </div>
        <div className="grid gap-3.5 sm:grid-cols-2">
          <TextField
            label="Filter (optional)"
            value={form.where}
            onChange={(where) => change({ where })}
            placeholder="width >= 640"
            className="font-mono text-[12.5px]"
            error={whereProblem}
          />
          <Field label="Within a slice (optional)">
            {({ id }) => (
              <SelectMenu
                id={id}
                name="Within a slice"
                value={form.slice ?? ""}
                options={[{ value: "", label: "All samples" }, ...slices.map((name) => ({ value: name, label: name }))]}
                onChange={(slice) => change({ slice: slice || null })}
                className="w-full"
              />
            )}
          </Field>
        </div>
        <Field group label="Choose among" hint={poolHint(form, pool)}>
          {() => (
            <ChoiceGroup
              name="Choose among"
              value={form.pool}
              choices={pools}
              onChange={(value) => change({ pool: value })}
            />
          )}
        </Field>
      </fieldset>
      <fieldset className="flex flex-col gap-3.5">
        <legend className="mb-2 text-base font-semibold">How many</legend>
        <Field
          label="Budget"
          error={problem}
          hint={count !== null && pool.size ? `${formatAmount(count, "sample")} of ${formatCount(pool.size)}` : " "}
        >
          {({ id, describedBy }) => (
            <div className="flex items-center gap-3">
              <input
                id={id}
                aria-describedby={describedBy}
                aria-invalid={problem !== null}
                inputMode="decimal"
                value={form.budget}
                onChange={(event) => change({ budget: event.target.value })}
                className={classes(inputClasses, "tabular max-w-24")}
              />
              <ChoiceGroup
                name="Budget in"
                value={form.budgetUnit}
                choices={[
                  { value: "percent", label: "%" },
                  { value: "count", label: "samples" },
                ]}
                onChange={(unit) => change({ budgetUnit: unit, budget: converted(form, unit, pool.size) })}
              />
              <RangeSlider
                names={["Budget, share of the pool"]}
                value={[Number.isFinite(share) ? Math.min(100, Math.max(0.1, share)) : 10]}
                min={0.1}
                max={100}
                step={0.1}
                format={(value) => `${value.toFixed(1)} percent`}
                onChange={([value]) =>
                  change({
                    budget:
                      form.budgetUnit === "percent"
                        ? String(value)
                        : String(Math.max(1, Math.round((value / 100) * (pool.size ?? 0)))),
                  })
                }
                className="min-w-32 grow"
              />
            </div>
          )}
        </Field>
      </fieldset>
      <fieldset className="flex flex-col gap-3.5">
        <legend className="mb-2 text-base font-semibold">How</legend>
        <div className="grid gap-3.5 sm:grid-cols-[1fr_7rem_1fr]">
          <Field label="Strategy" hint={strategies.find(({ value }) => value === form.strategy)?.hint}>
            {({ id }) => (
              <SelectMenu
                id={id}
                name="Strategy"
                value={form.strategy}
                options={strategies}
                onChange={(strategy) => change({ strategy })}
                className="w-full"
              />
            )}
          </Field>
          <TextField
            label="Seed"
            value={form.seed}
            onChange={(seed) => change({ seed })}
            error={seedProblem(form)}
            inputMode="numeric"
          />
          <TextField
            label="Name of the slice (optional)"
            value={form.into}
            onChange={(into) => change({ into })}
            placeholder="label-1"
            maxLength={200}
          />
        </div>
        <EdgeShare percent={form.edgePercent} onChange={(edgePercent) => change({ edgePercent })} />
      </fieldset>
    </div>
  );
}

function DatasetToggle({ name, chosen, onToggle }: { name: string; chosen: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onToggle}
      className={classes(
        "max-w-64 truncate rounded-full border px-3 py-1 text-sm",
        chosen
          ? "border-accent bg-accent-soft text-ink"
          : "border-line bg-raised text-ink-muted hover:border-line-strong hover:text-ink",
      )}
    >
      {name}
    </button>
  );
}

function poolHint(form: CurationForm, { total, unlabeled }: PoolSize): string {
  if (total === null || unlabeled === null) return " ";
  const counts = `${formatCount(unlabeled)} of ${formatCount(total)} have no label`;
  if (form.pool !== "auto") return `${counts}.`;
  return unlabeled > 0 ? `${counts}: the choice is among those.` : "All have labels: the choice is among all.";
}

function converted(form: CurationForm, unit: CurationForm["budgetUnit"], pool: number | null): string {
  const value = Number(form.budget);
  if (unit === form.budgetUnit || !pool || !Number.isFinite(value)) return form.budget;
  return unit === "count"
    ? String(Math.max(1, Math.round((value / 100) * pool)))
    : String(Number(((value / pool) * 100).toPrecision(3)));
}

/** How much of the budget goes to rare samples: by rule, or as chosen. */
function EdgeShare({ percent, onChange }: { percent: number | null; onChange: (percent: number | null) => void }) {
  return (
    <Field
      group
      label="Share for rare cases"
      hint={
        percent === null
          ? "Automatic: by how much of the data is rare."
          : `${percent} % of the budget goes to samples far from all others.`
      }
    >
      {() => (
        <div className="flex items-center gap-3">
          <ChoiceGroup
            name="Share for rare cases"
            value={percent === null ? "auto" : "chosen"}
            choices={[
              { value: "auto", label: "Automatic" },
              { value: "chosen", label: "Choose" },
            ]}
            onChange={(value) => onChange(value === "auto" ? null : 20)}
          />
          {percent !== null && (
            <RangeSlider
              names={["Share for rare cases"]}
              value={[percent]}
              min={0}
              max={100}
              step={1}
              format={(value) => `${value} percent`}
              onChange={([value]) => onChange(value)}
              className="min-w-32 grow"
            />
          )}
        </div>
      )}
    </Field>
  );
}
