import type { ViewInput } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { fieldLabel } from "../explore/field-names.ts";
import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { classes } from "../ui/classes.ts";
import { Field, inputClasses } from "../ui/Field.tsx";
import { formatCount, formatShare } from "../ui/format.ts";
import { SelectMenu } from "../ui/SelectMenu.tsx";
import { type CurationForm, type TargetChoice, targetProblem } from "./curation-form.ts";

interface TargetFieldsProps {
  form: CurationForm;
  onChange: (part: Partial<CurationForm>) => void;
  /** Fields with values to balance. */
  fields: string[];
  view: ViewInput;
}

/** Values that the table of shares shows at most. */
const valueLimit = 60;

/** The mix to aim at: a field, and as many of each value or shares by value beside those that the data has now. */
export function TargetFields({ form, onChange, fields, view }: TargetFieldsProps) {
  const { target } = form;
  const { data } = useOperation("facets", { view, fields: [target.field], limit: valueLimit }, { keepPrevious: true });
  const facet = data?.facets[0];
  const values = facet?.kind === "values" ? facet.values.filter(({ value }) => value !== null) : [];
  const total = values.reduce((sum, { count }) => sum + count, 0);
  const change = (part: Partial<TargetChoice>) => onChange({ target: { ...target, ...part } });
  const wished = Object.values(target.shares).reduce((sum, share) => sum + (Number(share) || 0), 0);
  const options = [...new Set([target.field, ...fields])];
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-base font-semibold">Wished mix</legend>
      <div className="flex flex-wrap items-center gap-3">
        <SelectMenu
          name="Field to balance"
          prefix="By"
          value={target.field}
          options={options.map((field) => ({ value: field, label: fieldLabel(field) }))}
          onChange={(field) => change({ field, shares: {} })}
        />
        <ChoiceGroup
          name="Kind of mix"
          value={target.kind}
          choices={[
            { value: "uniform", label: "As many of each" },
            { value: "shares", label: "Shares" },
          ]}
          onChange={(kind) => {
            const current = values.map(
              ({ value, count }) => [value ?? "", ((count / total) * 100).toFixed(1)] as const,
            );
            const fresh = kind === "shares" && Object.keys(target.shares).length === 0;
            change(fresh ? { kind, shares: Object.fromEntries(current) } : { kind });
          }}
        />
      </div>
      {target.kind === "shares" && (
        <Field
          group
          label={`Share of each ${fieldLabel(target.field).toLowerCase()}`}
          error={targetProblem(target)}
          hint={`They sum to ${formatShare(wished / 100)}; what counts is how they relate to each other.`}
        >
          {() => (
            <ul className="scroll-quiet max-h-80 rounded-lg border border-line bg-raised">
              {values.map(({ value, count }) => (
                <li key={value} className="flex items-center gap-3 border-b border-line px-3 py-1 last:border-0">
                  <span className="min-w-0 grow truncate">{value}</span>
                  <span className="tabular text-xs text-ink-muted">
                    {formatCount(count)}, {formatShare(count / total)} now
                  </span>
                  <input
                    aria-label={`Share of ${value}, percent`}
                    inputMode="decimal"
                    value={target.shares[value ?? ""] ?? ""}
                    placeholder="0"
                    onChange={(event) => change({ shares: { ...target.shares, [value ?? ""]: event.target.value } })}
                    className={classes(inputClasses, "tabular max-w-20 text-right")}
                  />
                  <span className="text-ink-muted">%</span>
                </li>
              ))}
            </ul>
          )}
        </Field>
      )}
    </fieldset>
  );
}
