const dangerous = /^'*[=+\-@\t\r]/;
const guarded = /^''*[=+\-@\t\r]/;
const plainNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Makes a CSV cell harmless in spreadsheet programs: text that they would take for a formula (it starts with `=`, `+`, `-`, `@`, tab
 * or carriage return) gets a leading apostrophe. Numbers stay. `readCell` takes the apostrophe away again.
 */
export function guardCell(text: string): string {
  return dangerous.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** The text that `guardCell` was given. */
export function readCell(cell: string): string {
  return guarded.test(cell) ? cell.slice(1) : cell;
}
