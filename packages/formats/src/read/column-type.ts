import type { MetadataValue } from "@gleaner/schema";

const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const leadingZeroPattern = /^[+-]?0\d/;
const booleanPattern = /^(?:true|false)$/i;

function isNumber(text: string): boolean {
  // Codes such as 007 and integers past 2^53 would not survive as numbers.
  return (
    numberPattern.test(text) && !leadingZeroPattern.test(text) && Math.abs(Number(text)) <= Number.MAX_SAFE_INTEGER
  );
}

/**
 * The type of a column of text cells, from all of its values: numbers if every non-empty cell is one, booleans if every one is
 * `true` or `false`, otherwise text. Dates stay ISO text, which sorts and compares as it is. Empty cells have no value.
 */
export class ColumnType {
  #numbers = true;
  #booleans = true;

  observe(cell: string): void {
    if (cell === "") return;
    if (this.#numbers && !isNumber(cell)) this.#numbers = false;
    if (this.#booleans && !booleanPattern.test(cell)) this.#booleans = false;
  }

  convert(cell: string): MetadataValue {
    if (this.#numbers) return Number(cell);
    if (this.#booleans) return cell.toLowerCase() === "true";
    return cell;
  }
}
