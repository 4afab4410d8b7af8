import { type Curation, curationSchema, GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Row } from "../catalog/row.ts";
import type { CurationInput, Curations, StoredCuration } from "../contract/curations.ts";
import type { Change } from "../contract/events.ts";
import { recordEvent } from "../events/record.ts";
import { isDocument } from "../workspace/document.ts";

/** The Auto-Curate runs in the catalog, each a JSON document. */
export class CurationCatalog implements Curations {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  async list(dataset?: string): Promise<Curation[]> {
    const rows = await this.#catalog.rows(
      `select run, document, created_at from curations
       where ?::varchar is null or list_contains(datasets, ?) or len(datasets) = 0 order by created_at desc, run desc`,
      [dataset ?? null, dataset ?? null],
    );
    return rows.map((row) => curationSchema.parse(documentOf(row)));
  }

  async get(run: string): Promise<StoredCuration> {
    const [row] = await this.#catalog.rows("select run, document, created_at from curations where run = ?", [run]);
    if (!row) throw notFound(run);
    const document = documentOf(row);
    return {
      ...curationSchema.parse(document),
      recipe: objectOf(document.recipe),
      metrics: Object.fromEntries(
        Object.entries(objectOf(document.metrics)).map(([name, value]): [string, number] => [name, Number(value)]),
      ),
      outcome: objectOf(document.outcome),
      report: typeof document.report === "string" ? document.report : null,
    };
  }

  async nextRun(goal: string): Promise<string> {
    const rows = await this.#catalog.rows("select run from curations");
    const taken = new Set(rows.map((row) => row.text("run")));
    let number = 1;
    while (taken.has(`${goal}-${number}`)) number++;
    return `${goal}-${number}`;
  }

  async write(curation: CurationInput, change: Change = {}): Promise<void> {
    await this.#catalog.transaction(async (connection) => {
      await connection.change(`insert into curations select ?, ?, from_json(?, '["varchar"]'), ?, now()::timestamp`, [
        curation.run,
        curation.goal,
        JSON.stringify(curation.dataset),
        JSON.stringify(curation),
      ]);
      await recordEvent(connection, {
        ...change,
        kind: "curation",
        summary: `Curated ${curation.selected.toLocaleString("en-US")} samples for ${curation.goal} (${curation.run}).`,
        details: { run: curation.run, goal: curation.goal, selected: curation.selected, seed: curation.seed },
        dataset: curation.dataset.length === 1 ? curation.dataset[0] : undefined,
      });
    });
  }

  async setReport(run: string, report: string): Promise<void> {
    await this.#catalog.transaction(async (connection) => {
      const [row] = await connection.rows("select document from curations where run = ?", [run]);
      if (!row) throw notFound(run);
      await connection.change("update curations set document = ? where run = ?", [
        JSON.stringify({ ...row.document("document"), report }),
        run,
      ]);
    });
  }

  async delete(run: string, change: Change = {}): Promise<void> {
    await this.#catalog.transaction(async (connection) => {
      if ((await connection.change("delete from curations where run = ?", [run])) === 0) throw notFound(run);
      await recordEvent(connection, {
        ...change,
        kind: "curation.delete",
        summary: `Deleted the run ${run}.`,
        details: { run },
      });
    });
  }
}

function documentOf(row: Row): Record<string, unknown> {
  return { ...row.document("document"), created: row.time("created_at") };
}

function objectOf(value: unknown): Record<string, unknown> {
  return isDocument(value) ? value : {};
}

function notFound(run: string): GleanerError {
  return new GleanerError("curation_not_found", `There is no curation run "${run}".`, {
    hint: "`gleaner curation list` shows the runs.",
    details: { run },
  });
}
