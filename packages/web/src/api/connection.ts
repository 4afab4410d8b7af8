import { useSyncExternalStore } from "react";
import { serverAnswers } from "./session.ts";

/** `lost`: the server does not answer. `locked`: it does not know this browser's session. */
export type Connection = "open" | "lost" | "locked";

const retryMs = 2000;
let connection: Connection = "open";
let probing = false;
const listeners = new Set<() => void>();
const recoveries = new Set<() => void>();

function change(next: Connection): void {
  if (connection === next) return;
  const recovered = connection === "lost" && next === "open";
  connection = next;
  for (const listener of listeners) listener();
  if (recovered) for (const recover of recoveries) recover();
}

async function probe(): Promise<void> {
  probing = !(await serverAnswers());
  if (probing) setTimeout(probe, retryMs);
  else change("open");
}

/** Tells that a request found no server; asks again every two seconds until it is back. */
export function reportUnreachable(): void {
  change("lost");
  if (probing) return;
  probing = true;
  setTimeout(probe, retryMs);
}

/** Tells that the server refused the session; a new launch address is needed. */
export function reportLocked(): void {
  change("locked");
}

/** Runs `recover` each time the server comes back; the result stops that. */
export function onRecovery(recover: () => void): () => void {
  recoveries.add(recover);
  return () => recoveries.delete(recover);
}

/** How the server stands, as far as the last requests tell. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connection,
  );
}
