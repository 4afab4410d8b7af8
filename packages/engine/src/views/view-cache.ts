import { randomBytes } from "node:crypto";
import { GleanerError } from "@gleaner/schema";

/** The rows of a view as they were when it was taken. */
export interface ViewSnapshotRows {
  numbers: Int32Array;
  /** Similarity of each row, for views in that order. */
  scores: Float32Array | null;
}

/** Keeps the latest snapshots, so that rows stay in place while a user scrolls. */
export interface ViewCache {
  put(rows: ViewSnapshotRows): string;
  /** @throws GleanerError `view_not_found` when the snapshot is gone; the caller takes a new one. */
  get(id: string): ViewSnapshotRows;
}

/** A cache of at most `most` snapshots; the one least recently used goes first. */
export function createViewCache(most = 64): ViewCache {
  const snapshots = new Map<string, ViewSnapshotRows>();
  return {
    put(rows) {
      const id = randomBytes(9).toString("base64url");
      snapshots.set(id, rows);
      const oldest = snapshots.keys().next();
      if (snapshots.size > most && !oldest.done) snapshots.delete(oldest.value);
      return id;
    },
    get(id) {
      const rows = snapshots.get(id);
      if (!rows) throw new GleanerError("view_not_found", "This view is no longer kept.", { hint: "Take it again." });
      snapshots.delete(id);
      snapshots.set(id, rows);
      return rows;
    },
  };
}
