import {
  type ErrorCode,
  errorKinds,
  GleanerError,
  type Job,
  type OperationName,
  type RequestOf,
} from "@gleaner/schema";
import { useSyncExternalStore } from "react";
import { client } from "./client.ts";

/** One piece of long work in a chain. */
export interface ChainStep {
  title: string;
  start: () => Promise<Job>;
}

export interface ChainState {
  /** Jobs in the order of the steps; null for those not started. */
  jobs: (Job | null)[];
  error: unknown;
  /** False before the start and after the end. */
  running: boolean;
  done: boolean;
}

/** Describes a step that starts one operation. */
export function chainStep<Name extends OperationName>(title: string, name: Name, request: RequestOf<Name>): ChainStep {
  return { title, start: () => client.start(name, request) };
}

/** Long work in several jobs, one after the other. It goes on when the dialog that started it closes. */
export class JobChain {
  readonly steps: ChainStep[];
  #state: ChainState;
  #listeners = new Set<() => void>();
  #stopped = false;

  constructor(steps: ChainStep[]) {
    this.steps = steps;
    this.#state = { jobs: steps.map(() => null), error: null, running: false, done: false };
  }

  get state(): ChainState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #change(change: Partial<ChainState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #setJob(index: number, job: Job): void {
    this.#change({ jobs: this.#state.jobs.map((old, at) => (at === index ? job : old)) });
  }

  /** Runs every step; ends early at the first that fails or is cancelled. Never rejects: the state tells. */
  async run(): Promise<boolean> {
    this.#change({ running: true, error: null });
    try {
      for (const [index, step] of this.steps.entries()) {
        if (this.#stopped) throw new GleanerError("cancelled", "The work was cancelled.");
        const job = await step.start();
        this.#setJob(index, job);
        for await (const state of client.jobEvents(job.id)) this.#setJob(index, state);
        const last = this.#state.jobs[index];
        if (last?.state !== "done") throw failureOf(last);
      }
      this.#change({ running: false, done: true });
      return true;
    } catch (error) {
      this.#change({ running: false, error });
      return false;
    }
  }

  /** Cancels the present job and starts no other. */
  async cancel(): Promise<void> {
    this.#stopped = true;
    const job = this.#state.jobs.findLast((one) => one !== null);
    if (job) await client.call("cancelJob", { id: job.id });
  }
}

/** The state of a chain, followed; null without one. */
export function useChainState(chain: JobChain | null): ChainState | null {
  return useSyncExternalStore(chain?.subscribe ?? noSubscription, () => chain?.state ?? null);
}

const noSubscription = () => () => {};

function failureOf(job: Job | null): GleanerError {
  if (job?.error) {
    const { code, message, hint, details } = job.error;
    return new GleanerError(isErrorCode(code) ? code : "internal", message, { hint, details });
  }
  if (job?.state === "cancelled") return new GleanerError("cancelled", "The work was cancelled.");
  return new GleanerError("unreachable", "The server ended before the work was done.", {
    hint: "Start the server again and repeat it; finished work is kept.",
  });
}

function isErrorCode(code: string): code is ErrorCode {
  return code in errorKinds;
}
