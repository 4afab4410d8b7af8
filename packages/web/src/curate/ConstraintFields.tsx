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

const opening = { "at-least": "At least", "at-most": "At most", prefer: "Prefer" };

/** What the picks must hold at least or may hold at most, and what counts more. */
export function ConstraintFields({ form, onChange, fields }: ConstraintFieldsProps) {
  const constraints = form.constraints.filter(({ kind }) => kind !== "prefer" || form.goal === "label");
  const key = Math.max(0, ...form.constraints.map((one) => one.key)) + 1;
  const add = (added: Constraint) => onChange({ constraints: [...form.constraints, added] });
  const replace = (next: Constraint) =>
    onChange({ constraints: form.constraints.map((one) => (one.key === next.key ? next : one)) });
  return (
    <fieldset>
      <legend className="mb-1 text-base font-semibold">Constraints and preferences (optional)</legend>
      <ul className="flex flex-col gap-2">
        {constraints.map((constraint, at) => {
          const problem = constraintProblem(constraint);
          return (
            <li key={constraint.key}>
              <div className="flex items-center gap-2">
                <span className="w-16 shrink-0 text-ink-muted">{opening[constraint.kind]}</span>
                <input
                  aria-label={`Count of constraint ${at + 1}`}
                  inputMode="decimal"
                  value={constraint.count}
                  onChange={(event) => replace({ ...constraint, count: event.target.value })}
                  className={classes(inputClasses, "tabular max-w-20")}
                />
                {constraint.kind !== "at-most" ? (
                  <>
                    <span className="shrink-0 text-ink-muted">{constraint.kind === "prefer" ? "times" : "of"}</span>
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
                  onClick={() => onChange({ constraints: form.constraints.filter((one) => one !== constraint) })}
                />
              </div>
              {problem && <p className="mt-1 pl-18 text-xs text-danger">{problem}</p>}
            </li>
          );
        })}
      </ul>
      <div className="mt-1 -ml-2 flex gap-1">
        <Button tone="quiet" icon="plus" onClick={() => add({ key, kind: "at-least", count: "10", where: "" })}>
          At least so many of
        </Button>
        <Button
          tone="quiet"
          icon="plus"
          onClick={() => add({ key, kind: "at-most", count: "3", field: fields[0] ?? "" })}
        >
          At most so many with the same
        </Button>
        {form.goal === "label" && (
          <Button tone="quiet" icon="plus" onClick={() => add({ key, kind: "prefer", count: "3", where: "" })}>
            Prefer
          </Button>
        )}
      </div>
    </fieldset>
  );
}
