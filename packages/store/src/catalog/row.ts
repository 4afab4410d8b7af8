import { DuckDBListValue, DuckDBTimestampValue, type DuckDBValue } from "@duckdb/node-api";
import { isDocument } from "../workspace/document.ts";

/** Columns of a result by name, each with a value a row. */
export type ResultColumns = ReadonlyMap<string, readonly DuckDBValue[]>;

/** One row of a result, read by column name and type; a value of another type is a fault of the query and throws. */
export class Row {
  readonly #columns: ResultColumns;
  readonly #index: number;

  constructor(columns: ResultColumns, index: number) {
    this.#columns = columns;
    this.#index = index;
  }

  isNull(column: string): boolean {
    return this.#value(column) === null;
  }

  text(column: string): string {
    return this.textOrNull(column) ?? wrong(column, "text");
  }

  textOrNull(column: string): string | null {
    const value = this.#value(column);
    return value === null || typeof value === "string" ? value : wrong(column, "text");
  }

  number(column: string): number {
    return this.numberOrNull(column) ?? wrong(column, "a number");
  }

  numberOrNull(column: string): number | null {
    const value = this.#value(column);
    if (value === null || typeof value === "number") return value;
    return typeof value === "bigint" ? Number(value) : wrong(column, "a number");
  }

  boolean(column: string): boolean {
    const value = this.#value(column);
    return typeof value === "boolean" ? value : wrong(column, "a boolean");
  }

  /** ISO text of a timestamp, which is in UTC. */
  time(column: string): string {
    return this.timeOrNull(column) ?? wrong(column, "a time");
  }

  timeOrNull(column: string): string | null {
    const value = this.#value(column);
    if (value === null) return null;
    if (!(value instanceof DuckDBTimestampValue)) return wrong(column, "a time");
    return new Date(Number(value.micros / 1000n)).toISOString();
  }

  /** A list of texts; a missing one is empty. */
  texts(column: string): string[] {
    const value = this.#value(column);
    if (value === null) return [];
    if (!(value instanceof DuckDBListValue)) return wrong(column, "a list of texts");
    return value.items.map((item) => (typeof item === "string" ? item : wrong(column, "a list of texts")));
  }

  /** A JSON object. */
  document(column: string): Record<string, unknown> {
    const value: unknown = JSON.parse(this.text(column));
    return isDocument(value) ? value : wrong(column, "a JSON object");
  }

  #value(column: string): DuckDBValue {
    const values = this.#columns.get(column);
    return values === undefined ? wrong(column, "in the result") : values[this.#index];
  }
}

function wrong(column: string, expected: string): never {
  throw new TypeError(`Column ${column} is not ${expected}.`);
}
