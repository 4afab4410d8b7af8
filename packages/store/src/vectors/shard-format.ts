import { crc32 } from "node:zlib";
import {
  Field,
  FixedSizeList,
  Float32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";

/** A shard as bytes of an Arrow IPC file, and where its float32 values begin: row `r` is `dimension` floats at `dataOffset + 4 r dimension`. */
export interface EncodedShard {
  bytes: Uint8Array;
  dataOffset: number;
  /** CRC-32 of the bytes. */
  checksum: number;
}

/**
 * An Arrow IPC file of one record batch with the columns `id` (utf8) and `vector` (fixed_size_list<float32>[dimension], no nulls).
 * `data` is `ids.length x dimension`, row-major, and is copied.
 */
export function encodeShard(ids: readonly string[], data: Float32Array, dimension: number): EncodedShard {
  const bytes = tableToIPC(new Table([vectorBatch(ids, data, dimension)]), "file");
  return { bytes, dataOffset: locateValues(bytes), checksum: crc32(bytes) };
}

/** The rows as a record batch with the columns of a shard. `data` is not copied. */
export function vectorBatch(ids: readonly string[], data: Float32Array, dimension: number) {
  const type = new FixedSizeList(dimension, new Field("item", new Float32(), false));
  const fields = [new Field("id", new Utf8(), false), new Field("vector", type, false)];
  const values = makeData({ type: new Float32(), length: data.length, data });
  const columns = [
    vectorFromArray(ids, new Utf8()).data[0],
    makeData({ type, length: ids.length, nullCount: 0, child: values }),
  ];
  const rows = makeData({ type: new Struct(fields), length: ids.length, nullCount: 0, children: columns });
  return new RecordBatch(new Schema(fields), rows);
}

/** Where the float32 values of a shard's bytes begin. Throws when it is no shard. */
export function locateValues(bytes: Uint8Array): number {
  const child = tableFromIPC(bytes).getChild("vector")?.data[0]?.children[0]?.values;
  if (!(child instanceof Float32Array)) throw new TypeError("Not a shard: no column `vector` of float32 lists.");
  return child.byteOffset - bytes.byteOffset;
}
