import { parentPort, workerData } from "node:worker_threads";
import { combine } from "./combine.ts";
import { WorkerFailure } from "./failure.ts";
import { PartSession } from "./part-session.ts";
import type { BatchRequest, EmbedderPlan } from "./plan.ts";
import type { FromWorker, ToWorker } from "./worker-pool.ts";

const plan: EmbedderPlan = workerData;
const port = parentPort;
const picture = plan.side * plan.side * 3;

if (port) {
  const parts = await openParts();
  if (parts) {
    port.on("message", (message: ToWorker<BatchRequest>) => {
      if (message.kind === "close") void close(parts);
      else void answer(parts, message.id, message.request);
    });
    send({ kind: "ready" });
  }
}

function send(message: FromWorker<Float32Array>, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

async function openParts(): Promise<PartSession[] | null> {
  const opened: PartSession[] = [];
  try {
    for (const part of plan.parts) opened.push(await PartSession.open(part, plan.side, plan.threads));
    return opened;
  } catch (error) {
    send({ kind: "refused", failure: WorkerFailure.describe(error) });
    return null;
  }
}

async function answer(parts: readonly PartSession[], id: number, request: BatchRequest): Promise<void> {
  try {
    const { first, count } = request;
    const view = request.pixels.subarray(first * picture, (first + count) * picture);
    // ONNX Runtime refuses tensors over a SharedArrayBuffer.
    const pixels = view.buffer instanceof SharedArrayBuffer ? new Uint8Array(view) : view;
    const outputs: Float32Array[] = [];
    for (const part of parts) outputs.push(await part.run(pixels, count));
    const vectors = combine(outputs, count, plan);
    send({ kind: "done", id, result: vectors }, [vectors.buffer]);
  } catch (error) {
    send({ kind: "failed", id, failure: WorkerFailure.describe(error) });
  }
}

async function close(parts: readonly PartSession[]): Promise<void> {
  for (const part of parts) await part.release();
  port?.close();
}
