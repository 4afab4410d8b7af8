import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { KernelError } from "./error.ts";

/** The calls that a pool's workers answer: name -> what goes in and what comes out. */
export type Calls = Record<string, { input: unknown; output: unknown }>;

/** What code inside a pool's worker sees of its caller. */
export interface CallContext {
  /** Throws `cancelled` once the caller has aborted. Call it at least every 50 ms of work. */
  check(): void;
  /** Counts finished units of work; the caller turns the sum over all workers into progress. */
  count(units: number): void;
}

/** The worker side: one function a call. */
export type Handlers<C extends Calls> = {
  [K in keyof C]: (input: C[K]["input"], context: CallContext) => Promise<C[K]["output"]> | C[K]["output"];
};

type Reply =
  | { id: number; output: unknown }
  | { id: number; failure: { code: KernelError["code"]; message: string; details: Record<string, unknown> } };

interface Pending {
  resolve(output: unknown): void;
  reject(error: KernelError): void;
}

interface Member {
  worker: Worker;
  pending: Map<number, Pending>;
}

/** Which words of the shared state hold what. */
const cancelWord = 0;
const countWord = 1;

/**
 * A few worker threads that stay alive and answer calls, each with state of its own (sessions, scratch memory).
 * Typed arrays over SharedArrayBuffers are shared with the workers, other inputs are copied.
 */
export class WorkerPool<C extends Calls> {
  readonly #members: Member[];
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  #next = 0;
  #failure: KernelError | undefined;

  /** `module` is a file that calls {@link serveCalls}; `size` is the number of threads, at least 1. */
  constructor(module: URL, size: number) {
    this.#members = Array.from({ length: size }, () => this.#start(module));
  }

  /** Number of threads. */
  get size(): number {
    return this.#members.length;
  }

  /** Units counted by all workers since the last {@link resetCount}. */
  get counted(): number {
    return Atomics.load(this.#state, countWord);
  }

  resetCount(): void {
    Atomics.store(this.#state, countWord, 0);
  }

  /** Makes every running and later call fail with `cancelled` at its next check. */
  cancel(): void {
    Atomics.store(this.#state, cancelWord, 1);
  }

  /**
   * Calls one worker. Calls to the same worker start in the order in which they were made.
   * @throws KernelError what the handler threw, `cancelled`, or `worker_failed` when the thread died.
   */
  call<K extends keyof C & string>(member: number, name: K, input: C[K]["input"]): Promise<C[K]["output"]> {
    if (this.#failure) return Promise.reject(this.#failure);
    const { worker, pending } = this.#members[member];
    const id = this.#next++;
    return new Promise<C[K]["output"]>((resolve, reject) => {
      pending.set(id, { resolve, reject });
      worker.postMessage({ id, name, input });
    });
  }

  /**
   * Calls every worker and waits for all of them. When one fails the others are cancelled, because they may wait for it,
   * and its error is thrown.
   */
  async callEach<K extends keyof C & string>(
    name: K,
    inputFor: (member: number) => C[K]["input"],
  ): Promise<C[K]["output"][]> {
    let failure: unknown;
    const calls = this.#members.map((_, member) =>
      this.call(member, name, inputFor(member)).catch((error: unknown) => {
        failure ??= error;
        this.cancel();
        throw error;
      }),
    );
    const results = await Promise.allSettled(calls);
    const outputs: C[K]["output"][] = [];
    for (const result of results) {
      if (result.status === "rejected") throw failure;
      outputs.push(result.value);
    }
    return outputs;
  }

  /** Ends all threads; calls that are still running fail with `cancelled`. */
  async close(): Promise<void> {
    this.#failure ??= new KernelError("cancelled", "The workers were closed.");
    const failure = this.#failure;
    await Promise.all(
      this.#members.map(async ({ worker, pending }) => {
        worker.removeAllListeners();
        worker.on("error", () => {});
        await worker.terminate();
        for (const { reject } of pending.values()) reject(failure);
        pending.clear();
      }),
    );
  }

  #start(module: URL): Member {
    const worker = new Worker(module, { workerData: { pool: true, state: this.#state } });
    const pending = new Map<number, Pending>();
    const fail = (message: string) => {
      this.#failure ??= new KernelError("worker_failed", message);
      for (const { reject } of pending.values()) reject(this.#failure);
      pending.clear();
    };
    worker.on("message", (reply: Reply) => {
      const call = pending.get(reply.id);
      pending.delete(reply.id);
      if ("output" in reply) call?.resolve(reply.output);
      else call?.reject(new KernelError(reply.failure.code, reply.failure.message, reply.failure.details));
    });
    worker.on("error", (error) => fail(String(error)));
    worker.on("exit", (code) => fail(`The worker ended with ${code}.`));
    return { worker, pending };
  }
}

/** Waits for all promises and then throws the first failure, so that no work goes on behind a caller's back. */
export async function settled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  const outputs: T[] = [];
  for (const result of results) {
    if (result.status === "rejected") throw result.reason;
    outputs.push(result.value);
  }
  return outputs;
}

/** Makes the current file the worker side of {@link WorkerPool}. Does nothing on the main thread. */
export function serveCalls<C extends Calls>(handlers: Handlers<C>): void {
  const data: { pool?: boolean; state: Int32Array } | null = workerData;
  const port = parentPort;
  if (isMainThread || !port || !data?.pool) return;
  const context: CallContext = {
    check() {
      if (Atomics.load(data.state, cancelWord)) throw new KernelError("cancelled", "The work was cancelled.");
    },
    count(units) {
      Atomics.add(data.state, countWord, units);
    },
  };
  let last: Promise<void> = Promise.resolve();
  const answer = async (message: { id: number; name: string; input: unknown }) => {
    try {
      context.check();
      port.postMessage({ id: message.id, output: await handlers[message.name](message.input, context) });
    } catch (error) {
      const known = error instanceof KernelError;
      const failure = {
        code: known ? error.code : "worker_failed",
        message: error instanceof Error ? error.message : String(error),
        details: known ? error.details : {},
      };
      port.postMessage({ id: message.id, failure });
    }
  };
  port.on("message", (message: { id: number; name: string; input: unknown }) => {
    last = last.then(() => answer(message));
  });
}
