import type { Event } from "@gleaner/schema";

/** Who makes a change; kept in the event log. */
export interface Change {
  /** `cli`, `ui`, `sdk`, a user's name; default `local`. */
  actor?: string;
  /** Continues the event of this number: what is done is taken back with it. Undefined records an event of its own. */
  event?: number;
}

/** What an undo did. */
export interface Undone {
  /** The summary of the event. */
  undone: string;
  changed: number;
  /** Numbers of the objects that are as they were again, also those that are gone again. */
  objects: Int32Array;
}

/** The log of every change, appended to in the transaction of the change. */
export interface Events {
  /** Newest first; with a sample's number only what changed its labels, tags or slices, or took that back. */
  list(options?: { dataset?: string; sample?: number; limit?: number }): Promise<Event[]>;
  /** Records work whose effects lie outside the catalog, such as an export. */
  append(kind: string, summary: string, details: Record<string, unknown>, change?: Change): Promise<number>;
  /** Takes back the newest undoable change that stands, such as of tags, labels, objects, slices or functions; null when there is none. */
  undo(change?: Change): Promise<Undone | null>;
}
