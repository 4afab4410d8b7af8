import { exportVectorFile, importVectorFile, type VectorsOptions } from "@gleaner/store";
import type { UseCase } from "../context.ts";
import type { Work } from "../work.ts";

/** Brings the vectors of a file into a space, all or none. */
export const importVectors: UseCase<"importVectors"> = ({ workspace }, request, work) =>
  importVectorFile(workspace, request, courseOf(work, "vectors"));

/** Writes the vectors of a dataset to a file. */
export const exportVectors: UseCase<"exportVectors"> = ({ workspace }, request, work) =>
  exportVectorFile(workspace, request, courseOf(work, "vectors"));

function courseOf({ signal, progress }: Work, phase: string): VectorsOptions {
  return { signal, onProgress: (done, total) => progress({ phase, done, total }) };
}
