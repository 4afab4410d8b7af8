import type { Connection } from "../catalog/connection.ts";
import { tableOf } from "../catalog/units.ts";
import type { FunctionHits } from "../contract/vectors.ts";
import type { ScoreBatch } from "../scoring/score-rows.ts";
import type { SpaceRow } from "../vectors/space-rows.ts";
import { storedExamples } from "./examples.ts";
import { type FunctionRow, functionRows } from "./function-rows.ts";
import { functionScorer } from "./function-scorer.ts";
import { applyActions } from "./hit-actions.ts";
import { appendScores } from "./write-scores.ts";

/** Vectors that have just been written: those of samples `numbers`, `numbers.length x dimension`. */
export interface ArrivedVectors {
  numbers: Int32Array;
  data: Float32Array;
}

/** Scores vectors in the transaction that stores them, so that no sample is ever without the scores of its functions. */
export class ArrivalScoring {
  /** Prepared scorers by function id; a new version replaces its own. */
  readonly #scorers = new Map<number, { version: number; score: ScoreBatch }>();

  /** Gives the functions that found something, with their hits. Actions of functions are applied. */
  async score(connection: Connection, space: SpaceRow, arrived: ArrivedVectors): Promise<FunctionHits[]> {
    const rows = await functionRows(connection, space.id);
    if (rows.length === 0) return [];
    await connection.change("create or replace temp table arrived(number integer, value float)");
    const found: FunctionHits[] = [];
    for (const row of rows) {
      const score = await this.#scorer(connection, row, space.dimension);
      const scored = await withinDatasets(connection, space, row, arrived, score(arrived.data));
      await connection.change("delete from arrived");
      await connection.append({ table: "arrived" }, [
        { type: "integer", values: scored.numbers },
        { type: "float", values: scored.values },
      ]);
      await connection.change(
        "delete from function_scores where function = ? and sample in (select number from arrived)",
        [row.id],
      );
      await appendScores(connection, row.id, scored.numbers, scored.values);
      await connection.change(
        "create or replace temp table arrived_hits as select number from arrived where value >= ?::float order by number",
        [row.threshold],
      );
      const hits = (await connection.row("select count(*) as count from arrived_hits")).number("count");
      if (hits === 0) continue;
      found.push({ function: row.name, hits });
      await applyActions(connection, row, space.unit, "arrived_hits", { actor: `function:${row.name}` });
    }
    return found;
  }

  async #scorer(connection: Connection, row: FunctionRow, dimension: number): Promise<ScoreBatch> {
    const known = this.#scorers.get(row.id);
    if (known?.version === row.version) return known.score;
    const score = functionScorer({ ...row, ...(await storedExamples(connection, row.id)) }, dimension);
    this.#scorers.set(row.id, { version: row.version, score });
    return score;
  }
}

/** The scores of samples that the function is about. */
async function withinDatasets(
  connection: Connection,
  { unit }: SpaceRow,
  { datasets }: FunctionRow,
  { numbers }: ArrivedVectors,
  values: Float32Array,
): Promise<{ numbers: Int32Array; values: Float32Array }> {
  if (datasets === null) return { numbers, values };
  await connection.change("create or replace temp table arriving(number integer)");
  await connection.append({ table: "arriving" }, [{ type: "integer", values: numbers }]);
  const [within] = await connection.integers(
    `select n.number from arriving n join ${tableOf(unit)} s on s.number = n.number
     where s.dataset in (${[-1, ...datasets].join(", ")})`,
  );
  const wanted = new Set(within);
  const kept = (_: number, row: number) => wanted.has(numbers[row]);
  return { numbers: numbers.filter(kept), values: values.filter(kept) };
}
