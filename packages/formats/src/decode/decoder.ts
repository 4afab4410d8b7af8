import { availableParallelism } from "node:os";
import { GleanerError } from "@gleaner/schema";
import { decodeFrame } from "./decode-frame.ts";
import { DecoderPool } from "./decoder-pool.ts";
import type {
  DecodeFailure,
  DecodeInput,
  DecodeRequest,
  DecodeResult,
  Picture,
  Region,
  TaskResult,
} from "./decoding.ts";

/** Pixels over which an image is refused unless told otherwise. */
export const defaultMaxPixels = 100_000_000;
/** Items per process that `decodeAll` reads ahead. */
const window = 4;

export interface DecoderOptions {
  /** Child processes (default: the cores). They start when they are needed. */
  processes?: number;
  /** Largest image, in pixels, checked from its header before it is decoded (default 100,000,000). */
  maxPixels?: number;
  /** Milliseconds that one image may take (default 60,000). */
  timeout?: number;
}

/** Decodes images outside this process. */
export interface Decoder extends Disposable {
  /**
   * Decodes one image. It never rejects because of the image; callers bound the number of calls at a time (or use `decodeAll`).
   *
   * @throws GleanerError `cancelled` once closed; `internal` when no decoder can be started
   */
  decode(input: DecodeInput, request: DecodeRequest): Promise<DecodeResult>;
  /**
   * Decodes a stream of items in order, several at a time, reading ahead only as far as keeps the processes busy.
   *
   * @param inputOf what to decode of an item; null passes it through with a null result
   * @param request what is wanted of every item, or of each
   */
  decodeAll<T>(
    items: AsyncIterable<T> | Iterable<T>,
    inputOf: (item: T) => DecodeInput | null,
    request: DecodeRequest | ((item: T) => DecodeRequest),
    signal?: AbortSignal,
  ): AsyncGenerator<{ item: T; result: DecodeResult | null }>;
  /** A JPEG for viewing of an image or a part of it, of at most `size` pixels on the long edge, upright, never enlarged. */
  picture(
    input: { file: string } | { bytes: Uint8Array },
    size: number,
    region?: Region,
  ): Promise<Picture | DecodeFailure>;
  /** Ids of the child processes that are running. */
  readonly processIds: number[];
  /** Ends the child processes. */
  close(): void;
}

function wrongAnswer(result: TaskResult): never {
  throw new GleanerError("internal", "A decoder gave an answer of the wrong kind.", { details: { ok: result.ok } });
}

class PooledDecoder implements Decoder {
  readonly #pool: DecoderPool;
  readonly #processes: number;
  readonly #maxPixels: number;

  constructor({ processes = availableParallelism(), maxPixels = defaultMaxPixels, timeout = 60_000 }: DecoderOptions) {
    this.#processes = Math.max(1, processes);
    this.#maxPixels = maxPixels;
    this.#pool = new DecoderPool(new URL("./decoder.child.ts", import.meta.url), this.#processes, timeout);
  }

  get processIds(): number[] {
    return this.#pool.processIds;
  }

  async decode(input: DecodeInput, request: DecodeRequest): Promise<DecodeResult> {
    if ("frame" in input) return decodeFrame(input.frame, request);
    const result = await this.#pool.run({ kind: "decode", input, request, maxPixels: this.#maxPixels });
    return result.ok && "jpeg" in result ? wrongAnswer(result) : result;
  }

  async *decodeAll<T>(
    items: AsyncIterable<T> | Iterable<T>,
    inputOf: (item: T) => DecodeInput | null,
    request: DecodeRequest | ((item: T) => DecodeRequest),
    signal?: AbortSignal,
  ): AsyncGenerator<{ item: T; result: DecodeResult | null }> {
    const pending: { item: T; result: Promise<DecodeResult | null> }[] = [];
    for await (const item of items) {
      signal?.throwIfAborted();
      const input = inputOf(item);
      const wanted = typeof request === "function" ? request(item) : request;
      const result = input === null ? Promise.resolve(null) : this.decode(input, wanted);
      // It is awaited below, possibly after another one failed.
      result.catch(() => {});
      pending.push({ item, result });
      if (pending.length >= this.#processes * window) {
        const [first] = pending.splice(0, 1);
        yield { item: first.item, result: await first.result };
      }
    }
    for (const { item, result } of pending) yield { item, result: await result };
  }

  async picture(
    input: { file: string } | { bytes: Uint8Array },
    size: number,
    region?: Region,
  ): Promise<Picture | DecodeFailure> {
    const result = await this.#pool.run({ kind: "picture", input, size, region, maxPixels: this.#maxPixels });
    return result.ok && !("jpeg" in result) ? wrongAnswer(result) : result;
  }

  close(): void {
    this.#pool.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** A decoder that runs sharp in child processes, limited to JPEG, PNG, WebP and AVIF. Frames are measured in this process. */
export function createDecoder(options: DecoderOptions = {}): Decoder {
  return new PooledDecoder(options);
}
