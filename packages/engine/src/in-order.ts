/**
 * Runs a function over a stream, several items at a time, and gives the results in the order of the items. At most `ahead` are
 * under way; the first failure ends the stream.
 */
export async function* inOrder<I, O>(
  items: AsyncIterable<I> | Iterable<I>,
  run: (item: I) => Promise<O>,
  ahead: number,
): AsyncGenerator<O> {
  const pending: Promise<O>[] = [];
  for await (const item of items) {
    const result = run(item);
    // Awaited below, possibly after an earlier one failed.
    result.catch(() => {});
    pending.push(result);
    if (pending.length >= ahead) yield (await pending.shift()) as O;
  }
  for (const result of pending) yield await result;
}

/** Groups a stream into arrays of `size`; the last may be shorter. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
