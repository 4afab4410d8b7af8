import { useSyncExternalStore } from "react";
import { knock } from "./session.ts";

/** `lost`: the server does not answer. `locked`: it does not know this browser's session. */
export type Connection = "open" | "lost" | "locked";

const retryMs = 2000;
let connection: Connection = "open";
let probing = false;
const listeners = new Set<() => void>();
const recoveries = new Set<() => void>();

function change(next: Connection): void {
  if (connection === next) return;
  connection = next;
  for (const listener of listeners) listener();
  if (next === "open") for (const recover of recoveries) recover();
}

async function probe(): Promise<void> {
  change(await knock());
  if (connection === "open") probing = false;
  else setTimeout(probe, retryMs);
}

function report(state: Connection): void {
  change(state);
  if (probing) return;
  probing = true;
  setTimeout(probe, retryMs);
}

/** Tells that a request found no server; asks again every two seconds until it is back. */
export function reportUnreachable(): void {
  report("lost");
}

/**
 * Tells that the server refused the session: it was started anew. Asks again every two seconds, for another tab of this browser may be
 * let in by the new launch address, and the two share their session.
 */
export function reportLocked(): void {
  report("locked");
}

/** Runs `recover` each time the server comes back or lets this browser in again; the result stops that. */
export function onRecovery(recover: () => void): () => void {
  recoveries.add(recover);
  return () => recoveries.delete(recover);
}

/** Asks the server now how it stands. */
export async function refreshConnection(): Promise<Connection> {
  change(await knock());
  return connection;
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
