import { InferenceSession, Tensor } from "onnxruntime-node";

/**
 * A quiet session, on one thread unless told otherwise. The comparisons get their parallelism from worker threads with a session each:
 * that scales better than threads inside a session, and results cannot depend on the number of threads.
 */
export function openSession(model: Uint8Array, threads = 1): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
  });
}

/** The float32 values of an output. The array is owned by the runtime's tensor: use it before the next run or copy it. */
export function float32Output(tensor: Tensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new TypeError(`The output is ${tensor.type}, not float32.`);
}

/** The low words of an int64 output of non-negative numbers below 2^31: element i stands at position 2 i. */
export function lowWords(tensor: Tensor): Int32Array {
  const { data } = tensor;
  if (data instanceof BigInt64Array) return new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  throw new TypeError(`The output is ${tensor.type}, not int64.`);
}

export type { InferenceSession };
export { Tensor };
