import { GleanerError } from "@gleaner/schema";

/** How many rows an error names. */
const namedRows = 10;

/**
 * Refuses a batch of vectors as a whole, before anything is written: `vector_dimension`, `vector_ids`, `vector_not_finite`, with the first
 * ten rows in the details. Gives the rows that are all zero.
 */
export function checkVectors(numbers: Int32Array, data: Float32Array, dimension: number): number[] {
  if (data.length !== numbers.length * dimension) {
    throw new GleanerError(
      "vector_dimension",
      `${numbers.length} vectors of ${dimension} dimensions need ${numbers.length * dimension} numbers, not ${data.length}.`,
      {
        hint: "Every row needs exactly the space's dimension.",
        details: { dimension, rows: numbers.length, numbers: data.length },
      },
    );
  }
  refuseRepeated(numbers);
  const notFinite: number[] = [];
  const zero: number[] = [];
  for (let row = 0; row < numbers.length; row++) {
    let magnitude = 0;
    for (let at = row * dimension; at < (row + 1) * dimension; at++) magnitude += Math.abs(data[at]);
    if (!Number.isFinite(magnitude)) notFinite.push(row);
    else if (magnitude === 0) zero.push(row);
  }
  if (notFinite.length > 0) {
    const rows = notFinite.slice(0, namedRows);
    throw new GleanerError(
      "vector_not_finite",
      `${notFinite.length} of ${numbers.length} vectors hold NaN or infinity; nothing was written. First rows: ${rows.join(", ")}.`,
      { hint: "Remove or repair these rows.", details: { rows, count: notFinite.length } },
    );
  }
  return zero;
}

function refuseRepeated(numbers: Int32Array): void {
  const first = new Map<number, number>();
  const rows: number[] = [];
  numbers.forEach((number, row) => {
    if (first.has(number)) rows.push(row);
    else first.set(number, row);
  });
  if (rows.length === 0) return;
  const named = rows.slice(0, namedRows);
  throw new GleanerError(
    "vector_ids",
    `${rows.length} vectors are for a sample that has one in the same batch; nothing was written.`,
    {
      hint: `Keep one vector a sample. First repeated rows: ${named.join(", ")}.`,
      details: { rows: named, count: rows.length },
    },
  );
}
