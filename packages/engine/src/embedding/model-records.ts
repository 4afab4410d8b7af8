import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EmbeddingModel, type Projection, resolveModel, withProjection } from "@gleaner/models";
import { GleanerError, type Space } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";
import { z } from "zod";

const recordSchema = z.object({
  /** The name by which the model is found again. */
  reference: z.string(),
  /** Length of the vectors after the projection in the file beside the record; null: there is none. */
  projected: z.number().int().positive().nullable(),
});

/** Where a workspace's models came from, one file a model, so that searches can open what a space was embedded with. */
export class ModelRecords {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Notes a model, with its projection, before vectors of it are stored. */
  async keep({ hash, reference, projection }: EmbeddingModel): Promise<void> {
    const file = await this.#file(hash);
    if (projection) {
      const { buffer, byteOffset, byteLength } = projection.matrix;
      await writeWhole(`${file}.projection`, new Uint8Array(buffer, byteOffset, byteLength));
    }
    const record: z.infer<typeof recordSchema> = { reference, projected: projection?.dimension ?? null };
    await writeWhole(`${file}.json`, `${JSON.stringify(record)}\n`);
  }

  /**
   * The model that a space was embedded with; null where no model is known, as for vectors that were imported.
   * @throws GleanerError `model_not_found` when it is not where it was, `model_hash_mismatch` when it is another one now
   */
  async find({ name, model, modelHash }: Space): Promise<EmbeddingModel | null> {
    const record = await this.#read(modelHash);
    const reference = record?.reference ?? (await registeredName(model));
    if (reference === null) return null;
    const found = await resolveModel(reference);
    const projection = record?.projected ? await this.#projection(modelHash, record.projected) : null;
    const complete = projection ? withProjection(found, projection) : found;
    if (complete.hash === modelHash) return complete;
    throw new GleanerError("model_hash_mismatch", `The model ${model} has changed since space ${name} was embedded.`, {
      hint: "Put the old files back, or embed into a new space.",
      details: { space: name, reference, expected: modelHash, actual: complete.hash },
    });
  }

  async #file(hash: string): Promise<string> {
    return join(await this.#workspace.directory("models"), hash);
  }

  async #read(hash: string): Promise<z.infer<typeof recordSchema> | null> {
    const text = await readFile(`${await this.#file(hash)}.json`, "utf8").catch(() => null);
    return text === null ? null : recordSchema.parse(JSON.parse(text));
  }

  async #projection(hash: string, dimension: number): Promise<Projection> {
    const bytes = await readFile(`${await this.#file(hash)}.projection`);
    return { dimension, matrix: new Float32Array(Uint8Array.from(bytes).buffer) };
  }
}

/** A model's id, if it is one that every installation knows. */
async function registeredName(id: string): Promise<string | null> {
  return resolveModel(id).then(
    ({ reference }) => reference,
    () => null,
  );
}

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}
