import { parseFilter } from "@gleaner/schema";
import { type FormEvent, useState } from "react";
import { filterProblem } from "../api/errors.ts";
import { useChange, useOperation } from "../api/queries.ts";
import { useUndo } from "../app/undo.ts";
import { announceChange } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { TextField } from "../ui/Field.tsx";
import { formatAmount } from "../ui/format.ts";
import { Modal } from "../ui/Modal.tsx";

const formId = "create-slice-form";

function problemOf(where: string): string | null {
  try {
    parseFilter(where);
    return null;
  } catch (error) {
    return filterProblem(error)?.message ?? String(error);
  }
}

/** Makes a slice of what a filter finds, as a rule or as the list of today. */
export function CreateSliceDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [where, setWhere] = useState("");
  const [isRule, setIsRule] = useState(true);
  const create = useChange("createSlice");
  const undo = useUndo();
  const problem = problemOf(where);
  const facets = useOperation(
    "facets",
    { view: { where }, fields: ["label"], limit: 1 },
    { enabled: problem === null, keepPrevious: true },
  );

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { count } = await create.mutateAsync(
      isRule ? { name: name.trim(), where } : { name: name.trim(), view: { where } },
    );
    announceChange(`${name.trim()} holds ${formatAmount(count, "sample")}`, undo);
    onClose();
  }

  return (
    <Modal
      title="New slice"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            type="submit"
            form={formId}
            disabled={!name.trim() || problem !== null || create.isPending}
          >
            Create
          </Button>
        </>
      }
    >
      <form id={formId} className="flex flex-col gap-3.5" onSubmit={(event) => void submit(event).catch(() => {})}>
        <TextField label="Name" value={name} onChange={setName} placeholder="hard night" maxLength={200} autoFocus />
        <TextField
          label="Filter"
          value={where}
          onChange={setWhere}
          placeholder='label = "cat" and width >= 640'
          className="font-mono text-[12.5px]"
          error={problem}
          hint={facets.data && `Finds ${formatAmount(facets.data.total, "sample")} now. Empty finds all.`}
        />
        <Checkbox checked={isRule} onChange={setIsRule}>
          Keep it as a rule <span className="text-ink-muted">(samples that come later join it)</span>
        </Checkbox>
        {create.error && <ErrorNotice error={create.error} />}
      </form>
    </Modal>
  );
}
