import { rm } from "node:fs/promises";
import { type Crop, GleanerError, type Space } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { takeNumbers } from "../catalog/counters.ts";
import { Remembered } from "../catalog/remembered.ts";
import type { SpaceInput, Spaces } from "../contract/vectors.ts";
import { recordEvent } from "../events/record.ts";
import { deleteFunctions } from "../functions/function-catalog.ts";
import { functionRows } from "../functions/function-rows.ts";
import type { ShardFiles } from "./shard-files.ts";
import { named, type SpaceRow, spaceRow, spaceRows } from "./space-rows.ts";

/** FiftyOne's patches have no padding; a little context helps a crop to be told from others. */
const defaultCrop: Crop = { padding: 0.1, square: false };

/** The embedding spaces in the catalog. */
export class SpaceCatalog implements Spaces {
  readonly #catalog: Catalog;
  readonly #files: ShardFiles;
  readonly #spaces: Remembered<readonly Space[]>;

  constructor(catalog: Catalog, files: ShardFiles) {
    this.#catalog = catalog;
    this.#files = files;
    this.#spaces = new Remembered(catalog, () => this.#read());
  }

  async list(): Promise<Space[]> {
    return [...(await this.#spaces.get())];
  }

  async get(name: string): Promise<Space> {
    return named(await this.#spaces.get(), name);
  }

  async find(name: string): Promise<Space | null> {
    return (await this.list()).find((space) => space.name === name) ?? null;
  }

  async ensure(input: SpaceInput): Promise<Space> {
    const { name, model, modelHash, unit = "sample", dimension } = input;
    const crop = unit === "object" ? (input.crop ?? defaultCrop) : null;
    if (!Number.isInteger(dimension) || dimension < 1) {
      throw new GleanerError("vector_dimension", `A space can't have the dimension ${dimension}.`);
    }
    await this.#catalog.transaction(async (connection) => {
      const known = (await spaceRows(connection)).find((each) => each.name === name);
      if (known) {
        requireSame(known, { name, model, modelHash, unit, dimension, crop });
        return;
      }
      const id = await takeNumbers(connection, "space");
      await connection.change("insert into spaces values (?, ?, ?, ?, ?, ?, now()::timestamp, ?)", [
        id,
        name,
        model,
        modelHash,
        unit,
        dimension,
        crop && JSON.stringify(crop),
      ]);
      await recordEvent(connection, {
        kind: "space.create",
        summary: `Made the space ${name} of ${model}, ${dimension} dimensions.`,
        details: { space: name, model, modelHash, unit, dimension, ...(crop ? { crop } : {}) },
      });
    });
    return this.get(name);
  }

  async delete(name: string): Promise<void> {
    const space = await spaceRow(this.#catalog, name);
    await this.#catalog.transaction(async (connection) => {
      for (const table of ["vector_rows", "shards", "graph_scores", "duplicate_answers", "duplicate_thresholds"]) {
        await connection.change(`delete from ${table} where space = ?`, [space.id]);
      }
      await connection.change("delete from index_members where index_id in (select id from indexes where space = ?)", [
        space.id,
      ]);
      await connection.change("delete from indexes where space = ?", [space.id]);
      const functions = await functionRows(connection, space.id);
      await deleteFunctions(
        connection,
        functions.map(({ id }) => id),
      );
      await connection.change("delete from spaces where id = ?", [space.id]);
      await recordEvent(connection, {
        kind: "space.delete",
        summary: `Deleted the space ${name}.`,
        details: { space: name },
      });
    });
    await this.#files.closeSpace(space.id);
    await rm(this.#files.folder(space.id), { recursive: true, force: true });
  }

  async #read(): Promise<Space[]> {
    const rows = await this.#catalog.rows("select space, count(*) as count from vector_rows group by space");
    const counts = new Map(rows.map((row) => [row.number("space"), row.number("count")]));
    return (await spaceRows(this.#catalog)).map((row) => present(row, counts.get(row.id) ?? 0));
  }
}

function requireSame(known: SpaceRow, wanted: Required<Omit<SpaceInput, "crop">> & { crop: Crop | null }): void {
  const differing: string[] = (["model", "modelHash", "unit", "dimension"] as const).filter(
    (key) => known[key] !== wanted[key],
  );
  if (known.crop?.padding !== wanted.crop?.padding || known.crop?.square !== wanted.crop?.square)
    differing.push("crop");
  if (differing.length === 0) return;
  throw new GleanerError(
    differing.every((key) => key === "dimension") ? "vector_dimension" : "model_mismatch",
    `The space "${known.name}" holds vectors of ${known.model} (${known.dimension} dimensions, ${known.unit}s); vectors of ${wanted.model} (${wanted.dimension} dimensions, ${wanted.unit}s) can't be added to it.`,
    { hint: "Name another space with --space.", details: { space: known.name, differing } },
  );
}

function present({ name, model, modelHash, unit, dimension, crop, createdAt }: SpaceRow, vectors: number): Space {
  return { name, model, modelHash, unit, dimension, crop, vectors, createdAt };
}
