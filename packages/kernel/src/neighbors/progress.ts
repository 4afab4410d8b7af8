import type { Calls, WorkerPool } from "../pool.ts";
import type { TaskOptions } from "../task.ts";

/**
 * Reports the units that a pool counts as progress of one phase, ten times a second, while `work` runs.
 * The phase fills the part `from .. to` of the whole task.
 */
export async function withProgress<C extends Calls, T>(
  pool: WorkerPool<C>,
  onProgress: TaskOptions["onProgress"],
  phase: { name: string; from: number; to: number; units: number },
  work: () => Promise<T>,
): Promise<T> {
  if (!onProgress) return work();
  pool.resetCount();
  const report = () => {
    const share = phase.units > 0 ? Math.min(1, pool.counted / phase.units) : 1;
    onProgress(phase.from + share * (phase.to - phase.from), phase.name);
  };
  const timer = setInterval(report, 100);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    report();
  }
}
