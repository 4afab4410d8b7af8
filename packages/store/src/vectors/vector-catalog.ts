import { createHash } from "node:crypto";
import { GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { tableOf } from "../catalog/units.ts";
import type { AppendOptions, AppendOutcome, Vectors } from "../contract/vectors.ts";
import { datasetIds } from "../datasets/dataset-rows.ts";
import { ArrivalScoring } from "../functions/score-arrivals.ts";
import { appendShard } from "./append-shard.ts";
import { compactShards } from "./compact-shards.ts";
import type { ShardFiles } from "./shard-files.ts";
import { type SpaceRow, spaceRow } from "./space-rows.ts";
import { ShardVectors } from "./stored-vectors.ts";
import { checkVectors } from "./vector-check.ts";

/** Vectors that are there and made from the present content, joined to `n(number)`. */
const presentIn = ({ unit }: SpaceRow) => `join vector_rows v on v.sample = n.number and v.space = ?
  join ${tableOf(unit)} s on s.number = n.number and s.revision = v.revision`;

/** The vectors: rows in the catalog, values in shard files. */
export class VectorCatalog implements Vectors {
  readonly #catalog: Catalog;
  readonly #files: ShardFiles;
  readonly #arrivals = new ArrivalScoring();

  constructor(catalog: Catalog, files: ShardFiles) {
    this.#catalog = catalog;
    this.#files = files;
  }

  async append(
    space: string,
    numbers: Int32Array,
    data: Float32Array,
    options: AppendOptions = {},
  ): Promise<AppendOutcome> {
    const row = await spaceRow(this.#catalog, space);
    const zero = checkVectors(numbers, data, row.dimension);
    const { contentHashes } = options;
    const batch = { numbers, data, contentHashes };
    const { superseded, hits } = await appendShard(this.#catalog, this.#files, row, batch, this.#arrivals);
    return { rows: numbers.length - superseded.length, zero, superseded, hits };
  }

  async missing(space: string, numbers: Int32Array): Promise<Int32Array> {
    const { id, unit } = await spaceRow(this.#catalog, space);
    return this.#column(
      numbers,
      (table) =>
        `select n.number from ${table} n join ${tableOf(unit)} s on s.number = n.number
         left join vector_rows v on v.sample = n.number and v.space = ? and v.revision = s.revision
         where v.sample is null order by n.rowid`,
      id,
    );
  }

  async present(space: string, numbers: Int32Array): Promise<Int32Array> {
    const row = await spaceRow(this.#catalog, space);
    const present = presentIn(row);
    return this.#column(numbers, (table) => `select n.number from ${table} n ${present} order by n.rowid`, row.id);
  }

  async numbers(space: string, datasets: readonly string[] = []): Promise<Int32Array> {
    const { id, unit } = await spaceRow(this.#catalog, space);
    const ids = await datasetIds(this.#catalog, datasets);
    const scope = ids.length > 0 ? `s.dataset in (${ids.join(", ")})` : "s.dataset > 0";
    const [numbers] = await this.#catalog.integers(
      `select s.number from ${tableOf(unit)} s join vector_rows v on v.sample = s.number and v.space = ? and v.revision = s.revision
       where ${scope} order by s.number`,
      [id],
    );
    return numbers;
  }

  async source(space: string, numbers: Int32Array): Promise<ShardVectors> {
    const row = await spaceRow(this.#catalog, space);
    return new ShardVectors(this.#files, row.id, row.dimension, await this.#places(row, numbers));
  }

  async read(space: string, numbers: ArrayLike<number>): Promise<Float32Array> {
    const source = await this.source(space, Int32Array.from(numbers));
    const target = new Float32Array(source.n * source.dimension);
    await source.read(0, source.n, target);
    return target;
  }

  async fingerprint(space: string, numbers: Int32Array): Promise<string> {
    const row = await spaceRow(this.#catalog, space);
    const { versions } = await this.#places(row, numbers);
    return createHash("sha256")
      .update(`${row.id} ${row.dimension} ${row.modelHash}\0`)
      .update(numbers)
      .update(versions)
      .digest("hex");
  }

  async compact(space: string): Promise<number> {
    return compactShards(this.#catalog, this.#files, await spaceRow(this.#catalog, space));
  }

  #column(numbers: Int32Array, query: (table: string) => string, space: number): Promise<Int32Array> {
    return this.#catalog.withNumbers(numbers, async (table) => {
      const [column] = await this.#catalog.integers(query(table), [space]);
      return column;
    });
  }

  /** Where the vectors lie, by one statement: shards may be compacted between two. */
  async #places(space: SpaceRow, numbers: Int32Array) {
    const [shards, rows, versions, dataOffsets] = await this.#catalog.withNumbers(numbers, (table) =>
      this.#catalog.integers(
        `select v.shard, v.row, v.version, h.data_offset::integer from ${table} n ${presentIn(space)}
         join shards h on h.id = v.shard and h.space = v.space order by n.rowid`,
        [space.id],
      ),
    );
    if (rows.length === numbers.length) return { shards, rows, versions, dataOffsets };
    const without = numbers.length - rows.length;
    throw new GleanerError(
      "not_embedded",
      `${without} of ${numbers.length} ${space.unit}s have no vector in the space "${space.name}".`,
      {
        hint: "Run `gleaner embed` first.",
        details: { space: space.name, missing: without },
      },
    );
  }
}
