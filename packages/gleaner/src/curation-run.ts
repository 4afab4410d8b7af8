import type { Caller, ResultOf } from "@gleaner/schema";
import { SampleView } from "./view.ts";

/** A finished Auto-Curate run. */
export class CurationRun {
  readonly outcome: ResultOf<"curate">;
  readonly #caller: Caller;

  constructor(caller: Caller, outcome: ResultOf<"curate">) {
    this.#caller = caller;
    this.outcome = outcome;
  }

  /** The samples of one of the run's slices, the first unless named. */
  slice(name = this.outcome.slices[0]?.name): SampleView {
    return new SampleView(this.#caller, { slice: name });
  }

  /** Why each sample was taken, in the order of the picks. */
  async *picks(): AsyncGenerator<ResultOf<"curationPicks">["picks"][number]> {
    const count = 1000;
    for (let start = 0; ; start += count) {
      const page = await this.#caller.call("curationPicks", { run: this.outcome.run, start, count });
      yield* page.picks;
      if (start + count >= page.total) return;
    }
  }
}
