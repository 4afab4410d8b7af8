import type { FilterParameter } from "../catalog/filter-columns.ts";

/**
 * A piece of SQL with the values of its `?` in order. Pieces are made by `sql` alone, which takes other pieces and nothing else,
 * so that no text of a user can get into the statement.
 */
export class Fragment {
  readonly text: string;
  readonly parameters: readonly FilterParameter[];

  constructor(text: string, parameters: readonly FilterParameter[] = []) {
    this.text = text;
    this.parameters = parameters;
  }
}

/** Joins constant SQL and pieces: sql`${column} < ${bound(3)}`. */
export function sql(constants: TemplateStringsArray, ...pieces: Fragment[]): Fragment {
  const text = constants.reduce((whole, constant, at) => whole + pieces[at - 1].text + constant);
  return new Fragment(
    text,
    pieces.flatMap((piece) => piece.parameters),
  );
}

/** A value, passed beside the statement. */
export function bound(value: FilterParameter): Fragment {
  return new Fragment("?", [value]);
}

/** Pieces with constant SQL between. */
export function joined(pieces: readonly Fragment[], separator: " and " | " or " | ", "): Fragment {
  return new Fragment(
    pieces.map((piece) => piece.text).join(separator),
    pieces.flatMap((piece) => piece.parameters),
  );
}
