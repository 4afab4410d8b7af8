import { Button, IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Field, inputClasses } from "../ui/Field.tsx";
import { formatCount } from "../ui/format.ts";
import { type CurationForm, partsProblem, type SplitPart } from "./curation-form.ts";

interface SplitFieldsProps {
  form: CurationForm;
  onChange: (part: Partial<CurationForm>) => void;
  pool: number | null;
}

const shades = ["bg-accent", "bg-wheat", "bg-good", "bg-danger", "bg-line-strong"];

/** The parts of a split with their shares. */
export function SplitFields({ form, onChange, pool }: SplitFieldsProps) {
  const { parts } = form;
  const change = (at: number, part: Partial<SplitPart>) =>
    onChange({ parts: parts.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <fieldset>
      <legend className="mb-2 text-base font-semibold">Parts</legend>
      <div aria-hidden="true" className="mb-3 flex h-2 gap-0.5 overflow-hidden rounded-full bg-sunken">
        {parts.map(({ percent }, at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other lasting name
            key={at}
            className={shades[at % shades.length]}
            style={{ width: `${Math.max(0, Number(percent) || 0)}%` }}
          />
        ))}
      </div>
      <Field group label="Name and share" error={partsProblem(parts)}>
        {() => (
          <ul className="flex flex-col gap-1.5">
            {parts.map(({ name, percent }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other lasting name
              <li key={at} className="flex items-center gap-2">
                <span aria-hidden="true" className={classes("size-2.5 rounded-full", shades[at % shades.length])} />
                <input
                  aria-label={`Name of part ${at + 1}`}
                  value={name}
                  maxLength={100}
                  onChange={(event) => change(at, { name: event.target.value })}
                  className={classes(inputClasses, "max-w-48")}
                />
                <input
                  aria-label={`Share of part ${at + 1}, percent`}
                  inputMode="decimal"
                  value={percent}
                  onChange={(event) => change(at, { percent: event.target.value })}
                  className={classes(inputClasses, "tabular max-w-20 text-right")}
                />
                <span className="text-ink-muted">%</span>
                <span className="tabular w-28 text-right text-xs text-ink-muted">
                  {pool !== null &&
                    Number(percent) >= 0 &&
                    `about ${formatCount(Math.round((Number(percent) / 100) * pool))}`}
                </span>
                <IconButton
                  icon="close"
                  name={`Remove part ${at + 1}`}
                  disabled={parts.length <= 2}
                  onClick={() => onChange({ parts: parts.filter((_, index) => index !== at) })}
                />
              </li>
            ))}
          </ul>
        )}
      </Field>
      <Button
        tone="quiet"
        icon="plus"
        className="mt-1 -ml-2"
        onClick={() => onChange({ parts: [...parts, { name: "", percent: "0" }] })}
      >
        Another part
      </Button>
    </fieldset>
  );
}
