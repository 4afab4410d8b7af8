import { readSync } from "node:fs";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { syncFolder, writeDurably } from "../workspace/files.ts";
import { encodeShard } from "./shard-format.ts";

/** Files kept open for reading. */
const keptOpen = 128;

/** Milliseconds of synchronous reading after which the event loop gets its turn. */
const longestTurn = 5;

/** Which shard of which space. */
export interface ShardName {
  space: number;
  shard: number;
}

/** A shard as it was written. */
export interface WrittenShard {
  bytes: number;
  dataOffset: number;
  /** CRC-32 of the file. */
  checksum: number;
}

interface OpenFile {
  handle: Promise<FileHandle>;
  readers: number;
  retired: boolean;
}

/** The shard files on disk, `vectors/<space>/<shard>.arrow`. They are never changed, only written, read and deleted. */
export class ShardFiles {
  readonly #root: string;
  readonly #open = new Map<string, OpenFile>();

  constructor(root: string) {
    this.#root = root;
  }

  folder(space: number): string {
    return join(this.#root, String(space));
  }

  file({ space, shard }: ShardName): string {
    return join(this.folder(space), `${shard}.arrow`);
  }

  /** Writes a shard durably. `data` is `ids.length x dimension`, row-major. */
  async write(name: ShardName, ids: readonly string[], data: Float32Array, dimension: number): Promise<WrittenShard> {
    const made = await mkdir(this.folder(name.space), { recursive: true });
    if (made !== undefined) await syncFolder(this.#root);
    const { bytes, dataOffset, checksum } = encodeShard(ids, data, dimension);
    await writeDurably(this.file(name), [bytes]);
    return { bytes: bytes.length, dataOffset, checksum };
  }

  /** Reads `target.length` bytes from `position`. A file that ends before throws. */
  async read(name: ShardName, position: number, target: Uint8Array): Promise<void> {
    await this.#withHandle(name, async (handle, file) => {
      let filled = 0;
      while (filled < target.length) {
        const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
        if (bytesRead === 0) throw tooShort(file);
        filled += bytesRead;
      }
    });
  }

  /**
   * Reads several small pieces, each as {@link read} does. They are read synchronously, because a row that the system has in memory is
   * there in a tenth of the time of an asynchronous call; when the disk takes its time, other work gets a turn in between.
   */
  async readEach(name: ShardName, pieces: readonly { position: number; target: Uint8Array }[]): Promise<void> {
    await this.#withHandle(name, async ({ fd }, file) => {
      let turn = performance.now();
      for (const { position, target } of pieces) {
        for (let filled = 0; filled < target.length; ) {
          const bytesRead = readSync(fd, target, filled, target.length - filled, position + filled);
          if (bytesRead === 0) throw tooShort(file);
          filled += bytesRead;
        }
        if (performance.now() - turn < longestTurn) continue;
        await nextTurn();
        turn = performance.now();
      }
    });
  }

  async delete(name: ShardName): Promise<void> {
    const file = this.file(name);
    const entry = this.#open.get(file);
    if (entry) await this.#retire(file, entry);
    await rm(file, { force: true });
  }

  async closeSpace(space: number): Promise<void> {
    const folder = join(this.folder(space), "/");
    for (const [file, entry] of [...this.#open]) if (file.startsWith(folder)) await this.#retire(file, entry);
  }

  async close(): Promise<void> {
    for (const [file, entry] of [...this.#open]) await this.#retire(file, entry);
  }

  async #withHandle(name: ShardName, use: (handle: FileHandle, file: string) => Promise<void>): Promise<void> {
    const file = this.file(name);
    const entry = this.#take(file);
    try {
      await use(await entry.handle, file);
    } finally {
      entry.readers--;
      await this.#trim();
    }
  }

  #take(file: string): OpenFile {
    const entry = this.#open.get(file) ?? { handle: open(file, "r"), readers: 0, retired: false };
    this.#open.delete(file);
    this.#open.set(file, entry);
    entry.readers++;
    entry.handle.catch(() => this.#open.delete(file));
    return entry;
  }

  async #trim(): Promise<void> {
    for (const [file, entry] of [...this.#open]) {
      if (this.#open.size <= keptOpen) return;
      if (entry.readers === 0) await this.#retire(file, entry);
    }
  }

  async #retire(file: string, entry: OpenFile): Promise<void> {
    this.#open.delete(file);
    if (entry.retired) return;
    entry.retired = true;
    await (await entry.handle).close();
  }
}

const tooShort = (file: string): RangeError => new RangeError(`The shard ${file} is shorter than the catalog says.`);
