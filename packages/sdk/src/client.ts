import {
  type Caller,
  type CallOptions,
  type ErrorDocument,
  GleanerError,
  type Job,
  type OperationName,
  operations,
  type RequestOf,
  type ResultOf,
} from "@gleaner/schema";
import { addressOf } from "./address.ts";
import { readEvents } from "./events.ts";

/** Where a server is and how to enter. In a browser the cookie takes the token's place. */
export interface ClientOptions {
  /** For example `http://127.0.0.1:5151`; empty means the page's own origin. */
  baseUrl: string;
  token?: string;
}

/** A typed HTTP client of a Gleaner server, for Node and browsers. */
export interface Client extends Caller {
  /** Starts a long operation and returns its job at once. */
  start<Name extends OperationName>(name: Name, request: RequestOf<Name>, signal?: AbortSignal): Promise<Job>;
  /** The states of a job until it ends, as the server sends them. */
  jobEvents(id: string, signal?: AbortSignal): AsyncGenerator<Job>;
  /** A binary or other raw resource below the server's root. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Makes a client; nothing is sent before the first call. */
export function createClient({ baseUrl, token }: ClientOptions): Client {
  const root = baseUrl.replace(/\/$/, "");

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token) headers.set("authorization", `Bearer ${token}`);
    let response: Response;
    try {
      response = await fetch(root + path, { ...init, headers, credentials: "same-origin" });
    } catch (cause) {
      if (init.signal?.aborted) throw new GleanerError("cancelled", "The request was cancelled.", { cause });
      throw new GleanerError("unreachable", "The Gleaner server does not answer.", {
        hint: "Start it again with `gleaner serve`.",
        cause,
      });
    }
    if (response.ok) return response;
    throw await errorOf(response);
  }

  async function submit(name: OperationName, request: Record<string, unknown>, signal?: AbortSignal): Promise<unknown> {
    const { method, path, body } = addressOf(name, request);
    const headers = body === undefined ? undefined : { "content-type": "application/json" };
    return (await send(path, { method, body, headers, signal })).json();
  }

  async function* jobEvents(id: string, signal?: AbortSignal): AsyncGenerator<Job> {
    const response = await send(`/api/v1/jobs/${encodeURIComponent(id)}/events`, { signal });
    for await (const data of readEvents(response)) yield JSON.parse(data);
  }

  async function start<Name extends OperationName>(name: Name, request: RequestOf<Name>, signal?: AbortSignal) {
    const answer = (await submit(name, { ...request }, signal)) as { job: Job };
    return answer.job;
  }

  async function finish(job: Job, options: CallOptions): Promise<unknown> {
    const cancel = () => void submit("cancelJob", { id: job.id }).catch(() => {});
    options.signal?.addEventListener("abort", cancel, { once: true });
    try {
      for await (const state of jobEvents(job.id)) {
        options.onProgress?.({ phase: state.phase, done: state.done, total: state.total });
        if (state.state === "done") return state.result;
        if (state.error) throw GleanerError.fromDocument({ error: state.error } as ErrorDocument);
        if (state.state === "cancelled") throw new GleanerError("cancelled", "The job was cancelled.");
      }
      throw new GleanerError("unreachable", "The server ended before the job was done.", {
        hint: "Start the server again and repeat the command; finished work is kept.",
      });
    } finally {
      options.signal?.removeEventListener("abort", cancel);
    }
  }

  return {
    start,
    jobEvents,
    fetch: send,
    async call<Name extends OperationName>(name: Name, request: RequestOf<Name>, options: CallOptions = {}) {
      const result = operations[name].long
        ? await finish(await start(name, request, options.signal), options)
        : await submit(name, { ...request }, options.signal);
      return result as ResultOf<Name>;
    },
  };
}

async function errorOf(response: Response): Promise<GleanerError> {
  const text = await response.text();
  try {
    return GleanerError.fromDocument(JSON.parse(text));
  } catch {
    return new GleanerError("internal", `The server answered ${response.status}.`, {
      details: { body: text.slice(0, 500) },
    });
  }
}
