import { resolve } from "node:path";
import type { Caller, OperationName, RequestOf, ResultOf } from "@gleaner/schema";
import { createClient } from "@gleaner/sdk";
import { type OpenCallerOptions, openCaller } from "./caller.ts";
import { DatasetHandle } from "./dataset.ts";

/** How to reach a server. */
export interface ConnectOptions {
  /** The launch token; default: the environment's GLEANER_TOKEN. */
  token?: string;
}

/** The product as a library: a workspace in this process, or through the server that holds it. */
export class Gleaner implements AsyncDisposable {
  readonly #caller: Caller;
  readonly #close: () => Promise<void>;

  private constructor(caller: Caller, close: () => Promise<void>) {
    this.#caller = caller;
    this.#close = close;
  }

  /** Opens a workspace folder, made when missing unless `create` is false. */
  static async open(folder: string, options: OpenCallerOptions = { create: true }): Promise<Gleaner> {
    const { caller, close } = await openCaller(resolve(folder), options);
    return new Gleaner(caller, close);
  }

  /** Talks to a server by its address. Nothing is sent before the first call. */
  static connect(url: string, options: ConnectOptions = {}): Gleaner {
    const { origin, hash } = new URL(url);
    const token = options.token ?? (new URLSearchParams(hash.slice(1)).get("token") || process.env.GLEANER_TOKEN);
    return new Gleaner(createClient({ baseUrl: origin, token }), async () => {});
  }

  /** A dataset by name; it need not exist before its first import. */
  dataset(name: string): DatasetHandle {
    return new DatasetHandle(this.#caller, name);
  }

  /** Any operation of the API by its name. */
  call<Name extends OperationName>(
    name: Name,
    request: RequestOf<Name>,
    options: { signal?: AbortSignal } = {},
  ): Promise<ResultOf<Name>> {
    return this.#caller.call(name, request, options);
  }

  /** Lets go of the workspace. */
  close(): Promise<void> {
    return this.#close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
