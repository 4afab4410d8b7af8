import type { EngineContext } from "../context.ts";
import { artifactKey } from "../index-artifacts.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { createWork } from "../work.ts";
import { withOpenIndex } from "./open-index.ts";
import type { Pool } from "./pool.ts";

/** Enough for the default strategy to decide on a share; what it picks is not looked at. */
const trialBudget = 8;
const kept = 16;

/** A share that is being measured, was measured, or could not be. */
type Measured = { share: number | null } | { failure: unknown };

const measured = new WeakMap<EngineContext["workspace"], Map<string, Measured>>();

/**
 * The share of far, rare samples that the default strategy will decide on for a pool, if it is known. If not, null, and it is measured in
 * a worker thread: a second or so, once for a pool.
 */
export function foreseenEdgeShare(context: EngineContext, loaded: LoadedIndex, pool: Pool): number | null {
  const known = measured.get(context.workspace) ?? new Map<string, Measured>();
  measured.set(context.workspace, known);
  const { rows, labeled } = pool;
  const key = artifactKey({
    index: loaded.index.id,
    created: loaded.index.createdAt,
    rows: bytes(rows),
    labeled: bytes(labeled),
  });
  const entry = known.get(key);
  if (entry && "failure" in entry) {
    known.delete(key);
    throw entry.failure;
  }
  if (entry) return entry.share;
  known.set(key, { share: null });
  const [oldest] = known.keys();
  if (known.size > kept) known.delete(oldest);
  const problem = {
    strategy: "auto",
    candidates: rows,
    chosen: labeled,
    budget: Math.min(trialBudget, rows.length),
    seed: 0,
  } as const;
  withOpenIndex(context, loaded, (opened) => opened.select(problem, createWork({}))).then(
    ({ edgeShare }) => known.set(key, { share: edgeShare ?? 0 }),
    (failure: unknown) => known.set(key, { failure }),
  );
  return null;
}

function bytes(rows: Int32Array): string {
  return Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength).toString("base64");
}
