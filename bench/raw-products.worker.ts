import { parentPort, workerData } from "node:worker_threads";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { ModelBuilder } from "../packages/kernel/src/onnx/model.ts";

/** Multiplies eight-bit matrices for a while with nothing else to do: the limit of what the runtime reaches on one thread. */
const { dimension, seconds }: { dimension: number; seconds: number } = workerData;
const rows = 512;
const columns = 8192;
const base = Int8Array.from({ length: dimension * columns }, (_, at) => (Math.imul(at, 40503) >>> 8) & 63);
const queries = Uint8Array.from({ length: rows * dimension }, (_, at) => 128 + ((Math.imul(at, 40503) >>> 9) & 63));
const session = await InferenceSession.create(
  new ModelBuilder()
    .input("queries", "uint8", [rows, dimension])
    .constant("base", "int8", [dimension, columns], base)
    .constant("zero", "uint8", [], Uint8Array.of(128))
    .node("MatMulInteger", ["queries", "base", "zero"], ["products"])
    .node("ReduceMax", ["products"], ["largest"], { axes: [1] })
    .output("largest", "int32", [rows, 1])
    .encode(),
  { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 },
);
const input = { queries: new Tensor("uint8", queries, [rows, dimension]) };
await session.run(input);
const started = performance.now();
const before = process.threadCpuUsage();
let products = 0;
while (performance.now() - started < 1000 * seconds) {
  await session.run(input);
  products++;
}
const elapsed = (performance.now() - started) / 1000;
const used = process.threadCpuUsage(before);
const operations = 2 * products * rows * columns * dimension;
parentPort?.postMessage({ wall: operations / elapsed, cpu: operations / ((used.user + used.system) / 1e6) });
