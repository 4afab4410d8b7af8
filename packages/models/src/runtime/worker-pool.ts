import { Worker } from "node:worker_threads";
import { GleanerError } from "@gleaner/schema";
import { forget, NativeSection, watch } from "./native-section.ts";
import type { Failure } from "./plan.ts";

/** What a worker starts with: the caller's data, and the shared memory of its {@link NativeSection}. */
export interface WorkerStart<D> {
  data: D;
  cells: Int32Array<SharedArrayBuffer>;
}

/** What the pool says to a worker. */
export type ToWorker<Q> = { kind: "work"; id: number; request: Q } | { kind: "close" };

/** What a worker says to the pool: first `ready` or `refused`, then one answer a request, in any order. */
export type FromWorker<R> =
  | { kind: "ready" }
  | { kind: "refused"; failure: Failure }
  | { kind: "done"; id: number; result: R }
  | { kind: "failed"; id: number; failure: Failure };

interface Job<Q, R> {
  request: Q;
  transfer: readonly ArrayBuffer[];
  resolve: (result: R) => void;
  reject: (error: GleanerError) => void;
}

interface Member<Q, R> {
  worker: Worker;
  native: NativeSection;
  running: Map<number, Job<Q, R>>;
  ended: Promise<void>;
}

/** Requests given to a worker at a time: the second waits in its thread, so that it never waits for this one. */
const depth = 2;

/**
 * Equal worker threads that answer requests in the order of their coming. When one dies, all open and later requests
 * are rejected: a model that kills its thread would kill the next one too. Idle workers do not keep the process alive,
 * and a process that ends waits for their native code (see {@link NativeSection}).
 */
export class WorkerPool<Q, R> {
  readonly #members: Member<Q, R>[] = [];
  readonly #waiting: Job<Q, R>[] = [];
  #nextId = 0;
  #failure: GleanerError | null = null;
  #closing: Promise<void> | null = null;
  #whenIdle: (() => void) | null = null;

  private constructor() {}

  /**
   * Starts the workers and waits until all are ready.
   * @throws GleanerError what a worker refused with, or `internal` when one died
   */
  static async start<Q, R>(module: URL, count: number, data: unknown): Promise<WorkerPool<Q, R>> {
    const pool = new WorkerPool<Q, R>();
    try {
      await Promise.all(Array.from({ length: count }, () => pool.#add(module, data)));
      return pool;
    } catch (error) {
      pool.#closing = pool.#terminate();
      await pool.#closing;
      throw error;
    }
  }

  /** Number of requests that keep every worker busy. */
  get capacity(): number {
    return this.#members.length * depth;
  }

  /** Answers a request; buffers in `transfer` move to the worker. */
  submit(request: Q, transfer: readonly ArrayBuffer[] = []): Promise<R> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      if (this.#closing) return reject(new GleanerError("internal", "The embedder is closed."));
      this.#waiting.push({ request, transfer, resolve, reject });
      this.#dispatch();
    });
  }

  /** Answers what is open, then ends the workers. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  #add(module: URL, data: unknown): Promise<void> {
    const native = new NativeSection();
    const workerData: WorkerStart<unknown> = { data, cells: native.cells };
    // Flags of the main program do not concern the thread; `--input-type` would even refuse its file.
    const worker = new Worker(module, { workerData, execArgv: [] });
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    const member: Member<Q, R> = { worker, native, running: new Map(), ended };
    this.#members.push(member);
    watch(native);
    return new Promise((resolve, reject) => {
      const die = (reason: string) => {
        forget(native);
        if (this.#closing) return;
        const error = new GleanerError("internal", `A thread of the embedding model ended: ${reason}.`, {
          hint: "Lower the number of threads if memory is short; `gleaner models list` names other models.",
        });
        this.#fail(error);
        reject(error);
      };
      worker.on("error", (error) => die(error instanceof Error ? error.message : String(error)));
      worker.on("exit", (code) => die(`exit code ${code}`));
      worker.on("message", (message: FromWorker<R>) => {
        if (message.kind === "ready") {
          worker.unref();
          resolve();
        } else if (message.kind === "refused") reject(restore(message.failure));
        else this.#settle(member, message);
      });
    });
  }

  #settle(member: Member<Q, R>, answer: Extract<FromWorker<R>, { id: number }>): void {
    const job = member.running.get(answer.id);
    member.running.delete(answer.id);
    if (member.running.size === 0) member.worker.unref();
    if (answer.kind === "done") job?.resolve(answer.result);
    else job?.reject(restore(answer.failure));
    this.#dispatch();
  }

  /** Gives waiting requests to the least busy workers. */
  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const member = this.#members.reduce((least, other) => (other.running.size < least.running.size ? other : least));
      if (member.running.size >= depth) return;
      const job = this.#waiting.shift()!;
      const id = this.#nextId++;
      member.running.set(id, job);
      member.worker.ref();
      const message: ToWorker<Q> = { kind: "work", id, request: job.request };
      member.worker.postMessage(message, job.transfer);
    }
    if (this.#members.every(({ running }) => running.size === 0)) this.#whenIdle?.();
  }

  #fail(error: GleanerError): void {
    this.#failure ??= error;
    for (const job of this.#waiting.splice(0)) job.reject(error);
    for (const { running } of this.#members) {
      for (const job of running.values()) job.reject(error);
      running.clear();
    }
    this.#whenIdle?.();
  }

  async #finish(): Promise<void> {
    if (!this.#failure)
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
        this.#dispatch();
      });
    if (this.#failure) return this.#terminate();
    for (const { worker } of this.#members) {
      const message: ToWorker<Q> = { kind: "close" };
      worker.ref();
      worker.postMessage(message);
    }
    await Promise.all(this.#members.map(({ ended }) => ended));
  }

  async #terminate(): Promise<void> {
    await Promise.all(
      this.#members.map(async ({ worker, native, ended }) => {
        await Promise.race([native.stop(), ended]);
        await worker.terminate();
      }),
    );
  }
}

function restore({ code, message, details }: Failure): GleanerError {
  return new GleanerError(code, message, { details });
}
