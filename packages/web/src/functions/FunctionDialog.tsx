import { type FormEvent, useId, useState } from "react";
import { useChange, useOperation } from "../api/queries.ts";
import { navigate } from "../router/router.ts";
import { announce } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { Field, TextField } from "../ui/Field.tsx";
import { formatAmount } from "../ui/format.ts";
import { Modal } from "../ui/Modal.tsx";
import { SelectMenu } from "../ui/SelectMenu.tsx";
import { Thumbnail } from "../ui/Thumbnail.tsx";
import { type Aggregate, aggregates, createRequest, type Seeds, seedCount } from "./function-form.ts";

interface FunctionDialogProps {
  seeds: Seeds;
  onClose: () => void;
}

/** Makes a function of samples and pictures, or gives an existing one more examples. */
export function FunctionDialog({ seeds, onClose }: FunctionDialogProps) {
  const form = useId();
  const { data } = useOperation("listFunctions", {});
  const create = useChange("createFunction");
  const edit = useChange("editFunction");
  const [target, setTarget] = useState("");
  const [role, setRole] = useState<"like" | "unlike">("like");
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [narrow, setNarrow] = useState(false);
  const [aggregate, setAggregate] = useState<Aggregate>(seeds.aggregate ?? "mean");
  const all = data?.functions.map((one) => one.name) ?? [];
  const names = data?.functions.filter(({ unit }) => unit === seeds.unit).map((one) => one.name) ?? [];
  const busy = create.isPending || edit.isPending;
  const isNew = target === "";
  const taken = isNew && all.includes(name.trim());

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const saved = isNew
      ? await create.mutateAsync(createRequest(seeds, { name, description, narrow, aggregate }))
      : await edit.mutateAsync(
          role === "like"
            ? { name: target, samples: seeds.like, not: seeds.unlike, images: seeds.images, text: seeds.text }
            : { name: target, not: seeds.like },
        );
    announce(`${saved.name} finds ${formatAmount(saved.matches, seeds.unit)}`, {
      action: { label: "Calibrate", run: () => navigate({ screen: "function", name: saved.name }) },
    });
    onClose();
  }

  return (
    <Modal
      title={isNew ? "Save as a function" : `Add to ${target}`}
      description={`It scores every ${seeds.unit} by how close it is to the examples, also those that come later.`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form={form} disabled={busy || taken || (isNew && !name.trim())}>
            {busy ? "Scoring" : isNew ? "Create" : "Add"}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3.5" onSubmit={(event) => void submit(event).catch(() => {})}>
        <Seedlings seeds={seeds} />
        {names.length > 0 && (
          <Field label="Function">
            {({ id }) => (
              <SelectMenu
                id={id}
                name="Function"
                value={target}
                options={[{ value: "", label: "A new one" }, ...names.map((one) => ({ value: one, label: one }))]}
                onChange={setTarget}
                className="w-full"
              />
            )}
          </Field>
        )}
        {!isNew && (
          <Field group label="As">
            {() => (
              <ChoiceGroup
                name="As"
                value={role}
                onChange={setRole}
                choices={[
                  { value: "like", label: "Examples" },
                  { value: "unlike", label: "Counterexamples" },
                ]}
              />
            )}
          </Field>
        )}
        {isNew && (
          <>
            <TextField
              label="Name"
              value={name}
              onChange={setName}
              placeholder="hard night"
              maxLength={200}
              autoFocus
              error={taken ? "There is a function of this name already." : null}
            />
            <TextField label="Description (optional)" value={description} onChange={setDescription} maxLength={2000} />
            {seedCount(seeds) > 1 && (
              <Field label="Close to" hint={aggregates.find(({ value }) => value === aggregate)?.hint}>
                {({ id }) => (
                  <SelectMenu
                    id={id}
                    name="Close to"
                    value={aggregate}
                    options={aggregates}
                    onChange={setAggregate}
                    className="w-full"
                  />
                )}
              </Field>
            )}
            {seeds.datasets.length > 0 && (
              <Checkbox checked={narrow} onChange={setNarrow}>
                Only in {seeds.datasets.join(", ")}
              </Checkbox>
            )}
          </>
        )}
        {(create.error ?? edit.error) && <ErrorNotice error={create.error ?? edit.error} />}
      </form>
    </Modal>
  );
}

function Seedlings({ seeds }: { seeds: Seeds }) {
  const shown = seeds.like.slice(0, 10);
  const more = seedCount(seeds) - shown.length - (seeds.text ? 1 : 0);
  return (
    <div className="flex flex-wrap items-center gap-1">
      {shown.map((id) => (
        <Thumbnail key={id} id={id} alt="" fill className="size-10 rounded-md bg-tile" />
      ))}
      {seeds.text && <span className="rounded-md bg-tile px-2 py-1">“{seeds.text}”</span>}
      <span className="ml-1 text-xs text-ink-muted">
        {more > 0 && (shown.length > 0 ? `and ${more} more` : formatAmount(more, "picture"))}
        {seeds.unlike.length > 0 && `, not like ${formatAmount(seeds.unlike.length, "other")}`}
      </span>
    </div>
  );
}
