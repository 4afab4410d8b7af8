import type { Slice } from "@gleaner/schema";
import { type FormEvent, useId, useState } from "react";
import { useChange } from "../api/queries.ts";
import { useUndo } from "../app/undo.ts";
import { whereProblem } from "../curate/curation-form.ts";
import { announceChange } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { TextField } from "../ui/Field.tsx";
import { Modal } from "../ui/Modal.tsx";

/** Changes the name, the description and the rule of a slice. */
export function EditSliceDialog({ slice, onClose }: { slice: Slice; onClose: () => void }) {
  const form = useId();
  const [name, setName] = useState(slice.name);
  const [description, setDescription] = useState(slice.description);
  const [where, setWhere] = useState(slice.where ?? "");
  const edit = useChange("editSlice", { snapshots: true });
  const undo = useUndo();
  const isRule = slice.kind === "dynamic";
  const problem = isRule ? whereProblem(where) : null;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    await edit.mutateAsync({
      name: slice.name,
      rename: name.trim() === slice.name ? undefined : name.trim(),
      description,
      where: isRule && where !== slice.where ? where : undefined,
    });
    announceChange(`${name.trim()} is changed`, undo);
    onClose();
  }

  return (
    <Modal
      title={`Edit ${slice.name}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            type="submit"
            form={form}
            disabled={edit.isPending || !name.trim() || problem !== null}
          >
            Save
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3.5" onSubmit={(event) => void submit(event).catch(() => {})}>
        <TextField label="Name" value={name} onChange={setName} maxLength={200} autoFocus />
        <TextField label="Description" value={description} onChange={setDescription} maxLength={2000} />
        {isRule && (
          <TextField
            label="Rule"
            value={where}
            onChange={setWhere}
            error={problem}
            className="font-mono text-[12.5px]"
          />
        )}
        {edit.error && <ErrorNotice error={edit.error} />}
      </form>
    </Modal>
  );
}
