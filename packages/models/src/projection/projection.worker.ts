import { serveWorker } from "../runtime/worker-loop.ts";
import { type ProjectionPlan, principalProjection } from "./principal-projection.ts";

await serveWorker<ProjectionPlan, null, Float32Array>({
  open: async () => null,
  answer: async (_, vectors, { width, dimension }) =>
    new Float32Array(principalProjection(vectors, width, dimension).matrix),
  close: async () => {},
});
