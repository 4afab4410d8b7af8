import { parentPort, workerData } from "node:worker_threads";
import { combine } from "./combine.ts";
import { WorkerFailure } from "./failure.ts";
import { NativeSection } from "./native-section.ts";
import { PartSession } from "./part-session.ts";
import type { BatchRequest, EmbedderPlan } from "./plan.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-pool.ts";

const start: WorkerStart<EmbedderPlan> = workerData;
const plan = start.data;
const native = new NativeSection(start.cells);
const port = parentPort;
const picture = plan.side * plan.side * 3;

if (port) {
  const parts = await native.run(openParts).catch((error: unknown) => {
    send({ kind: "refused", failure: WorkerFailure.describe(error) });
    return null;
  });
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

async function openParts(): Promise<PartSession[]> {
  const opened: PartSession[] = [];
  for (const part of plan.parts) opened.push(await PartSession.open(part, plan.side, plan.threads));
  return opened;
}

async function answer(parts: readonly PartSession[], id: number, request: BatchRequest): Promise<void> {
  try {
    const vectors = await native.run(() => embed(parts, request));
    send({ kind: "done", id, result: vectors }, [vectors.buffer]);
  } catch (error) {
    send({ kind: "failed", id, failure: WorkerFailure.describe(error) });
  }
}

async function embed(parts: readonly PartSession[], { pixels, first, count }: BatchRequest) {
  const view = pixels.subarray(first * picture, (first + count) * picture);
  // ONNX Runtime refuses tensors over a SharedArrayBuffer.
  const own = view.buffer instanceof SharedArrayBuffer ? new Uint8Array(view) : view;
  const outputs: Float32Array[] = [];
  for (const part of parts) outputs.push(await part.run(own, count));
  return combine(outputs, count, plan);
}

async function close(parts: readonly PartSession[]): Promise<void> {
  for (const part of parts) await native.run(() => part.release());
  port?.close();
}
