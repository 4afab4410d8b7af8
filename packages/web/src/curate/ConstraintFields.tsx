import { fieldLabel } from "../explore/field-names.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { inputClasses } from "../ui/Field.tsx";
import { SelectMenu } from "../ui/SelectMenu.tsx";
import { type Constraint, type CurationForm, constraintProblem } from "./curation-form.ts";

interface ConstraintFieldsProps {
  form: CurationForm;
  onChange: (part: Partial<CurationForm>) => void;
  fields: string[];
}

/** What the picks must hold at least or may hold at most. */
export function ConstraintFields({ form, onChange, fields }: ConstraintFieldsProps) {
  const { constraints } = form;
  const key = Math.max(0, ...constraints.map((one) => one.key)) + 1;
  const replace = (next: Constraint) =>
    onChange({ constraints: constraints.map((one) => (one.key === next.key ? next : one)) });
  return (
    <fieldset>
      <legend className="mb-1 text-base font-semibold">Constraints (optional)</legend>
      <ul className="flex flex-col gap-2">
        {constraints.map((constraint, at) => {
          const problem = constraintProblem(constraint);
          return (
            <li key={constraint.key}>
              <div className="flex items-center gap-2">
                <span className="w-16 shrink-0 text-ink-muted">
                  {constraint.kind === "at-least" ? "At least" : "At most"}
                </span>
                <input
                  aria-label={`Count of constraint ${at + 1}`}
                  inputMode="numeric"
                  value={constraint.count}
                  onChange={(event) => replace({ ...constraint, count: event.target.value })}
                  className={classes(inputClasses, "tabular max-w-20")}
                />
                {constraint.kind === "at-least" ? (
                  <>
                    <span className="text-ink-muted">of</span>
                    <input
                      aria-label={`Filter of constraint ${at + 1}`}
                      value={constraint.where}
                      spellCheck={false}
                      placeholder='label = "cat"'
                      onChange={(event) => replace({ ...constraint, where: event.target.value })}
                      className={classes(inputClasses, "font-mono text-[12.5px]")}
                    />
                  </>
                ) : (
                  <>
                    <span className="text-ink-muted">with the same</span>
                    <SelectMenu
                      name={`Field of constraint ${at + 1}`}
                      value={constraint.field}
                      options={fields.map((field) => ({ value: field, label: fieldLabel(field) }))}
                      onChange={(field) => replace({ ...constraint, field })}
                      className="min-w-36"
                    />
                  </>
                )}
                <IconButton
                  icon="close"
                  name={`Remove constraint ${at + 1}`}
                  className="ml-auto"
                  onClick={() => onChange({ constraints: constraints.filter((one) => one !== constraint) })}
                />
              </div>
              {problem && <p className="mt-1 pl-18 text-xs text-danger">{problem}</p>}
            </li>
          );
        })}
      </ul>
      <div className="mt-1 -ml-2 flex gap-1">
        <Button
          tone="quiet"
          icon="plus"
          onClick={() => onChange({ constraints: [...constraints, { key, kind: "at-least", count: "10", where: "" }] })}
        >
          At least so many of
        </Button>
        <Button
          tone="quiet"
          icon="plus"
          onClick={() =>
            onChange({ constraints: [...constraints, { key, kind: "at-most", count: "3", field: fields[0] ?? "" }] })
          }
        >
          At most so many with the same
        </Button>
      </div>
    </fieldset>
  );
}
