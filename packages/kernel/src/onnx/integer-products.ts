import { ModelBuilder } from "./model.ts";

/**
 * A model of eight-bit inner products of queries and columns: products = (query . column) * factor[column] + offset[column].
 *
 * Inputs: `queries`, `count x dimension` of values plus 128 (`MatMulIntegerToFloat` with u8 x s8 is the fast combination), and `factor`
 * and `offset`, one value a column. Columns are given as rows, `columns x dimension`: as constants, which the runtime turns round and packs
 * once for the machine's widest integer instructions, or (null) as the input `rows` of every run. Constants are copied; keep them under
 * 64 MB. The value `products` is float32, `count x columns`.
 */
export function integerProducts(rows: Int8Array | null, dimension: number, columns: number | string): ModelBuilder {
  const model = new ModelBuilder()
    .input("queries", "uint8", ["count", dimension])
    .input("factor", "float32", [columns])
    .input("offset", "float32", [columns])
    .constant("one", "float32", [], Float32Array.of(1))
    .constant("zero", "uint8", [], Uint8Array.of(128));
  if (rows === null) model.input("rows", "int8", [columns, dimension]);
  else model.constant("rows", "int8", [rows.length / dimension, dimension], rows);
  return model
    .node("Transpose", ["rows"], ["columns"], { perm: [1, 0] })
    .node(
      "MatMulIntegerToFloat",
      ["queries", "columns", "one", "factor", "zero", "", "offset"],
      ["products"],
      {},
      "com.microsoft",
    );
}
