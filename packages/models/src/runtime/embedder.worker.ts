import { combine } from "./combine.ts";
import { PartSession } from "./part-session.ts";
import type { BatchRequest, EmbedderPlan } from "./plan.ts";
import { serveWorker } from "./worker-loop.ts";

await serveWorker<EmbedderPlan, PartSession[], BatchRequest>({
  async open({ parts, side, threads }) {
    const opened: PartSession[] = [];
    for (const part of parts) opened.push(await PartSession.open(part, side, threads));
    return opened;
  },
  async answer(parts, { pixels, first, count }, plan) {
    const picture = plan.side * plan.side * 3;
    const view = pixels.subarray(first * picture, (first + count) * picture);
    // ONNX Runtime refuses tensors over a SharedArrayBuffer.
    const own = view.buffer instanceof SharedArrayBuffer ? new Uint8Array(view) : view;
    const outputs: Float32Array[] = [];
    for (const part of parts) outputs.push(await part.run(own, count));
    return combine(outputs, count, plan);
  },
  async close(parts) {
    for (const part of parts) await part.release();
  },
});
