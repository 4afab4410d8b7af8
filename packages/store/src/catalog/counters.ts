import type { Connection } from "./connection.ts";

export type Counter = "sample" | "dataset" | "space" | "shard" | "version" | "slice" | "event" | "function";

/** Takes `count` numbers that were never given before and gives the first; they follow one another. */
export async function takeNumbers(connection: Connection, counter: Counter, count = 1): Promise<number> {
  const row = await connection.row("select value from counters where name = ?", [counter]);
  await connection.change("update counters set value = value + ? where name = ?", [count, counter]);
  return row.number("value") + 1;
}
