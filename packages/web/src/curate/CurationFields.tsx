import type { Unit } from "@gleaner/schema";
import { fieldLabel } from "../explore/field-names.ts";
import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { classes } from "../ui/classes.ts";
import { Field, TextField } from "../ui/Field.tsx";
import { formatAmount, formatCount, sentence } from "../ui/format.ts";
import { SelectMenu } from "../ui/SelectMenu.tsx";
import { ToggleChips } from "../ui/ToggleChip.tsx";
import { BudgetField } from "./BudgetField.tsx";
import { ConstraintFields } from "./ConstraintFields.tsx";
import { type CurationForm, pools, seedProblem, strategies, whereProblem, withGoal } from "./curation-form.ts";
import type { CurationPool } from "./curation-pool.ts";
import { EdgeShare } from "./EdgeShare.tsx";
import { GoalChoice } from "./GoalChoice.tsx";
import { goalFacts } from "./goals.ts";
import { SplitFields } from "./SplitFields.tsx";
import { TargetFields } from "./TargetFields.tsx";

interface CurationFieldsProps {
  form: CurationForm;
  onChange: (form: CurationForm) => void;
  datasets: string[];
  /** Whether there are objects to choose from. */
  hasObjects: boolean;
  /** Names of the slices of the form's unit. */
  slices: string[];
  pool: CurationPool;
}

const units: { value: Unit; label: string }[] = [
  { value: "sample", label: "Samples" },
  { value: "object", label: "Objects" },
];

const named = (fields: string[]) => fields.map((field) => ({ value: field, label: fieldLabel(field) }));

/** The questions of a curation, from what for to how; those of the chosen goal alone. */
export function CurationFields({ form, onChange, datasets, hasObjects, slices, pool }: CurationFieldsProps) {
  const change = (part: Partial<CurationForm>) => onChange({ ...form, ...part });
  const { asks, budget, edgeShare, among } = goalFacts(form.goal);
  return (
    <div className="flex flex-col gap-7">
      <GoalChoice goal={form.goal} onChange={(goal) => onChange(withGoal(form, goal))} />
      <fieldset className="flex flex-col gap-3.5">
        <legend className="mb-2 text-base font-semibold">From</legend>
        {hasObjects && (
          <Field group label="Choose">
            {() => (
              <ChoiceGroup
                name="Choose"
                value={form.unit}
                choices={units}
                onChange={(unit) => change({ unit, slice: null, where: "", groups: [], stratify: [], constraints: [] })}
              />
            )}
          </Field>
        )}
        <Field
          group
          label="Datasets"
          hint={form.datasets.length === 0 && datasets.length > 0 && "None chosen means all."}
        >
          {() => (
            <>
              <ToggleChips
                name="Datasets"
                options={datasets.map((name) => ({ value: name, label: name }))}
                chosen={form.datasets}
                onChange={(chosen) => change({ datasets: chosen })}
              />
              {datasets.length === 0 && <span className="text-ink-muted">Import a dataset first.</span>}
            </>
          )}
        </Field>
        <div className="grid gap-3.5 sm:grid-cols-2">
          <TextField
            label="Filter (optional)"
            value={form.where}
            onChange={(where) => change({ where })}
            placeholder="width >= 640"
            className="font-mono text-[12.5px]"
            error={whereProblem(form.where, form.unit)}
          />
          <Field label="Within a slice (optional)">
            {({ id }) => (
              <SelectMenu
                id={id}
                name="Within a slice"
                value={form.slice ?? ""}
                options={[
                  { value: "", label: `All ${form.unit}s` },
                  ...slices.map((name) => ({ value: name, label: name })),
                ]}
                onChange={(slice) => change({ slice: slice || null })}
                className="w-full"
              />
            )}
          </Field>
        </div>
        {among === "unlabeled" ? (
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
        ) : (
          <p className="text-xs text-ink-muted">{poolHint(form, pool)}</p>
        )}
      </fieldset>
      {asks.ratios && <SplitFields form={form} onChange={change} pool={pool.size} />}
      {asks.target && <TargetFields form={form} onChange={change} fields={pool.fields} view={pool.view} />}
      {budget !== "none" && <BudgetField form={form} onChange={change} pool={pool.size} />}
      <fieldset className="flex flex-col gap-3.5">
        <legend className="mb-2 text-base font-semibold">How</legend>
        {edgeShare !== null && (form.goal !== "label" || form.strategy === "auto") && (
          <EdgeShare
            percent={form.edgePercent}
            byRule={edgeShare}
            onChange={(edgePercent) => change({ edgePercent })}
          />
        )}
        {asks.groups && pool.fields.length > 0 && (
          <Field
            group
            label="Keep together (optional)"
            hint={`${sentence(form.unit)}s with the same value never go to different sides.`}
          >
            {() => (
              <ToggleChips
                name="Keep together"
                options={named(pool.fields.filter((field) => field !== "label"))}
                chosen={form.groups}
                onChange={(groups) => change({ groups })}
              />
            )}
          </Field>
        )}
        {asks.ratios && pool.fields.length > 0 && (
          <Field
            group
            label="Keep in proportion (optional)"
            hint="Every part gets its share of each value. Classes always do."
          >
            {() => (
              <ToggleChips
                name="Keep in proportion"
                options={named(pool.fields.filter((field) => field !== "label" && field !== "cluster"))}
                chosen={form.stratify}
                onChange={(stratify) => change({ stratify })}
              />
            )}
          </Field>
        )}
        <div
          className={classes(
            "grid items-start gap-3.5",
            asks.strategy ? "sm:grid-cols-[1fr_1fr_7rem]" : "sm:grid-cols-[1fr_7rem]",
          )}
        >
          {asks.strategy && (
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
          )}
          <TextField
            label={asks.ratios ? "Name before each part (optional)" : "Name of the slice (optional)"}
            value={form.into}
            onChange={(into) => change({ into })}
            placeholder={asks.ratios ? "round 1" : `${form.goal}-1`}
            maxLength={200}
          />
          <TextField
            label="Seed"
            value={form.seed}
            onChange={(seed) => change({ seed })}
            error={seedProblem(form)}
            inputMode="numeric"
          />
        </div>
      </fieldset>
      {asks.constraints && <ConstraintFields form={form} onChange={change} fields={pool.fields} />}
    </div>
  );
}

function poolHint(form: CurationForm, { size, total, unlabeled }: CurationPool): string {
  if (size === null || total === null || unlabeled === null || total === 0) return " ";
  const { among } = goalFacts(form.goal);
  if (among !== "unlabeled") {
    return size < total
      ? `${formatCount(size)} of ${formatCount(total)} ${form.unit}s have a label; the choice is among those.`
      : `${formatAmount(total, form.unit)}.`;
  }
  const counts = `${formatCount(unlabeled)} of ${formatCount(total)} have no label`;
  if (form.pool !== "auto") return `${counts}.`;
  return unlabeled > 0 ? `${counts}: the choice is among those.` : "All have labels: the choice is among all.";
}
