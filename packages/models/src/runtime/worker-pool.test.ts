import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WorkerPool } from "./worker-pool.ts";

/** Doubles numbers; ends its thread on "die", throws on "throw", answers "fail" with a failure. */
const source = `
import { parentPort, workerData } from "node:worker_threads";
if (workerData.data === "refuse") parentPort.postMessage({ kind: "refused", failure: { code: "model_corrupt", message: "no" } });
else {
  parentPort.postMessage({ kind: "ready" });
  parentPort.on("message", ({ kind, id, request }) => {
    if (kind === "close") parentPort.close();
    else if (request === "die") process.exit(7);
    else if (request === "throw") throw new Error("out of luck");
    else if (request === "fail") parentPort.postMessage({ kind: "failed", id, failure: { code: "vector_not_finite", message: "bad" } });
    else parentPort.postMessage({ kind: "done", id, result: request * 2 });
  });
}`;

let folder: string;
let module: URL;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gleaner-pool-"));
  const file = join(folder, "doubling.mjs");
  await writeFile(file, source);
  module = pathToFileURL(file);
});
afterAll(() => rm(folder, { recursive: true }));

const start = (count: number, data: string | null = null) =>
  WorkerPool.start<number | string, number>(module, count, data);

describe("WorkerPool", () => {
  it("answers more requests than it has workers", async () => {
    const pool = await start(2);
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    expect(await Promise.all(numbers.map((n) => pool.submit(n)))).toEqual(numbers.map((n) => 2 * n));
    expect(pool.capacity).toBe(4);
    await pool.close();
  });

  it("passes on a worker's refusal to start", async () => {
    await expect(start(2, "refuse")).rejects.toMatchObject({ code: "model_corrupt", message: "no" });
  });

  it("rejects one request without harm to the others", async () => {
    const pool = await start(1);
    const failing = pool.submit("fail");
    const fine = pool.submit(4);
    await expect(failing).rejects.toMatchObject({ code: "vector_not_finite" });
    expect(await fine).toBe(8);
    await pool.close();
  });

  for (const [request, reason] of [
    ["die", "exit code 7"],
    ["throw", "out of luck"],
  ] as const)
    it(`rejects open and later requests when a worker ends (${request})`, async () => {
      const pool = await start(1);
      const open = [request, 1, 2, 3].map((each) => pool.submit(each));
      for (const outcome of await Promise.allSettled(open))
        expect(outcome).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining(reason) } });
      await expect(pool.submit(5)).rejects.toMatchObject({ code: "internal" });
      await pool.close();
    });

  it("answers what is open before it closes, then refuses", async () => {
    const pool = await start(2);
    const open = [1, 2, 3, 4, 5, 6, 7].map((n) => pool.submit(n));
    await Promise.all([pool.close(), pool.close()]);
    expect(await Promise.all(open)).toEqual([2, 4, 6, 8, 10, 12, 14]);
    await expect(pool.submit(1)).rejects.toMatchObject({ message: expect.stringContaining("closed") });
  });
});
