import { type ChildProcess, fork } from "node:child_process";
import { env } from "node:process";
import type { ChildMessage, ParentMessage } from "./decoder-messages.ts";
import type { DecoderTask, TaskResult } from "./decoding.ts";

/** A task on its way through the decoders. */
export interface DecoderJob {
  id: number;
  task: DecoderTask;
  /** How often a process ended while it was at this task. */
  crashes: number;
  resolve(result: TaskResult): void;
  reject(error: Error): void;
}

/** Milliseconds that a process may take to start, on a machine that is busy with other things. */
const startLimit = 60_000;

/** How a decoder process ended. */
export interface Ending {
  /** Not done, in the order in which they were sent: the process was at the first one. */
  unfinished: DecoderJob[];
  /** Why it never could start, or null when it was working. */
  startFailure: string | null;
  timedOut: boolean;
}

/** Variables that a decoder needs; the rest (tokens among them) stays in this process. */
const inherited = ["PATH", "SystemRoot", "TMPDIR", "TEMP", "LANG", "LD_LIBRARY_PATH"];

function childEnvironment(): NodeJS.ProcessEnv {
  const kept = inherited.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  // Few malloc arenas keep the memory of many differently sized images from fragmenting.
  return { ...Object.fromEntries(kept), MALLOC_ARENA_MAX: "2" };
}

/** One decoder process with the jobs that it was sent. It does not keep this process alive while it has none. */
export class DecoderProcess {
  readonly #child: ChildProcess;
  readonly #timeout: number;
  readonly #jobs: DecoderJob[] = [];
  #timer: NodeJS.Timeout | null = null;
  #timedOut = false;
  #startFailure: string | null = "it ended before it was ready";

  /**
   * @param entry program of the process
   * @param timeout milliseconds that one task may take
   * @param onResult called after each result
   * @param onEnd called once, when the process has ended for any reason
   */
  constructor(entry: URL, timeout: number, onResult: () => void, onEnd: (ending: Ending) => void) {
    this.#timeout = timeout;
    this.#child = fork(entry, {
      serialization: "advanced",
      execArgv: [],
      env: childEnvironment(),
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child.on("message", (message: ChildMessage) => {
      if (message.kind === "ready") {
        this.#startFailure = null;
        if (this.#jobs.length > 0) this.#startTimer();
      } else if (message.kind === "broken") {
        this.#startFailure = message.message;
        this.kill();
      } else {
        this.#finish(message.id, message.result);
        onResult();
      }
    });
    let hasEnded = false;
    const end = () => {
      if (hasEnded) return;
      hasEnded = true;
      if (this.#timer) clearTimeout(this.#timer);
      onEnd({ unfinished: this.#jobs.splice(0), startFailure: this.#startFailure, timedOut: this.#timedOut });
    };
    this.#child.on("exit", end);
    this.#child.on("error", (error) => {
      this.#startFailure ??= error.message;
      this.kill();
      end();
    });
    this.#keepAlive(false);
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  /** Jobs that were sent and are not done. */
  get load(): number {
    return this.#jobs.length;
  }

  /** The job is a retry that nothing else may share the process with. */
  get isReserved(): boolean {
    return this.#jobs.some((job) => job.crashes > 0);
  }

  send(job: DecoderJob): void {
    this.#jobs.push(job);
    if (this.#jobs.length === 1) {
      this.#keepAlive(true);
      this.#startTimer();
    }
    const message: ParentMessage = { id: job.id, task: job.task };
    // A channel that is gone shows as the end of the process.
    this.#child.send(message, () => {});
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #finish(id: number, result: TaskResult): void {
    const index = this.#jobs.findIndex((job) => job.id === id);
    if (index < 0) return;
    const [job] = this.#jobs.splice(index, 1);
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#jobs.length > 0) this.#startTimer();
    else this.#keepAlive(false);
    job.resolve(result);
  }

  /** Bounds the first job's time, or the start of the process while it is not ready. */
  #startTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    const isReady = this.#startFailure === null;
    this.#timer = setTimeout(
      () => {
        this.#timedOut = isReady;
        this.kill();
      },
      isReady ? this.#timeout : startLimit,
    );
  }

  #keepAlive(isBusy: boolean): void {
    if (isBusy) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }
}
