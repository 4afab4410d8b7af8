import { useSyncExternalStore } from "react";
import { serverAnswers } from "./session.ts";

const retryMs = 2000;
let online = true;
let probing = false;
const listeners = new Set<() => void>();
const recoveries = new Set<() => void>();

function change(next: boolean): void {
  if (online === next) return;
  online = next;
  for (const listener of listeners) listener();
  if (next) for (const recover of recoveries) recover();
}

async function probe(): Promise<void> {
  probing = !(await serverAnswers());
  if (probing) setTimeout(probe, retryMs);
  else change(true);
}

/** Tells that a request found no server; asks again every two seconds until it is back. */
export function reportUnreachable(): void {
  change(false);
  if (probing) return;
  probing = true;
  setTimeout(probe, retryMs);
}

/** Runs `recover` each time the server comes back; the result stops that. */
export function onRecovery(recover: () => void): () => void {
  recoveries.add(recover);
  return () => recoveries.delete(recover);
}

/** Whether the server answers, as far as the last requests tell. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => online,
  );
}
