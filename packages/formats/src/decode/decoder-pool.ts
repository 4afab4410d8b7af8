import { GleanerError } from "@gleaner/schema";
import { type DecoderJob, DecoderProcess, type Ending } from "./decoder-process.ts";
import { type DecoderTask, failure, type TaskResult } from "./decoding.ts";

/** Jobs that a process is sent at a time: one at work, one waiting, so that it never waits for this process. */
const jobsPerProcess = 2;
/** Times that a process may end over one job before the job is given up. */
const crashLimit = 2;

/**
 * Runs tasks in child processes. A process that crashes, or hangs over the time limit, costs one item: the job that it was at is
 * tried once more in a process of its own, then given up as `decoder_crashed`; jobs behind it start again unharmed.
 */
export class DecoderPool {
  readonly #entry: URL;
  readonly #size: number;
  readonly #timeout: number;
  readonly #processes: DecoderProcess[] = [];
  readonly #queue: DecoderJob[] = [];
  #nextId = 1;
  #isClosed = false;

  /**
   * @param entry program of the processes
   * @param size most processes
   * @param timeout milliseconds that one task may take
   */
  constructor(entry: URL, size: number, timeout: number) {
    this.#entry = entry;
    this.#size = size;
    this.#timeout = timeout;
  }

  /** Ids of the running processes. */
  get processIds(): number[] {
    return this.#processes.flatMap((process) => process.processId ?? []);
  }

  run(task: DecoderTask): Promise<TaskResult> {
    if (this.#isClosed) return Promise.reject(new GleanerError("cancelled", "The decoder was closed."));
    return new Promise((resolve, reject) => {
      this.#queue.push({ id: this.#nextId++, task, crashes: 0, resolve, reject });
      this.#dispatch();
    });
  }

  /** Ends the processes; what is not done is rejected with `cancelled`. */
  close(): void {
    this.#isClosed = true;
    for (const process of this.#processes) process.kill();
    for (const job of this.#queue.splice(0)) job.reject(new GleanerError("cancelled", "The decoder was closed."));
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const process = this.#processFor(this.#queue[0]);
      const job = process ? this.#queue.shift() : undefined;
      if (!process || !job) return;
      process.send(job);
    }
  }

  #processFor(job: DecoderJob): DecoderProcess | null {
    const limit = job.crashes > 0 ? 1 : jobsPerProcess;
    let best: DecoderProcess | null = null;
    for (const process of this.#processes) {
      const isOpen = process.load < limit && !process.isReserved;
      if (isOpen && (best === null || process.load < best.load)) best = process;
    }
    if (best !== null && best.load === 0) return best;
    return this.#processes.length < this.#size ? this.#spawn() : best;
  }

  #spawn(): DecoderProcess {
    const process = new DecoderProcess(
      this.#entry,
      this.#timeout,
      () => this.#dispatch(),
      (ending) => {
        this.#processes.splice(this.#processes.indexOf(process), 1);
        this.#handleEnd(ending);
      },
    );
    this.#processes.push(process);
    return process;
  }

  #handleEnd({ unfinished, startFailure, timedOut }: Ending): void {
    if (this.#isClosed) {
      for (const job of unfinished) job.reject(new GleanerError("cancelled", "The decoder was closed."));
      return;
    }
    if (startFailure !== null) {
      const error = new GleanerError("internal", `The image decoder could not start: ${startFailure}.`, {
        hint: "Reinstall with `npm ci`; the package sharp needs its binary for this platform.",
      });
      for (const job of [...unfinished, ...this.#queue.splice(0)]) job.reject(error);
      return;
    }
    const [suspect, ...others] = unfinished;
    this.#queue.unshift(...others);
    if (suspect) this.#retry(suspect, timedOut);
    this.#dispatch();
  }

  #retry(job: DecoderJob, timedOut: boolean): void {
    job.crashes++;
    if (job.crashes < crashLimit) this.#queue.unshift(job);
    else {
      const seconds = this.#timeout / 1000;
      const reason = timedOut ? `did not finish within ${seconds} s` : "crashed";
      job.resolve(failure("decoder_crashed", `The decoder ${reason} on it, twice.`));
    }
  }
}
