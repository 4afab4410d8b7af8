import type { StoredVectors } from "../contract/vectors.ts";
import type { ShardFiles } from "./shard-files.ts";

/** Where each row of a source lies. */
export interface VectorPlaces {
  /** Shard of each row. */
  shards: Int32Array;
  /** Row within the shard. */
  rows: Int32Array;
  /** Position of the first value in the file of each row's shard, in bytes. */
  dataOffsets: Int32Array;
}

/** Rows nearer than this in a file are read together. */
const bridgedBytes = 128 * 1024;
/** Most bytes of one read. */
const readBytes = 8 * 1024 * 1024;

interface Run {
  shard: number;
  first: number;
  last: number;
  /** Rows of the request, in order of the file. */
  wanted: number[];
}

/** Vectors that are gathered from shard files with few large reads; only what is asked for is in memory. */
export class ShardVectors implements StoredVectors {
  readonly n: number;
  readonly dimension: number;
  readonly #space: number;
  readonly #files: ShardFiles;
  readonly #places: VectorPlaces;

  constructor(files: ShardFiles, space: number, dimension: number, places: VectorPlaces) {
    this.n = places.rows.length;
    this.dimension = dimension;
    this.#space = space;
    this.#files = files;
    this.#places = places;
  }

  async read(start: number, count: number, target: Float32Array): Promise<void> {
    if (start < 0 || count < 0 || start + count > this.n || target.length < count * this.dimension) {
      throw new RangeError(`Rows ${start} to ${start + count} of ${this.n} do not fit.`);
    }
    for (const run of this.#runs(start, count)) await this.#readRun(run, start, target);
  }

  async gather(wanted: Int32Array, target: Float32Array): Promise<void> {
    const { dimension } = this;
    const { shards, rows, dataOffsets } = this.#places;
    const reads = new Map<number, { position: number; target: Uint8Array }[]>();
    wanted.forEach((row, at) => {
      if (row < 0 || row >= this.n) throw new RangeError(`There is no row ${row}.`);
      const shard = shards[row];
      const place = new Uint8Array(target.buffer, target.byteOffset + at * dimension * 4, dimension * 4);
      const ofShard = reads.get(shard) ?? [];
      ofShard.push({ position: dataOffsets[row] + rows[row] * dimension * 4, target: place });
      reads.set(shard, ofShard);
    });
    for (const [shard, ofShard] of reads) await this.#files.readEach({ space: this.#space, shard }, ofShard);
  }

  #runs(start: number, count: number): Run[] {
    const { shards, rows } = this.#places;
    const bytes = this.dimension * 4;
    const order = Array.from({ length: count }, (_, row) => start + row);
    order.sort((a, b) => shards[a] - shards[b] || rows[a] - rows[b]);
    const runs: Run[] = [];
    let run: Run | undefined;
    for (const row of order) {
      const near =
        run !== undefined &&
        run.shard === shards[row] &&
        (rows[row] - run.last) * bytes <= bridgedBytes + bytes &&
        (rows[row] - run.first + 1) * bytes <= readBytes;
      if (run && near) {
        run.last = rows[row];
        run.wanted.push(row);
      } else {
        run = { shard: shards[row], first: rows[row], last: rows[row], wanted: [row] };
        runs.push(run);
      }
    }
    return runs;
  }

  async #readRun({ shard, first, last, wanted }: Run, start: number, target: Float32Array): Promise<void> {
    const { dimension } = this;
    const { rows, dataOffsets } = this.#places;
    const name = { space: this.#space, shard };
    const position = dataOffsets[wanted[0]] + first * dimension * 4;
    const contiguous = wanted.length === last - first + 1 && wanted.every((row, at) => row === wanted[0] + at);
    if (contiguous) {
      const place = target.subarray((wanted[0] - start) * dimension, (wanted[0] - start + wanted.length) * dimension);
      await this.#files.read(name, position, new Uint8Array(place.buffer, place.byteOffset, place.byteLength));
      return;
    }
    const buffer = new Float32Array((last - first + 1) * dimension);
    await this.#files.read(name, position, new Uint8Array(buffer.buffer));
    for (const row of wanted) {
      const from = (rows[row] - first) * dimension;
      target.set(buffer.subarray(from, from + dimension), (row - start) * dimension);
    }
  }
}
