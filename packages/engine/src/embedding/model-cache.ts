import { type Embedder, type EmbeddingModel, openModel } from "@gleaner/models";
import type { Space } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";
import { ModelRecords } from "./model-records.ts";

/** Opened models. */
export interface ModelCache {
  /** Opens a model once and keeps it until `close`. @throws GleanerError `model_not_found`, `model_corrupt`, `model_hash_mismatch` */
  open(model: EmbeddingModel): Promise<Embedder>;
  /**
   * Opens the model that a space was embedded with; null where none is known, as for imported vectors.
   * @throws GleanerError `model_not_found`, `model_corrupt`, `model_hash_mismatch`
   */
  openFor(space: Space): Promise<Embedder | null>;
  /** Which model belongs to which space. */
  readonly records: ModelRecords;
  close(): Promise<void>;
}

/** The models of a workspace, each opened once, by its hash. */
export function createModelCache(workspace: Workspace): ModelCache {
  const opened = new Map<string, Promise<Embedder>>();
  const records = new ModelRecords(workspace);

  function open(model: EmbeddingModel): Promise<Embedder> {
    const known = opened.get(model.hash);
    if (known) return known;
    const opening = openModel(model);
    opened.set(model.hash, opening);
    opening.catch(() => opened.delete(model.hash));
    return opening;
  }

  return {
    open,
    async openFor(space) {
      const known = opened.get(space.modelHash);
      if (known) return known;
      const model = await records.find(space);
      return model && open(model);
    },
    records,
    async close() {
      const embedders = await Promise.allSettled(opened.values());
      opened.clear();
      for (const outcome of embedders) if (outcome.status === "fulfilled") await outcome.value.close();
    },
  };
}
