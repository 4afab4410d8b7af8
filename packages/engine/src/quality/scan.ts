import { createHash } from "node:crypto";
import type { FindingKind, ParsedRequestOf } from "@gleaner/schema";
import type { FindingInput } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import type { Work } from "../work.ts";

/** What a search for findings works with. */
export interface Scan {
  context: EngineContext;
  request: ParsedRequestOf<"quality">;
  /** Datasets that are looked at together; never empty. */
  datasets: readonly string[];
  /** Every sample of the datasets. */
  numbers: Int32Array;
  /** The index over the datasets; null without one. */
  loaded: LoadedIndex | null;
  /** Rows of the index that are samples of the datasets, ascending. */
  rows: Int32Array;
  work: Work;
}

/** A finding before it has an identity and a rank. */
export type Draft = Omit<FindingInput, "id" | "priority" | "basis" | "relatedUnit" | "object" | "box"> &
  Partial<Pick<FindingInput, "relatedUnit" | "object" | "box">> & {
    /** What an accepted finding rests on beside its label and suggestion, such as the content hash. */
    basis?: string;
    /** Fixes that one decision brings; default 1. */
    fixes?: number;
  };

/** What a search found, with notes for people and facts for programs. */
export interface Discovery {
  drafts: Draft[];
  notes: string[];
  facts?: Record<string, unknown>;
}

/** A search for findings of one kind. */
export interface Finder {
  kind: FindingKind;
  /** A hash of everything that the result depends on. */
  fingerprint(scan: Scan): Promise<string>;
  find(scan: Scan): Promise<Discovery>;
}

/** Nothing found, and why. */
export const nothing = (...notes: string[]): Discovery => ({ drafts: [], notes });

/** A hash over texts, numbers and arrays of them. */
export function fingerprintOf(...parts: readonly (ArrayBufferView | unknown)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    if (part instanceof Int32Array || part instanceof Float64Array) {
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    } else hash.update(JSON.stringify(part) ?? "");
    hash.update("\0");
  }
  return hash.digest("hex");
}

/** What identifies the index of a scan and the samples that it is about. */
export function indexKey({ loaded, numbers }: Scan): string {
  return fingerprintOf(loaded?.index.id ?? null, loaded?.index.fingerprint ?? null, numbers);
}
