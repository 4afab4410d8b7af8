/** How sessions and threads share the processor. */
export interface Arrangement {
  /** Worker threads, each with sessions of its own. */
  workers: number;
  /** Threads inside each session. */
  threadsPerWorker: number;
}

/** Memory that the copies of a model's weights may take together. */
const weightBudget = 1 << 30;

/**
 * As many single-threaded sessions as there are threads, because pictures are independent: threads inside one session
 * wait for each other after every layer, which costs little on an idle machine and a third on a busy one. Fewer, wider
 * sessions for a model whose copies would fill the memory.
 * @param modelBytes size of all the model's files; opened, a model takes about twice that
 */
export function arrange(threads: number, modelBytes: number): Arrangement {
  const affordable = Math.max(1, Math.floor(weightBudget / (2 * Math.max(1, modelBytes))));
  const workers = Math.max(1, Math.min(threads, affordable));
  return { workers, threadsPerWorker: Math.max(1, Math.floor(threads / workers)) };
}
