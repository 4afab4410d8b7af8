import { GleanerError, type Unit } from "@gleaner/schema";
import type { FilterContext } from "./context.ts";
import { Fragment } from "./fragment.ts";

/** How deeply a filter and the slices in it may nest together: the catalog's own limit is 1,000. */
const maximumDepth = 256;

/** How many slices may be inside one another. */
const maximumSlices = 64;

/** How many conditions a filter and the slices in it may have together. */
const maximumConditions = 20_000;

/** What the whole compilation shares. */
interface Budget {
  conditions: number;
  depth: number;
  aliases: number;
}

/** Where the compiler is: what a row is there, which space its scores are of, and which tables the part has used. */
export class Scope {
  readonly context: FilterContext;
  readonly unit: Unit;
  readonly space: number | null;
  /** Names of the slices that the part is inside of, outermost first. */
  readonly slices: readonly string[];
  readonly used = { samples: false, datasets: false, scores: false };
  readonly #budget: Budget;

  private constructor(context: FilterContext, place: Pick<Scope, "unit" | "space" | "slices">, budget: Budget) {
    this.context = context;
    this.unit = place.unit;
    this.space = place.space;
    this.slices = place.slices;
    this.#budget = budget;
  }

  /** The scope of a whole filter. */
  static outermost(context: FilterContext): Scope {
    const place = { unit: context.unit ?? "sample", space: context.space, slices: [] };
    return new Scope(context, place, { conditions: 0, depth: 0, aliases: 0 });
  }

  /** The scope of the objects of a sample, with its own record of used tables. */
  ofObjects(): Scope {
    return new Scope(this.context, { unit: "object", space: this.space, slices: this.slices }, this.#budget);
  }

  /** The scope of a dynamic slice's rule, with its own record of used tables. Throws `bad_filter` for a slice inside itself. */
  ofSlice(name: string, place: { unit: Unit; space: number | null }): Scope {
    const slices = [...this.slices, name];
    if (this.slices.includes(name)) {
      const cycle = slices.slice(slices.indexOf(name));
      throw new GleanerError(
        "bad_filter",
        `The slice ${JSON.stringify(name)} contains itself: ${cycle.join(" -> ")}.`,
        {
          hint: "Change the rule of one of these slices.",
          details: { cycle },
        },
      );
    }
    if (slices.length > maximumSlices) throw tooMuch("nest too deeply", { maximumSlices });
    return new Scope(this.context, { ...place, slices }, this.#budget);
  }

  /** Notes that a part stands in a query of this scope, with the tables that the part used. */
  include(part: Scope): void {
    this.used.samples ||= part.used.samples;
    this.used.datasets ||= part.used.datasets;
    this.used.scores ||= part.used.scores;
  }

  /** Compiles a part one level deeper, and counts it. Throws `bad_filter` beyond the limits. */
  deeper<T>(compile: () => T): T {
    const budget = this.#budget;
    if (++budget.conditions > maximumConditions)
      throw tooMuch("have too many conditions together", { maximumConditions });
    if (++budget.depth > maximumDepth) throw tooMuch("nest too deeply", { maximumDepth });
    const compiled = compile();
    budget.depth--;
    return compiled;
  }

  /** A table alias that nothing else in the statement has. */
  alias(): Fragment {
    return new Fragment(`t${++this.#budget.aliases}`);
  }
}

/** Slices that use slices twice each double at every step; the limits stop that before the catalog does. */
function tooMuch(what: string, details: Record<string, number>): GleanerError {
  return new GleanerError("bad_filter", `The filter and the slices in it ${what}.`, {
    hint: "Make a static slice of one of them.",
    details,
  });
}
