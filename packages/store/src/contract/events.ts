import type { Event } from "@gleaner/schema";

/** Who makes a change; kept in the event log. */
export interface Change {
  /** `cli`, `ui`, `sdk`, a user's name; default `local`. */
  actor?: string;
  /** Continues the event of this number: what is done is taken back with it. Undefined records an event of its own. */
  event?: number;
}

/** The log of every change, appended to in the transaction of the change. */
export interface Events {
  /** Newest first; with a sample's number only what changed its labels, tags or slices, or took that back. */
  list(options?: { dataset?: string; sample?: number; limit?: number }): Promise<Event[]>;
  /** Records work whose effects lie outside the catalog, such as an export. */
  append(kind: string, summary: string, details: Record<string, unknown>, change?: Change): Promise<number>;
  /** Takes back the newest undoable change that stands, such as of tags, labels, slices or functions; null when there is none. */
  undo(change?: Change): Promise<{ undone: string; changed: number } | null>;
}
