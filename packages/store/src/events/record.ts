import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import type { Change } from "../contract/events.ts";

/** An event as a room records it. */
export interface NewEvent extends Omit<Change, "event"> {
  kind: string;
  /** One sentence in the past tense. */
  summary: string;
  details?: Record<string, unknown>;
  dataset?: string;
  /** True when what reverses it was written to the change tables under the event's id. */
  undoable?: boolean;
}

/** Appends an event within the transaction of its change and gives its id. */
export async function recordEvent(connection: Connection, event: NewEvent): Promise<number> {
  const id = await takeNumbers(connection, "event");
  await connection.change("insert into events values (?, now()::timestamp, ?, ?, ?, ?, ?, ?, null)", [
    id,
    event.actor ?? "local",
    event.kind,
    event.summary,
    event.dataset ?? null,
    JSON.stringify(event.details ?? {}),
    event.undoable ?? false,
  ]);
  return id;
}

/** `1 sample`, `2,000 samples`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
