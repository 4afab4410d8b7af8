import type { Slice } from "@gleaner/schema";
import { type FormEvent, useId, useState } from "react";
import { useChange, useOperation } from "../api/queries.ts";
import { useUndo } from "../app/undo.ts";
import { announceChange } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { Field, TextField } from "../ui/Field.tsx";
import { formatAmount } from "../ui/format.ts";
import { Modal } from "../ui/Modal.tsx";
import { SelectMenu } from "../ui/SelectMenu.tsx";
import { type Combination, combinedName, combinedRule } from "./combine.ts";

const ways: { value: Combination; label: string; says: string }[] = [
  { value: "union", label: "Either", says: "In one of the two or in both" },
  { value: "intersection", label: "Both", says: "In both at once" },
  { value: "difference", label: "Without", says: "In the first but not in the second" },
];

/** Makes a slice of two: a rule that follows both as they change. */
export function CombineDialog({ slice, others, onClose }: { slice: Slice; others: Slice[]; onClose: () => void }) {
  const form = useId();
  const [how, setHow] = useState<Combination>("difference");
  const [other, setOther] = useState(others[0]?.name ?? "");
  const [name, setName] = useState("");
  const create = useChange("createSlice");
  const undo = useUndo();
  const where = combinedRule(slice.name, how, other);
  const suggestion = combinedName(slice.name, how, other);
  const found = useOperation(
    "facets",
    { view: { unit: slice.unit, where }, fields: ["label"], limit: 1 },
    { enabled: other !== "", keepPrevious: true },
  );

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const chosen = name.trim() || suggestion;
    const { count } = await create.mutateAsync({ name: chosen, unit: slice.unit, where });
    announceChange(`${chosen} holds ${formatAmount(count, slice.unit)}`, undo);
    onClose();
  }

  return (
    <Modal
      title={`Combine ${slice.name}`}
      description="Makes a rule: it follows both slices as they change."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form={form} disabled={create.isPending || other === ""}>
            Create
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3.5" onSubmit={(event) => void submit(event).catch(() => {})}>
        <Field group label="Samples that are in" hint={ways.find(({ value }) => value === how)?.says}>
          {() => <ChoiceGroup name="Samples that are in" value={how} choices={ways} onChange={setHow} />}
        </Field>
        <Field label="Second slice">
          {({ id }) => (
            <SelectMenu
              id={id}
              name="Second slice"
              value={other}
              options={others.map((one) => ({
                value: one.name,
                label: one.name,
                hint: formatAmount(one.count, "sample"),
              }))}
              onChange={setOther}
              className="w-full"
            />
          )}
        </Field>
        <TextField label="Name" value={name} onChange={setName} placeholder={suggestion} maxLength={200} />
        <p className="text-xs text-ink-muted">
          <span className="font-mono break-all">{where}</span>
          {found.data && ` finds ${formatAmount(found.data.total, "sample")} now.`}
        </p>
        {create.error && <ErrorNotice error={create.error} />}
      </form>
    </Modal>
  );
}
