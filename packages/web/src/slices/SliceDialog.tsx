import type { Slice, Unit } from "@gleaner/schema";
import { type FormEvent, useId, useState } from "react";
import { useChange, useOperation } from "../api/queries.ts";
import { useUndo } from "../app/undo.ts";
import { whereProblem } from "../curate/curation-form.ts";
import { announceChange } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { TextField } from "../ui/Field.tsx";
import { formatAmount } from "../ui/format.ts";
import { Modal } from "../ui/Modal.tsx";

/** Makes a slice of what a filter finds, as a rule or as the list of today; or changes one that is there. */
export function SliceDialog({ slice, onClose }: { slice?: Slice; onClose: () => void }) {
  const form = useId();
  const unit = slice?.unit ?? "sample";
  const [name, setName] = useState(slice?.name ?? "");
  const [description, setDescription] = useState(slice?.description ?? "");
  const [where, setWhere] = useState(slice?.where ?? "");
  const [isRule, setIsRule] = useState(slice ? slice.kind === "dynamic" : true);
  const create = useChange("createSlice");
  const edit = useChange("editSlice", { snapshots: true });
  const undo = useUndo();
  // The members of a list are not its filter's any more.
  const filters = slice === undefined || isRule;
  const problem = filters ? whereProblem(where, unit) : null;
  const found = useFound(unit, where, filters && problem === null);
  const error = create.error ?? edit.error;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const chosen = name.trim();
    if (slice) {
      await edit.mutateAsync({
        name: slice.name,
        rename: chosen === slice.name ? undefined : chosen,
        description,
        where: isRule && where !== slice.where ? where : undefined,
      });
      announceChange(`${chosen} is changed`, undo);
    } else {
      const { count } = await create.mutateAsync({
        name: chosen,
        description,
        ...(isRule ? { where } : { view: { where } }),
      });
      announceChange(`${chosen} holds ${formatAmount(count, unit)}`, undo);
    }
    onClose();
  }

  return (
    <Modal
      title={slice ? `Edit ${slice.name}` : "New slice"}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            type="submit"
            form={form}
            disabled={create.isPending || edit.isPending || !name.trim() || problem !== null}
          >
            {slice ? "Save" : "Create"}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3.5" onSubmit={(event) => void submit(event).catch(() => {})}>
        <TextField label="Name" value={name} onChange={setName} placeholder="hard night" maxLength={200} autoFocus />
        <TextField label="Description (optional)" value={description} onChange={setDescription} maxLength={2000} />
        {filters && (
          <TextField
            label={slice ? "Rule" : "Filter"}
            value={where}
            onChange={setWhere}
            placeholder={unit === "object" ? 'class = "car" and area < 0.01' : 'label = "cat" and width >= 640'}
            className="font-mono text-[12.5px]"
            error={problem}
            hint={found !== null && `Finds ${formatAmount(found, unit)} now. Empty finds all.`}
          />
        )}
        {slice === undefined && (
          <Checkbox checked={isRule} onChange={setIsRule}>
            Keep it as a rule <span className="text-ink-muted">({unit}s that come later join it)</span>
          </Checkbox>
        )}
        {error && <ErrorNotice error={error} />}
      </form>
    </Modal>
  );
}

/** How many a filter finds; null while unknown. */
function useFound(unit: Unit, where: string, enabled: boolean): number | null {
  const { data } = useOperation(
    "facets",
    { view: { unit, where }, fields: ["label"], limit: 1 },
    { enabled, keepPrevious: true },
  );
  return data?.total ?? null;
}
