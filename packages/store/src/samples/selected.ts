import type { DuckDBValue } from "@duckdb/node-api";
import type { Operand, Unit } from "@gleaner/schema";

/** A query's samples or objects as SQL over the aliases of the filter columns: `select ... from ${from} where ${where}`. */
export interface Selected {
  unit: Unit;
  /** SQL of the row's number. */
  number: "s.number" | "o.number" | "g.sample";
  from: string;
  where: string;
  /** Values of the `?` in `from` and `where`, in order. */
  parameters: DuckDBValue[];
  /** Those of `from`. */
  joinParameters: DuckDBValue[];
  /** Those of `where`. */
  whereParameters: DuckDBValue[];
  /** The same rows by their scores `g` alone, without those that have none; null where the query asks for more than numbers. */
  scored: Pick<Selected, "from" | "where" | "parameters"> | null;
  /** True where the query leaves nothing out. */
  isWhole: boolean;
  /** True where it asks for nothing but datasets, or for nothing at all. */
  byDatasetAlone: boolean;
  /** True where it looks at nothing but columns of `samples`, a row at a time. */
  isPlain: boolean;
}

/** What else a query needs beside `s`, and `o` for objects. */
export interface Needs {
  /** The scores, `g`. */
  scores?: boolean;
  /** The dataset, `d`. */
  datasets?: boolean;
  /** The metadata of this key, `m`. */
  metadata?: string;
  /** The values of these terms, `t0`, `t1`, ... */
  terms?: readonly TermOperand[];
}

/** An operand whose values are found by number: a function, a similarity, a prediction, or a computed field. */
export type TermOperand = Exclude<Operand, { kind: "count" | "meta" | "attribute" }>;
