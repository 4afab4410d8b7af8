import type { Connection } from "./connection.ts";
import { Mutex } from "./mutex.ts";
import type { NumberValues } from "./number-values.ts";

/** Sets kept as tables between queries; a view asks several questions about the same numbers. */
const keptSets = 8;

/** Up to this many numbers are written into a query, which is faster than a table or a bit string of their own. */
export const inlineNumbers = 256;

interface NumberTable {
  name: string;
  ready: Promise<void>;
  users: number;
}

/**
 * Arrays of sample numbers as tables, so that queries can join them: short ones as values, others in an in-memory database. A table has the
 * column `number` (and `value` where there are values), and its `rowid` is the position in the array. The arrays must not change while they
 * are in use.
 */
export class NumberSets {
  readonly #connection: Connection;
  readonly #writing = new Mutex();
  readonly #tables = new Map<Int32Array | NumberValues, NumberTable>();
  #made = 0;

  /** `connection` is used for nothing else; the database `scratch` is attached to its instance. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Runs `work` with a table that holds the numbers: its name, or a subquery. */
  async use<T>(set: Int32Array | NumberValues, work: (table: string) => Promise<T>): Promise<T> {
    if (set instanceof Int32Array && set.length <= inlineNumbers) return work(inline(set));
    const table = this.#tables.get(set) ?? this.#make(set);
    this.#tables.delete(set);
    this.#tables.set(set, table);
    table.users++;
    try {
      await table.ready;
      return await work(table.name);
    } finally {
      table.users--;
      await this.#dropSurplus();
    }
  }

  close(): void {
    this.#tables.clear();
    this.#connection.close();
  }

  #make(set: Int32Array | NumberValues): NumberTable {
    const name = `numbers_${this.#made++}`;
    const ready = this.#writing.run(async () => {
      const target = { database: "scratch", schema: "main", table: name };
      if (set instanceof Int32Array) {
        await this.#connection.change(`create table scratch.${name}(number integer)`);
        await this.#connection.append(target, [{ type: "integer", values: set }]);
      } else {
        await this.#connection.change(`create table scratch.${name}(number integer, value float)`);
        await this.#connection.append(target, [
          { type: "integer", values: set.numbers },
          { type: "float", values: set.values },
        ]);
      }
    });
    return { name: `scratch.${name}`, ready, users: 0 };
  }

  async #dropSurplus(): Promise<void> {
    for (const [set, table] of [...this.#tables]) {
      if (this.#tables.size <= keptSets) return;
      if (table.users > 0) continue;
      this.#tables.delete(set);
      await this.#writing.run(() => this.#connection.change(`drop table if exists ${table.name}`));
    }
  }
}

function inline(numbers: Int32Array): string {
  if (numbers.length === 0) return "(select 0 as number, 0 as rowid where false)";
  return `(select * from (values ${Array.from(numbers, (number, at) => `(${number}, ${at})`).join(", ")}) as v(number, rowid))`;
}
