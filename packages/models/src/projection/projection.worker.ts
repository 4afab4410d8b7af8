import { serveWorker } from "../runtime/worker-loop.ts";
import { principalProjection } from "./fit-projection.ts";

/** Length of the vectors that the projection takes and gives. */
export interface ProjectionPlan {
  width: number;
  dimension: number;
}

await serveWorker<ProjectionPlan, null, Float32Array>({
  open: async () => null,
  answer: async (_, vectors, { width, dimension }) =>
    new Float32Array(principalProjection(vectors, width, dimension).matrix),
  close: async () => {},
});
