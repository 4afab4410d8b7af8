import type { Unit } from "@gleaner/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { chainStep, JobChain, useChainState } from "../api/job-chain.ts";
import { useMounted } from "../api/mounted.ts";
import { refreshAfterChange } from "../api/queries.ts";
import { ChainProgress } from "../jobs/ChainProgress.tsx";
import { announce, announceFailure } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { sentence } from "../ui/format.ts";
import { Modal } from "../ui/Modal.tsx";

interface PrepareDialogProps {
  datasets: string[];
  /** Whether samples or their objects are embedded. */
  unit?: Unit;
  /** Which space to index; one other than the unit's own has its vectors already. */
  space?: string;
  onClose: () => void;
}

/** Whether a space is the one that a unit is embedded in without further words. */
export function isOwnSpace(unit: Unit, space: string): boolean {
  return space === (unit === "object" ? "objects" : "default");
}

/** Embeds and indexes datasets together, after a word on what that gives. */
export function PrepareDialog({
  datasets,
  unit = "sample",
  space = unit === "object" ? "objects" : "default",
  onClose,
}: PrepareDialogProps) {
  const queryClient = useQueryClient();
  const mounted = useMounted();
  const [chain, setChain] = useState<JobChain | null>(null);
  const state = useChainState(chain);
  const isOwn = isOwnSpace(unit, space);
  const names = datasets.join(", ");
  const title = unit === "object" ? `the objects of ${names}` : names;

  async function start(): Promise<void> {
    const next = new JobChain([
      ...(isOwn ? [chainStep("Embed what has no vector yet", "embed", { datasets, unit })] : []),
      chainStep("Map, clusters and scores", "index", { datasets, unit, space }),
    ]);
    setChain(next);
    const done = await next.run();
    await refreshAfterChange(queryClient, { snapshots: true });
    if (done) announce(`${sentence(title)} ${unit === "object" ? "are" : "is"} indexed`);
    else if (!mounted.current) announceFailure(next.state.error);
  }

  return (
    <Modal
      title={isOwn ? `Embed and index ${title}` : `Index ${title} in the space ${space}`}
      description={`${isOwn ? "Vectors of the built-in model, then the" : "The"} neighbour graph. From it come the map, clusters, duplicates and outliers.`}
      onClose={onClose}
      actions={
        chain && state?.running ? (
          <>
            <Button tone="danger" onClick={() => void chain.cancel()}>
              Cancel the work
            </Button>
            <Button onClick={onClose}>Close</Button>
          </>
        ) : state?.done ? (
          <Button tone="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <Button tone="primary" onClick={() => void start()}>
            {chain ? "Try again" : "Start"}
          </Button>
        )
      }
    >
      {chain && state ? (
        <div className="flex flex-col gap-4">
          <ChainProgress chain={chain} state={state} />
          {state.error !== null && <ErrorNotice error={state.error} />}
        </div>
      ) : (
        <p className="text-ink-muted">Only what is missing is computed. You can go on working meanwhile.</p>
      )}
    </Modal>
  );
}
