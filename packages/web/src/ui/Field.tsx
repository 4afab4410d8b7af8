import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

/** The look of a one-line input. */
export const inputClasses =
  "h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2.5 text-sm text-ink hover:border-line-strong disabled:opacity-50";

interface FieldProps {
  label: string;
  /** Below the control: what it means, or what is wrong. */
  hint?: ReactNode;
  error?: string | null;
  /** True for a group of controls that carries its own name. */
  group?: boolean;
  children: (ids: { id: string; describedBy: string | undefined }) => ReactNode;
}

/** A label, a control and one line of help or error. */
export function Field({ label, hint, error, group, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  const noteId = `${id}-note`;
  return (
    <div>
      {group ? (
        <span className="mb-1 block text-xs font-medium text-ink">{label}</span>
      ) : (
        <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink">
          {label}
        </label>
      )}
      {children({ id, describedBy: note ? noteId : undefined })}
      {note && (
        <div id={noteId} className={classes("mt-1 text-xs", error ? "text-danger" : "text-ink-muted")}>
          {note}
        </div>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<ComponentProps<"input">, "id" | "onChange"> {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  onChange: (value: string) => void;
}

/** A labelled one-line text input. */
export function TextField({ label, hint, error, onChange, className, ...props }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy }) => (
        <input
          id={id}
          aria-describedby={describedBy}
          aria-invalid={error ? true : undefined}
          autoComplete="off"
          spellCheck={false}
          className={classes(inputClasses, error && "border-danger", className)}
          onChange={(event) => onChange(event.target.value)}
          {...props}
        />
      )}
    </Field>
  );
}
