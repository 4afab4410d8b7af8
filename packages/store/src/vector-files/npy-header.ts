/** Shape and element type of a NumPy file (format of numpy.lib.format, versions 1 to 3). */
export interface NpyHeader {
  rows: number;
  dimension: number;
  type: "f2" | "f4" | "f8";
  /** Position of the first element. */
  dataOffset: number;
}

const magic = Buffer.from("\x93NUMPY", "latin1");
/** NumPy's own limit for headers that it trusts. */
const maximumHeader = 10_000;

/** Bytes that {@link readNpyHeader} needs at most. */
export const npyHeaderBytes = 12 + maximumHeader;

/**
 * Reads the header of a two-dimensional little-endian float array. Throws a RangeError that says what is wrong: also for arrays of objects,
 * which hold pickled code.
 */
export function readNpyHeader(start: Buffer): NpyHeader {
  if (!start.subarray(0, 6).equals(magic) || start.length < 12) throw new RangeError("it is no .npy file");
  const wide = start[6] >= 2;
  const length = wide ? start.readUInt32LE(8) : start.readUInt16LE(8);
  const begin = wide ? 12 : 10;
  if (length > maximumHeader || begin + length > start.length) throw new RangeError("its header is cut or too long");
  const header = start.toString("latin1", begin, begin + length);
  const descriptor = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const shape = /'shape':\s*\((\d+),\s*(\d+)\)/.exec(header);
  if (descriptor === undefined || descriptor.includes("O")) throw new RangeError("it holds objects, not numbers");
  const type = /^[<|=](f[248])$/.exec(descriptor)?.[1];
  if (type !== "f2" && type !== "f4" && type !== "f8")
    throw new RangeError(`its numbers are ${descriptor}, not floats`);
  if (!shape) throw new RangeError("it is not a two-dimensional array (rows x dimension)");
  if (/'fortran_order':\s*True/.test(header))
    throw new RangeError("it is stored by columns; save np.ascontiguousarray(x)");
  return { rows: Number(shape[1]), dimension: Number(shape[2]), type, dataOffset: begin + length };
}

/** The header of a `rows x dimension` float32 array, padded so that the data begins at a multiple of 64. */
export function writeNpyHeader(rows: number, dimension: number): Buffer {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimension}), }`;
  const padding = 64 - ((10 + dictionary.length + 1) % 64);
  const text = `${dictionary}${" ".repeat(padding)}\n`;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(text.length);
  return Buffer.concat([magic, Buffer.from([1, 0]), size, Buffer.from(text, "latin1")]);
}
