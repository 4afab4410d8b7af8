import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { KernelError } from "./error.ts";

/** What every long call of the kernel accepts. */
export interface TaskOptions {
  /** Aborting ends the work at its next check with a `cancelled` error. */
  signal?: AbortSignal;
  /** Called at most about ten times a second with the share done, 0..1, and the name of the phase. */
  onProgress?: (share: number, phase: string) => void;
}

/** What code inside a worker sees of its caller. */
export interface TaskContext {
  /** Reports the share done, 0..1; cheap, throttled. */
  progress(share: number, phase: string): void;
  /** Throws `cancelled` once the caller has aborted. Call it at least every 50 ms of work. */
  check(): void;
}

type Message<O> =
  | { kind: "progress"; share: number; phase: string }
  | { kind: "done"; output: O }
  | { kind: "failed"; code: string; message: string; details: Record<string, unknown> };

/**
 * Runs one task in a worker thread of its own and ends that thread afterwards.
 * `module` is a file that calls {@link serveTask}; typed arrays over SharedArrayBuffers in `input` are shared, others are copied.
 * @throws KernelError `cancelled` after an abort, `worker_failed` when the thread dies, else what the task threw.
 */
export function runTask<I, O>(module: URL, input: I, options: TaskOptions = {}): Promise<O> {
  const { signal, onProgress } = options;
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  return new Promise<O>((resolve, reject) => {
    if (signal?.aborted) return reject(new KernelError("cancelled", "The work was cancelled."));
    const worker = new Worker(module, { workerData: { task: true, input, cancel } });
    const onAbort = () => Atomics.store(cancel, 0, 1);
    signal?.addEventListener("abort", onAbort, { once: true });
    const settle = (finish: () => void) => {
      signal?.removeEventListener("abort", onAbort);
      worker.removeAllListeners();
      worker.on("error", () => {});
      void worker.terminate().then(finish, finish);
    };
    worker.on("message", (message: Message<O>) => {
      if (message.kind === "progress") onProgress?.(message.share, message.phase);
      else if (message.kind === "done") settle(() => resolve(message.output));
      else settle(() => reject(restore(message)));
    });
    worker.on("error", (error) => settle(() => reject(new KernelError("worker_failed", String(error)))));
    worker.on("exit", (code) =>
      settle(() => reject(new KernelError("worker_failed", `The worker ended with ${code}.`))),
    );
  });
}

/** Makes the current file the worker side of {@link runTask}. Does nothing on the main thread. */
export function serveTask<I, O>(run: (input: I, context: TaskContext) => Promise<O> | O): void {
  const data: { task?: boolean; input: I; cancel: Int32Array } | null = workerData;
  const port = parentPort;
  if (isMainThread || !port || !data?.task) return;
  let last = 0;
  const context: TaskContext = {
    progress(share, phase) {
      const now = performance.now();
      if (share < 1 && now - last < 100) return;
      last = now;
      port.postMessage({ kind: "progress", share, phase });
    },
    check() {
      if (Atomics.load(data.cancel, 0)) throw new KernelError("cancelled", "The work was cancelled.");
    },
  };
  void (async () => {
    try {
      port.postMessage({ kind: "done", output: await run(data.input, context) });
    } catch (error) {
      const known = error instanceof KernelError;
      port.postMessage({
        kind: "failed",
        code: known ? error.code : "worker_failed",
        message: error instanceof Error ? error.message : String(error),
        details: known ? error.details : {},
      });
    }
  })();
}

function restore(failure: { code: string; message: string; details: Record<string, unknown> }): KernelError {
  return new KernelError(failure.code as KernelError["code"], failure.message, failure.details);
}
