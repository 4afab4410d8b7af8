import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { chainStep, JobChain, useChainState } from "../api/job-chain.ts";
import { resultOf } from "../api/jobs.ts";
import { useMounted } from "../api/mounted.ts";
import { refreshAfterChange, useOperation } from "../api/queries.ts";
import { ChainProgress } from "../jobs/ChainProgress.tsx";
import { navigate } from "../router/router.ts";
import { explore } from "../router/routes.ts";
import { announce, announceFailure } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { Field, TextField } from "../ui/Field.tsx";
import { formatAmount } from "../ui/format.ts";
import { Modal } from "../ui/Modal.tsx";
import { SelectMenu } from "../ui/SelectMenu.tsx";
import type { DroppedSource } from "./DropTarget.tsx";
import { rememberImport } from "./dropped.ts";
import { FolderBrowser } from "./FolderBrowser.tsx";
import { emptyImport, type ImportForm, importFormats, importRequest, nameFromPath } from "./import-form.ts";
import { SkippedItems } from "./SkippedItems.tsx";

const formId = "import-form";

/** Asks what to import, shows the work, and says what came of it. */
export function ImportDialog({ dropped, onClose }: { dropped?: DroppedSource; onClose: () => void }) {
  const queryClient = useQueryClient();
  const mounted = useMounted();
  const [form, setForm] = useState<ImportForm>({
    ...emptyImport,
    path: dropped?.path ?? "",
    dataset: dropped ? nameFromPath(dropped.name) : "",
  });
  const [browsing, setBrowsing] = useState<string | null>(dropped && dropped.path === null ? "" : null);
  const folder = useOperation("listFolder", { path: browsing ?? "" }, { enabled: browsing !== null });
  const [chain, setChain] = useState<JobChain | null>(null);
  const state = useChainState(chain);
  const result = resultOf(state?.jobs[0] ?? null, "import");
  const change = (part: Partial<ImportForm>) => setForm({ ...form, ...part });
  const dataset = importRequest(form).dataset;

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    const steps = [chainStep("Import", "import", importRequest(form))];
    if (form.prepare) {
      steps.push(chainStep("Embed", "embed", { datasets: [dataset] }));
      steps.push(chainStep("Map, clusters and scores", "index", { datasets: [dataset] }));
    }
    const next = new JobChain(steps);
    setChain(next);
    rememberImport(form.path.trim());
    const done = await next.run();
    await refreshAfterChange(queryClient, { snapshots: true });
    if (done) announce(`${dataset} is imported`, { action: { label: "Explore", run: () => openDataset() } });
    else if (!mounted.current) announceFailure(next.state.error);
  }

  function openDataset(): void {
    onClose();
    navigate(explore({ datasets: [dataset] }));
  }

  if (browsing !== null) {
    const choose = (path: string) => {
      change({ path });
      setBrowsing(null);
    };
    return (
      // A key of its own: the button that chooses would else become the one that submits while it is being pressed.
      <Modal
        key="browse"
        title="Choose a folder"
        description={
          dropped
            ? `A browser does not tell where ${dropped.name} lies. Find it here, on the machine that Gleaner runs on.`
            : "On the machine that Gleaner runs on."
        }
        onClose={onClose}
        actions={
          <>
            <Button onClick={() => setBrowsing(null)}>Back</Button>
            <Button tone="primary" disabled={!folder.data} onClick={() => folder.data && choose(folder.data.path)}>
              Choose this folder
            </Button>
          </>
        }
      >
        <FolderBrowser path={browsing} onPath={setBrowsing} onFile={choose} wanted={dropped?.name} />
      </Modal>
    );
  }

  if (!chain || !state) {
    return (
      <Modal
        title="Import images"
        description="The files stay where they are; Gleaner refers to them."
        onClose={onClose}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button tone="primary" type="submit" form={formId} disabled={!form.path.trim() || !dataset}>
              Import
            </Button>
          </>
        }
      >
        <form id={formId} className="flex flex-col gap-3.5" onSubmit={start}>
          <div className="flex items-end gap-2">
            <div className="min-w-0 grow">
              <TextField
                label="Folder or file on the machine that Gleaner runs on"
                placeholder="/home/me/photos"
                value={form.path}
                onChange={(path) => change({ path })}
                autoFocus
              />
            </div>
            <Button onClick={() => setBrowsing(form.path.trim())}>Browse</Button>
          </div>
          {dropped?.path && (
            <p className="text-xs text-ink-muted">
              A browser does not tell where {dropped.name} lies. This place holds one of that name: check that it is the
              right one.
            </p>
          )}
          <div className="grid grid-cols-2 gap-3">
            <TextField
              label="Name of the dataset"
              placeholder={nameFromPath(form.path) || "photos"}
              value={form.dataset}
              onChange={(name) => change({ dataset: name })}
              hint="An existing name adds to that dataset."
            />
            <Field label="Format">
              {({ id }) => (
                <SelectMenu
                  id={id}
                  name="Format"
                  value={form.format}
                  options={importFormats}
                  onChange={(format) => change({ format })}
                  className="w-full"
                />
              )}
            </Field>
          </div>
          <div className="grid grid-cols-2 gap-3">
            <TextField
              label="Split (optional)"
              placeholder="train"
              value={form.split}
              onChange={(split) => change({ split })}
            />
            <TextField
              label="Tags (optional)"
              placeholder="night, rain"
              value={form.tags}
              onChange={(tags) => change({ tags })}
            />
          </div>
          <Checkbox checked={form.prepare} onChange={(prepare) => change({ prepare })}>
            Embed and index afterwards <span className="text-ink-muted">(similarity search, the map, curation)</span>
          </Checkbox>
          <Checkbox checked={form.copy} onChange={(copy) => change({ copy })}>
            Copy the files into the workspace
          </Checkbox>
        </form>
      </Modal>
    );
  }

  return (
    <Modal
      title={
        state.done
          ? `${dataset} is ready`
          : state.running
            ? `Importing ${dataset}`
            : `${dataset} was not imported whole`
      }
      description={state.running ? "You can close this; the work goes on and is listed under Jobs." : undefined}
      onClose={onClose}
      actions={
        state.running ? (
          <>
            <Button tone="danger" onClick={() => void chain.cancel()}>
              Cancel the work
            </Button>
            <Button onClick={onClose}>Close</Button>
          </>
        ) : (
          <>
            {!state.done && <Button onClick={() => setChain(null)}>Back to the form</Button>}
            {result && (
              <Button tone="primary" onClick={openDataset}>
                Explore {dataset}
              </Button>
            )}
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <ChainProgress chain={chain} state={state} />
        {state.error !== null && <ErrorNotice error={state.error} />}
        {result && (
          <p className="text-sm text-ink-muted">
            {formatAmount(result.added, "sample")} added, {result.updated} updated, {result.unchanged} unchanged. Read
            as {result.format}: {result.reason}.
          </p>
        )}
        {result && <SkippedItems items={result.skipped} />}
      </div>
    </Modal>
  );
}
