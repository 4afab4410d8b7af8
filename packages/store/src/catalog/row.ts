import type { JS } from "@duckdb/node-api";
import { isDocument } from "../workspace/document.ts";

/** One row of a result, read by column name and type; a value of another type is a fault of the query and throws. */
export class Row {
  readonly #values: Record<string, JS>;

  constructor(values: Record<string, JS>) {
    this.#values = values;
  }

  isNull(column: string): boolean {
    return this.#value(column) === null;
  }

  text(column: string): string {
    return this.textOrNull(column) ?? this.#wrong(column, "text");
  }

  textOrNull(column: string): string | null {
    const value = this.#value(column);
    return value === null || typeof value === "string" ? value : this.#wrong(column, "text");
  }

  number(column: string): number {
    return this.numberOrNull(column) ?? this.#wrong(column, "a number");
  }

  numberOrNull(column: string): number | null {
    const value = this.#value(column);
    if (value === null || typeof value === "number") return value;
    return typeof value === "bigint" ? Number(value) : this.#wrong(column, "a number");
  }

  boolean(column: string): boolean {
    const value = this.#value(column);
    return typeof value === "boolean" ? value : this.#wrong(column, "a boolean");
  }

  /** ISO text of a timestamp. */
  time(column: string): string {
    return this.timeOrNull(column) ?? this.#wrong(column, "a time");
  }

  timeOrNull(column: string): string | null {
    const value = this.#value(column);
    if (value === null) return null;
    return value instanceof Date ? value.toISOString() : this.#wrong(column, "a time");
  }

  texts(column: string): string[] {
    const value = this.#value(column);
    if (value === null) return [];
    if (!Array.isArray(value)) return this.#wrong(column, "a list of texts");
    return value.map((item) => (typeof item === "string" ? item : this.#wrong(column, "a list of texts")));
  }

  /** A JSON object. */
  document(column: string): Record<string, unknown> {
    const value: unknown = JSON.parse(this.text(column));
    return isDocument(value) ? value : this.#wrong(column, "a JSON object");
  }

  #value(column: string): JS {
    const value = this.#values[column];
    return value === undefined ? this.#wrong(column, "present") : value;
  }

  #wrong(column: string, expected: string): never {
    throw new TypeError(`Column ${column} is not ${expected}.`);
  }
}
