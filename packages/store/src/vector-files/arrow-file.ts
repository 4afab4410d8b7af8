import { open } from "node:fs/promises";
import { DataType, type RecordBatch, RecordBatchReader, type Schema, type Vector } from "apache-arrow";
import {
  batchRows,
  corruptFile,
  type TableColumn,
  type TableShape,
  tableShape,
  type VectorBatch,
  type VectorFile,
} from "./vector-file.ts";

/** Opens an Arrow IPC file (Feather 2) or stream with a key column and a column of float lists, or numeric columns. */
export async function openArrowFile(file: string): Promise<VectorFile> {
  let rows = 0;
  let dimension: number | null = null;
  let shape: TableShape | null = null;
  for await (const batch of recordBatches(file)) {
    shape ??= tableShape(file, columnsOf(batch.schema));
    dimension ??= dimensionOf(batch, shape);
    rows += batch.numRows;
  }
  if (!shape || dimension === null) throw corruptFile(file, "it has no rows");
  const known = { shape, dimension };
  return { rows, dimension, keyedBy: shape.keyedBy, batches: () => readBatches(file, known) };
}

async function* readBatches(
  file: string,
  { shape, dimension }: { shape: TableShape; dimension: number },
): AsyncGenerator<VectorBatch> {
  const size = batchRows(dimension);
  for await (const batch of recordBatches(file)) {
    for (let start = 0; start < batch.numRows; start += size) {
      yield vectorsOf(batch.slice(start, Math.min(batch.numRows, start + size)), shape, dimension);
    }
  }
}

/** The batches of a file; whatever the reader makes of damaged bytes becomes one error. */
async function* recordBatches(file: string): AsyncGenerator<RecordBatch> {
  const handle = await open(file, "r");
  try {
    const reader = await RecordBatchReader.from(handle);
    for await (const batch of reader) yield batch;
  } catch (error) {
    if (error instanceof Error && (error instanceof RangeError || error instanceof TypeError || !("code" in error))) {
      throw corruptFile(file, error.message, error);
    }
    throw error;
  } finally {
    await handle.close();
  }
}

function columnsOf(schema: Schema): TableColumn[] {
  return schema.fields.map(({ name, type }) => ({ name, type: typeOf(type) }));
}

function typeOf(type: DataType): TableColumn["type"] {
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isDictionary(type)) return "text";
  if (DataType.isFloat(type) || DataType.isInt(type)) return "number";
  if ((DataType.isFixedSizeList(type) || DataType.isList(type)) && DataType.isFloat(type.valueType)) return "vector";
  return "other";
}

function dimensionOf(batch: RecordBatch, shape: TableShape): number | null {
  const [name] = shape.vector;
  const column = batch.getChild(name);
  if (shape.vector.length > 1 || !column || typeOf(column.type) !== "vector") return shape.vector.length;
  if (DataType.isFixedSizeList(column.type)) return column.type.listSize;
  return batch.numRows > 0 ? listAt(column, 0).length : null;
}

function vectorsOf(batch: RecordBatch, shape: TableShape, dimension: number): VectorBatch {
  const keyColumn = batch.getChild(shape.key);
  const keys = Array.from({ length: batch.numRows }, (_, row) => String(keyColumn?.get(row) ?? ""));
  const data = new Float32Array(batch.numRows * dimension).fill(Number.NaN);
  const columns = shape.vector.map((name) => batch.getChild(name));
  const [list] = columns;
  for (let row = 0; row < batch.numRows; row++) {
    if (columns.length === 1 && list && typeOf(list.type) === "vector") {
      const values = listAt(list, row);
      // Another length stays NaN from its end on, or is cut to one NaN: either way the row is refused.
      if (values.length === dimension) data.set(values, row * dimension);
    } else {
      columns.forEach((column, place) => {
        const value: unknown = column?.get(row);
        data[row * dimension + place] = value === null || value === undefined ? Number.NaN : Number(value);
      });
    }
  }
  return { keys, data };
}

function listAt(column: Vector, row: number): number[] | Float32Array {
  const list: unknown = column.get(row);
  if (list === null || typeof list !== "object" || !("toArray" in list) || typeof list.toArray !== "function")
    return [];
  const values: unknown = list.toArray();
  if (values instanceof Float32Array) return values;
  if (values instanceof Float64Array) return Float32Array.from(values);
  return Array.isArray(values) ? values.map(Number) : [];
}
