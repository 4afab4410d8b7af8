import { Worker } from "node:worker_threads";

/** Eight-bit operations a second that the runtime reaches on all threads together when it does nothing but multiply. */
export async function rawProductRate(dimension: number, threads: number): Promise<number> {
  const rates = Array.from({ length: threads }, async () => {
    const worker = new Worker(new URL("./raw-products.worker.ts", import.meta.url), {
      workerData: { dimension, seconds: 3 },
    });
    const rate = await new Promise<number>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    await worker.terminate();
    return rate;
  });
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}
