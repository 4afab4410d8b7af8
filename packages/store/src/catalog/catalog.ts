import { availableParallelism, totalmem } from "node:os";
import { DuckDBInstance } from "@duckdb/node-api";
import { GleanerError } from "@gleaner/schema";
import { crashPoint } from "../workspace/crash-point.ts";
import { Connection, type Parameters } from "./connection.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { storeError } from "./faults.ts";
import { Mutex } from "./mutex.ts";
import { NumberSets } from "./number-sets.ts";
import type { NumberValues } from "./number-values.ts";
import type { Row } from "./row.ts";

const readers = 4;

/** An open DuckDB catalog: many readers, one writer. Readers see the last committed state. */
export class Catalog {
  readonly readOnly: boolean;
  readonly #instance: DuckDBInstance;
  readonly #writer: Connection;
  readonly #readers: ConnectionPool;
  readonly #sets: NumberSets;
  readonly #writing = new Mutex();
  #commits = 0;

  private constructor(
    instance: DuckDBInstance,
    connections: { writer: Connection; scratch: Connection },
    readOnly: boolean,
  ) {
    this.readOnly = readOnly;
    this.#instance = instance;
    this.#writer = connections.writer;
    this.#sets = new NumberSets(connections.scratch);
    this.#readers = new ConnectionPool(async () => new Connection(await instance.connect()), readers);
  }

  /** Opens or makes the file; DuckDB's own errors are thrown as they are, for the caller to judge. `temporary` is for spilled queries. */
  static async open(file: string, options: { readOnly: boolean; temporary: string }): Promise<Catalog> {
    const instance = await DuckDBInstance.create(file, {
      access_mode: options.readOnly ? "READ_ONLY" : "READ_WRITE",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      memory_limit: `${Math.round(Math.min(1024, totalmem() / 2 ** 20 / 4))}MiB`,
      threads: String(Math.min(4, availableParallelism())),
      temp_directory: options.temporary,
    });
    try {
      const writer = new Connection(await instance.connect());
      await writer.change("attach ':memory:' as scratch (read_write)");
      await writer.change("set TimeZone = 'UTC'");
      const scratch = new Connection(await instance.connect());
      return new Catalog(instance, { writer, scratch }, options.readOnly);
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }

  rows(sql: string, parameters?: Parameters): Promise<Row[]> {
    return this.#readers.use((connection) => connection.rows(sql, parameters));
  }

  /** The only row of a query that gives one. */
  row(sql: string, parameters?: Parameters): Promise<Row> {
    return this.#readers.use((connection) => connection.row(sql, parameters));
  }

  integers(sql: string, parameters?: Parameters): Promise<Int32Array[]> {
    return this.#readers.use((connection) => connection.integers(sql, parameters));
  }

  doubles(sql: string, parameters?: Parameters): Promise<Float64Array> {
    return this.#readers.use((connection) => connection.doubles(sql, parameters));
  }

  blobs(sql: string, take: (row: number, bytes: Uint8Array) => void, parameters?: Parameters): Promise<void> {
    return this.#readers.use((connection) => connection.blobs(sql, take, parameters));
  }

  numberValues(sql: string, parameters?: Parameters): Promise<NumberValues> {
    return this.#readers.use((connection) => connection.numberValues(sql, parameters));
  }

  /** Runs `work` with the name of a table `(number)` of these numbers in order of `rowid`; kept for later calls with the same array. */
  withNumbers<T>(numbers: ArrayLike<number>, work: (table: string) => Promise<T>): Promise<T> {
    return this.#sets.use(numbers instanceof Int32Array ? numbers : Int32Array.from(numbers), work);
  }

  /** The same for numbers with values, as a table `(number, value)`. */
  withValues<T>(values: NumberValues, work: (table: string) => Promise<T>): Promise<T> {
    return this.#sets.use(values, work);
  }

  /** Transactions that were committed since the catalog was opened: while it stands, nothing has changed. */
  get commits(): number {
    return this.#commits;
  }

  /** Runs `work` in a transaction of the one writer: all of it is durable when this returns, or nothing happened. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.readOnly) {
      return Promise.reject(
        new GleanerError("workspace_read_only", "The workspace is open without the right to write.", {
          hint: "Open it without `readOnly`, or check the folder's permissions.",
        }),
      );
    }
    return this.#writing.run(async () => {
      await this.#writer.change("begin transaction");
      let result: T;
      try {
        result = await work(this.#writer);
      } catch (error) {
        await this.#rollback(error);
        throw storeError(error);
      }
      crashPoint("store.beforeCommit");
      await this.#writer.change("commit");
      this.#commits++;
      crashPoint("store.afterCommit");
      return result;
    });
  }

  /** Runs statements that can't be part of a transaction, with no transaction beside them. */
  alone<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#writing.run(() => work(this.#writer));
  }

  /** Waits for the writer, then closes the file. */
  close(): Promise<void> {
    return this.#writing.run(async () => {
      this.#readers.close();
      this.#sets.close();
      this.#writer.close();
      this.#instance.closeSync();
    });
  }

  /** A failed commit ends its transaction itself, and a lost database can't roll back: then the first error is what counts. */
  async #rollback(cause: unknown): Promise<void> {
    try {
      await this.#writer.change("rollback");
    } catch (error) {
      if (!(error instanceof Error && /no transaction is active|invalidated/i.test(error.message))) {
        throw new AggregateError([cause, error], "A transaction failed and could not be rolled back.");
      }
    }
  }
}
