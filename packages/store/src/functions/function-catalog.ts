import { GleanerError, type SavedFunction, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import type { Change } from "../contract/events.ts";
import type {
  Arrivals,
  FunctionAnswers,
  FunctionDefinition,
  Functions,
  Scoring,
  ScoringOptions,
  SpaceScores,
} from "../contract/functions.ts";
import { datasetIds } from "../datasets/dataset-rows.ts";
import { counted, recordEvent } from "../events/record.ts";
import { scoreRows } from "../scoring/score-rows.ts";
import type { ShardFiles } from "../vectors/shard-files.ts";
import { type SpaceRow, spaceRow, spaceRows } from "../vectors/space-rows.ts";
import { inStorageOrder, newestVersion } from "../vectors/storage-order.ts";
import { countArrivals } from "./arrivals.ts";
import { replaceExamples, storedExamples } from "./examples.ts";
import { keepFunction, noteMaking } from "./function-changes.ts";
import { listFunctions } from "./function-list.ts";
import { documentOf, type FunctionRow, functionNotFound, functionRow, functionRows } from "./function-rows.ts";
import { functionScorer } from "./function-scorer.ts";
import { applyActions } from "./hit-actions.ts";
import { replaceScores } from "./write-scores.ts";

/** The functions in the catalog. */
export class FunctionCatalog implements Functions {
  readonly #catalog: Catalog;
  readonly #files: ShardFiles;

  constructor(catalog: Catalog, files: ShardFiles) {
    this.#catalog = catalog;
    this.#files = files;
  }

  list(): Promise<SavedFunction[]> {
    return listFunctions(this.#catalog);
  }

  async get(name: string): Promise<SavedFunction> {
    const all = await this.list();
    const found = all.find((each) => each.name === name);
    if (found) return found;
    throw functionNotFound(
      name,
      all.map((each) => each.name),
    );
  }

  async has(name: string): Promise<boolean> {
    return (await functionRows(this.#catalog)).some((row) => row.name === name);
  }

  async definition(name: string): Promise<FunctionDefinition> {
    const { id, ...row } = await functionRow(this.#catalog, name);
    const space = (await spaceRows(this.#catalog)).find((each) => each.id === row.space);
    if (!space) throw new GleanerError("space_not_found", `The space of the function "${name}" is gone.`);
    const datasets = row.datasets && (await datasetNames(this.#catalog, row.datasets));
    return { ...row, space: space.name, datasets, ...(await storedExamples(this.#catalog, id)) };
  }

  async score(
    scoring: Scoring,
    where: Pick<FunctionDefinition, "space" | "datasets">,
    options: ScoringOptions = {},
  ): Promise<SpaceScores> {
    const space = await spaceRow(this.#catalog, where.space);
    const datasets = where.datasets && (await datasetIds(this.#catalog, where.datasets));
    const version = await newestVersion(this.#catalog, space.id);
    const { numbers, source } = await inStorageOrder(this.#catalog, this.#files, space, { datasets });
    const values = await scoreRows(source, functionScorer(scoring, space.dimension), options);
    return { numbers, values, version };
  }

  async create(definition: FunctionDefinition, scores: SpaceScores, change: Change = {}): Promise<SavedFunction> {
    await this.#catalog.withValues(scores, (table) =>
      this.#catalog.transaction(async (connection) => {
        await refuseTaken(connection, definition.name);
        const id = await takeNumbers(connection, "function");
        const { space, row } = await rowOf(connection, definition, { id, version: 1 });
        await insertRow(connection, row, definition, row.createdAt);
        await replaceExamples(connection, id, definition);
        const score = functionScorer(definition, space.dimension);
        await replaceScores(connection, this.#files, row, space, score, { table, version: scores.version });
        const event = await recordEvent(connection, {
          ...change,
          kind: "function.create",
          summary: `Made the function ${row.name}.`,
          details: summaryOf(definition),
          undoable: true,
        });
        await noteMaking(connection, event, id);
        await applyToNewHits(connection, row, space.unit, { ...change, event });
      }),
    );
    return this.get(definition.name);
  }

  async replace(
    name: string,
    definition: FunctionDefinition,
    scores: SpaceScores | null,
    change: Change = {},
  ): Promise<SavedFunction> {
    const write = (table: string | null) =>
      this.#catalog.transaction(async (connection) => {
        const before = await functionRow(connection, name);
        if (definition.name !== name) await refuseTaken(connection, definition.name);
        const version = before.version + (scores ? 1 : 0);
        const { space, row } = await rowOf(connection, definition, { id: before.id, version });
        const event =
          change.event ??
          (await recordEvent(connection, {
            ...change,
            kind: "function.edit",
            summary: `Changed the function ${name}${definition.name === name ? "" : `, now ${definition.name}`}.`,
            details: { ...summaryOf(definition), version, before: { name, version: before.version } },
            undoable: true,
          }));
        await keepFunction(connection, event, before.id);
        await connection.change(
          "create or replace temp table known_hits as select sample from function_scores where function = ? and score >= ?::float",
          [before.id, before.threshold],
        );
        await connection.change("delete from functions where id = ?", [before.id]);
        await insertRow(connection, row, definition, before.createdAt);
        if (scores && table) {
          await replaceExamples(connection, row.id, definition);
          const score = functionScorer(definition, space.dimension);
          await replaceScores(connection, this.#files, row, space, score, { table, version: scores.version });
        }
        await applyToNewHits(connection, row, space.unit, { ...change, event }, "known_hits");
      });
    await (scores ? this.#catalog.withValues(scores, write) : write(null));
    return this.get(definition.name);
  }

  async delete(name: string, change: Change = {}): Promise<void> {
    await this.#catalog.transaction(async (connection) => {
      const { id } = await functionRow(connection, name);
      const event = await recordEvent(connection, {
        ...change,
        kind: "function.delete",
        summary: `Deleted the function ${name}.`,
        details: { function: name },
        undoable: true,
      });
      await keepFunction(connection, event, id);
      await deleteFunctions(connection, [id]);
    });
  }

  async scores(name: string): Promise<Omit<SpaceScores, "version">> {
    const { id } = await functionRow(this.#catalog, name);
    return this.#catalog.numberValues("select sample, score from function_scores where function = ? order by sample", [
      id,
    ]);
  }

  async answers(name: string): Promise<FunctionAnswers> {
    const { id } = await functionRow(this.#catalog, name);
    const read = async (isMatch: boolean) => {
      const [numbers] = await this.#catalog.integers(
        "select sample from function_answers where function = ? and is_match = ? order by sample",
        [id, isMatch],
      );
      return numbers;
    };
    return { yes: await read(true), no: await read(false) };
  }

  async answer(
    name: string,
    { yes, no, forget }: FunctionAnswers & { forget: Int32Array },
    change: Change = {},
  ): Promise<number> {
    return this.#catalog.transaction(async (connection) => {
      const { id } = await functionRow(connection, name);
      const samples = Int32Array.of(...yes, ...no);
      const event = await recordEvent(connection, {
        ...change,
        kind: "function.answer",
        summary: `Answered ${counted(samples.length, "question")} of the function ${name}.`,
        details: { function: name, yes: yes.length, no: no.length, forgotten: forget.length },
        undoable: true,
      });
      await keepFunction(connection, event, id);
      await connection.change("create or replace temp table answering(number integer)");
      await connection.append({ table: "answering" }, [
        { type: "integer", values: Int32Array.of(...samples, ...forget) },
      ]);
      await connection.change(
        "delete from function_answers where function = ? and sample in (select number from answering)",
        [id],
      );
      await connection.append({ table: "function_answers" }, [
        { type: "integer", values: new Int32Array(samples.length).fill(id) },
        { type: "integer", values: samples },
        { type: "boolean", values: Array.from(samples, (_, at) => at < yes.length) },
      ]);
      return event;
    });
  }

  async arrivals(name: string): Promise<Arrivals> {
    return countArrivals(this.#catalog, await functionRow(this.#catalog, name));
  }
}

/** Deletes functions with everything that belongs to them, within a transaction. */
export async function deleteFunctions(connection: Connection, ids: readonly number[]): Promise<void> {
  const list = [-1, ...ids].join(", ");
  for (const table of ["function_scores", "function_examples", "function_answers"]) {
    await connection.change(`delete from ${table} where function in (${list})`);
  }
  await connection.change(`delete from functions where id in (${list})`);
}

async function rowOf(
  connection: Connection,
  definition: FunctionDefinition,
  { id, version }: Pick<FunctionRow, "id" | "version">,
): Promise<{ space: SpaceRow; row: FunctionRow }> {
  const space = await spaceRow(connection, definition.space);
  const datasets = definition.datasets && (await datasetIds(connection, definition.datasets));
  const now = new Date().toISOString();
  return { space, row: { ...definition, id, version, space: space.id, datasets, createdAt: now, editedAt: now } };
}

async function insertRow(
  connection: Connection,
  row: FunctionRow,
  definition: FunctionDefinition,
  createdAt: string,
): Promise<void> {
  const { id, name, space, datasets, aggregate, threshold, version, editedAt } = row;
  await connection.change(
    `insert into functions select ?, ?, ?, from_json(?, '["integer"]'), ?, ?::double, ?, ?, ?::timestamp, ?::timestamp`,
    [
      ...[id, name, space, datasets && JSON.stringify(datasets), aggregate, String(threshold), version],
      ...[documentOf(definition), createdAt.replace("Z", ""), editedAt.replace("Z", "")],
    ],
  );
}

/** Applies the actions of a function to its hits, without those in `known(sample)`. */
async function applyToNewHits(
  connection: Connection,
  row: FunctionRow,
  unit: Unit,
  change: Change,
  known?: "known_hits",
): Promise<void> {
  await connection.change(
    `create or replace temp table new_hits as select sample as number from function_scores where function = ? and score >= ?::float
     ${known ? `and sample not in (select sample from ${known})` : ""} order by sample`,
    [row.id, row.threshold],
  );
  await applyActions(connection, row, unit, "new_hits", change);
}

async function datasetNames(catalog: Catalog, ids: readonly number[]): Promise<string[]> {
  const rows = await catalog.rows(`select name from datasets where id in (${[-1, ...ids].join(", ")}) order by name`);
  return rows.map((row) => row.text("name"));
}

/** What the event log keeps of a definition: everything but the vectors. */
function summaryOf({ positives, negatives, classifier, ...definition }: FunctionDefinition): Record<string, unknown> {
  const idsOf = (examples: Scoring["positives"]) => examples.map(({ id }) => id);
  return {
    ...{ function: definition.name, space: definition.space, datasets: definition.datasets },
    ...{ aggregate: definition.aggregate, threshold: definition.threshold, actions: definition.actions },
    ...{ kind: classifier ? "classifier" : "similarity", positives: idsOf(positives), negatives: idsOf(negatives) },
  };
}

async function refuseTaken(connection: Connection, name: string): Promise<void> {
  if (!(await functionRows(connection)).some((row) => row.name === name)) return;
  throw new GleanerError("function_exists", `There is a function named "${name}" already.`, {
    hint: "Choose another name, or change it with `gleaner function edit`.",
    details: { function: name },
  });
}
