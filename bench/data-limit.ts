import { Worker } from "node:worker_threads";

/** Eight-bit operations a second: of all threads together by the clock, and of one second of processor time. */
export interface ProductRate {
  readonly wall: number;
  readonly cpu: number;
}

/** What the runtime reaches on all threads together when it does nothing but multiply. */
export async function rawProductRate(dimension: number, threads: number): Promise<ProductRate> {
  const rates = await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL("./raw-products.worker.ts", import.meta.url), {
        workerData: { dimension, seconds: 3 },
      });
      const rate = await new Promise<ProductRate>((resolve, reject) => {
        worker.once("message", resolve);
        worker.once("error", reject);
      });
      await worker.terminate();
      return rate;
    }),
  );
  const sum = (key: keyof ProductRate) => rates.reduce((total, rate) => total + rate[key], 0);
  return { wall: sum("wall"), cpu: sum("cpu") / threads };
}
