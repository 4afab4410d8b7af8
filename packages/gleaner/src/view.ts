import { resolve } from "node:path";
import type { Caller, CallOptions, RequestOf, ResultOf, Sample, ViewInput } from "@gleaner/schema";

const pageSize = 1000;

/** Which samples, or objects of samples, in which order: an immutable value. Every method gives a new view; nothing is read before it is asked for. */
export class SampleView {
  readonly #caller: Caller;
  readonly #view: ViewInput;

  constructor(caller: Caller, view: ViewInput) {
    this.#caller = caller;
    this.#view = view;
  }

  /** Narrows by a filter, on top of the filters so far. */
  where(expression: string): SampleView {
    const where = this.#view.where ? `(${this.#view.where}) and (${expression})` : expression;
    return new SampleView(this.#caller, { ...this.#view, where });
  }

  /** Orders by similarity to samples or objects, and away from others. */
  similarTo(samples: string[], options: Omit<NonNullable<ViewInput["similarTo"]>, "samples"> = {}): SampleView {
    return new SampleView(this.#caller, { ...this.#view, similarTo: { ...options, samples }, sort: "similarity" });
  }

  /** Orders by a field, `-field` for descending, or `random`. */
  sortBy(sort: string): SampleView {
    return new SampleView(this.#caller, { ...this.#view, sort });
  }

  /** At most so many, from the start. */
  limit(n: number): SampleView {
    return new SampleView(this.#caller, { ...this.#view, limit: n });
  }

  /** The JSON that the web application keeps in its address and a request takes. */
  toJSON(): ViewInput {
    return this.#view;
  }

  /** How many samples the view holds. */
  async count(options: CallOptions = {}): Promise<number> {
    return (await this.#caller.call("createView", this.#view, options)).total;
  }

  /** The samples, page by page, from a snapshot taken now. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Sample> {
    const { view, total } = await this.#caller.call("createView", this.#view);
    const end = Math.min(total);
    for (let start = 0; start < end; start += pageSize) {
      const { rows } = await this.#caller.call("viewRows", { view, start, count: Math.min(pageSize, end - start) });
      yield* rows;
    }
  }

  /** All samples of the view in one array. */
  toArray(): Promise<Sample[]> {
    return Array.fromAsync(this);
  }

  /** Adds and removes tags. */
  tag(change: { add?: string[]; remove?: string[] }): Promise<ResultOf<"tag">> {
    return this.#caller.call("tag", { view: this.#view, ...change });
  }

  /** Writes the samples as a dataset. */
  export(request: Omit<RequestOf<"export">, "view">, options: CallOptions = {}): Promise<ResultOf<"export">> {
    return this.#caller.call("export", { ...request, view: this.#view, out: resolve(request.out) }, options);
  }
}
