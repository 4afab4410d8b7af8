import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "./Button.tsx";
import { ErrorNotice } from "./ErrorNotice.tsx";
import { TextField } from "./Field.tsx";
import { Modal } from "./Modal.tsx";

interface NameDialogProps {
  title: string;
  description?: ReactNode;
  label: string;
  initial?: string;
  placeholder?: string;
  confirm: string;
  /** Names to choose from by one click. */
  suggestions?: string[];
  onConfirm: (name: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for one name; closes when the action that needs it is done. */
export function NameDialog(props: NameDialogProps) {
  const [name, setName] = useState(props.initial ?? "");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useId();
  async function run(chosen: string): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await props.onConfirm(chosen.trim());
      props.onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }
  return (
    <Modal
      title={props.title}
      description={props.description}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form={form} disabled={busy || !name.trim()}>
            {props.confirm}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-3"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (name.trim()) void run(name);
        }}
      >
        <TextField
          label={props.label}
          value={name}
          onChange={setName}
          placeholder={props.placeholder}
          maxLength={200}
          autoFocus
          onFocus={(event) => event.target.select()}
        />
        {props.suggestions && props.suggestions.length > 0 && (
          <ul className="flex flex-wrap gap-1.5" aria-label="Existing">
            {props.suggestions.slice(0, 24).map((suggestion) => (
              <li key={suggestion}>
                <button
                  type="button"
                  disabled={busy}
                  className="max-w-56 truncate rounded-full border border-line px-2.5 py-0.5 text-xs text-ink-muted hover:border-line-strong hover:text-ink"
                  onClick={() => void run(suggestion)}
                >
                  {suggestion}
                </button>
              </li>
            ))}
          </ul>
        )}
        {error !== null && <ErrorNotice error={error} />}
      </form>
    </Modal>
  );
}
