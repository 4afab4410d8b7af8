import { GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { NumberValues } from "../catalog/number-values.ts";
import { tableOf } from "../catalog/units.ts";
import { functionScorer } from "../functions/function-scorer.ts";
import { objectNotFound } from "../objects/object-catalog.ts";
import { sampleNotFound } from "../samples/sample-rows.ts";
import type { ShardFiles } from "../vectors/shard-files.ts";
import type { SpaceRow } from "../vectors/space-rows.ts";
import { inStorageOrder } from "../vectors/storage-order.ts";
import { LabeledDistances } from "./labeled-distances.ts";
import { scoreRows } from "./score-rows.ts";

/** Results kept; a user who looks at one thing asks for the same one many times. */
const keptResults = 8;

/** Values of filter terms that are computed from vectors when a filter asks for them, and kept while the vectors stay as they are. */
export class ComputedValues {
  readonly #catalog: Catalog;
  readonly #files: ShardFiles;
  readonly #similarities = new Map<string, Promise<NumberValues>>();
  readonly #labeled: LabeledDistances;

  constructor(catalog: Catalog, files: ShardFiles) {
    this.#catalog = catalog;
    this.#files = files;
    this.#labeled = new LabeledDistances(catalog, files);
  }

  /** Throws `sample_not_found` and `not_embedded` for `similar`. The same object while nothing has changed. */
  async values(
    term: { kind: "similar"; id: string } | { kind: "labeled_distance" },
    space: SpaceRow,
  ): Promise<NumberValues> {
    const state = await vectorState(this.#catalog, space);
    return term.kind === "similar" ? this.#similar(term.id, space, state) : this.#labeled.values(space, state);
  }

  #similar(id: string, space: SpaceRow, state: string): Promise<NumberValues> {
    const key = `${space.id} ${state} ${id}`;
    const computing = this.#similarities.get(key) ?? this.#computeSimilar(id, space);
    computing.catch(() => this.#similarities.delete(key));
    this.#similarities.delete(key);
    this.#similarities.set(key, computing);
    const oldest = this.#similarities.keys().next();
    if (this.#similarities.size > keptResults && !oldest.done) this.#similarities.delete(oldest.value);
    return computing;
  }

  /** Cosines of every vector of the space to that of one sample. */
  async #computeSimilar(id: string, space: SpaceRow): Promise<NumberValues> {
    const [sample] = await this.#catalog.rows(`select number from ${tableOf(space.unit)} where id = ?`, [id]);
    if (!sample) throw space.unit === "object" ? objectNotFound([id]) : sampleNotFound([id]);
    const { numbers, source } = await inStorageOrder(this.#catalog, this.#files, space);
    const row = numbers.indexOf(sample.number("number"));
    if (row < 0) {
      throw new GleanerError("not_embedded", `The ${space.unit} ${id} has no vector in the space "${space.name}".`, {
        hint: "Run `gleaner embed` first, or choose another space.",
        details: { id, space: space.name },
      });
    }
    const vector = new Float32Array(space.dimension);
    await source.read(row, 1, vector);
    const positives = [{ id, kind: "sample" as const, text: null, vector }];
    const score = functionScorer({ aggregate: "mean", positives, negatives: [], classifier: null }, space.dimension);
    return { numbers, values: await scoreRows(source, score) };
  }
}

/** Changes whenever the vectors of a space change, or the content that they were made from. */
async function vectorState(catalog: Catalog, { id, unit }: SpaceRow): Promise<string> {
  const row = await catalog.row(
    `select coalesce(max(v.version), 0)::integer as version, count(*)::integer as count from vector_rows v
     join ${tableOf(unit)} s on s.number = v.sample and s.revision = v.revision where v.space = ?`,
    [id],
  );
  return `${row.number("version")}/${row.number("count")}`;
}
