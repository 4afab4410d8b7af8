import { type Embedder, openModel, resolveModel } from "@gleaner/models";

/** Opened models by name. */
export interface ModelCache {
  /** @throws GleanerError `model_not_found`, `model_corrupt`, `model_hash_mismatch` */
  open(name: string): Promise<Embedder>;
  close(): Promise<void>;
}

/** Opens each model once and keeps it until `close`. */
export function createModelCache(): ModelCache {
  const opened = new Map<string, Promise<Embedder>>();
  return {
    open(name) {
      const known = opened.get(name);
      if (known) return known;
      const opening = resolveModel(name).then((model) => openModel(model));
      opened.set(name, opening);
      opening.catch(() => opened.delete(name));
      return opening;
    },
    async close() {
      const embedders = await Promise.allSettled(opened.values());
      opened.clear();
      for (const outcome of embedders) if (outcome.status === "fulfilled") await outcome.value.close();
    },
  };
}
