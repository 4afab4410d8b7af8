import type { Label } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import type { Change } from "../contract/events.ts";
import type { Labels, SampleLabels } from "../contract/labels.ts";
import { counted, recordEvent } from "../events/record.ts";
import { distinctLabels } from "../samples/sample-columns.ts";
import { refreshCurrentLabels } from "./current-label.ts";

const recordColumns = "sample, position, class, source, confidence, created_at";

/** The label records in the catalog. A source says one list of labels of each sample. */
export class LabelCatalog implements Labels {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  set(numbers: ArrayLike<number>, className: string, change: Change = {}): Promise<number> {
    const entries = Array.from(numbers, (number) => ({ number, labels: [{ class: className }] }));
    return this.#replace("human", entries, change, (count) => `Labelled ${count} as ${className}.`);
  }

  clear(numbers: ArrayLike<number>, change: Change = {}): Promise<number> {
    const entries = Array.from(numbers, (number) => ({ number, labels: [] }));
    return this.#replace("human", entries, change, (count) => `Removed the label of ${count}.`);
  }

  replace(source: string, entries: readonly SampleLabels[], change: Change = {}): Promise<number> {
    return this.#replace(source, entries, change, (count) => `Took labels of ${count} from ${source}.`);
  }

  async list(number: number): Promise<Label[]> {
    const rows = await this.#catalog.rows(
      "select class, source, confidence from labels where sample = ? order by source, position",
      [number],
    );
    return rows.map((row) => ({
      class: row.text("class"),
      source: row.text("source"),
      confidence: row.numberOrNull("confidence"),
    }));
  }

  async sets(numbers: Int32Array): Promise<{ classes: string[]; codes: number[][] }> {
    return this.#catalog.withNumbers(numbers, async (table) => {
      const rows = await this.#catalog.rows(
        `select n.rowid::integer as row, s.labels from ${table} n join samples s on s.number = n.number where len(s.labels) > 0`,
      );
      const named = rows.map((row) => ({ row: row.number("row"), labels: row.texts("labels") }));
      const classes = [...new Set(named.flatMap(({ labels }) => labels))].sort();
      const codeOf = new Map(classes.map((name, code) => [name, code]));
      const codes = Array.from(numbers, (): number[] => []);
      for (const { row, labels } of named) codes[row] = labels.map((name) => codeOf.get(name) ?? -1);
      return { classes, codes };
    });
  }

  async predictions(
    model: string,
    numbers: Int32Array,
  ): Promise<{ classes: (string | null)[]; confidences: Float32Array }> {
    return this.#catalog.withNumbers(numbers, async (table) => {
      const rows = await this.#catalog.rows(
        `select l.class, l.confidence from ${table} n
         left join labels l on l.sample = n.number and l.source = ? and l.position = 0 order by n.rowid`,
        [model],
      );
      return {
        classes: rows.map((row) => row.textOrNull("class")),
        confidences: Float32Array.from(rows, (row) => row.numberOrNull("confidence") ?? Number.NaN),
      };
    });
  }

  async sources(): Promise<{ source: string; samples: number }[]> {
    const rows = await this.#catalog.rows(
      "select source, count(distinct sample) as samples from labels group by source order by source",
    );
    return rows.map((row) => ({ source: row.text("source"), samples: row.number("samples") }));
  }

  #replace(
    source: string,
    entries: readonly SampleLabels[],
    change: Change,
    sentence: (samples: string) => string,
  ): Promise<number> {
    return this.#catalog.transaction(async (connection) => {
      const count = await stageLabels(connection, source, entries);
      if (count === 0) return 0;
      const event = await recordEvent(connection, {
        ...change,
        kind: "label",
        summary: sentence(counted(count, "sample")),
        details: { source, samples: count },
        undoable: true,
      });
      await writeStagedLabels(connection, source, event);
      return count;
    });
  }
}

/**
 * Makes ready what a source says of samples, within a transaction: leaves `said` (the new records) and `changing` (the numbers of known
 * samples of which the source says something new), and gives how many these are.
 */
export async function stageLabels(
  connection: Connection,
  source: string,
  entries: readonly SampleLabels[],
): Promise<number> {
  const at = (await connection.row("select epoch_ms(now()) as at")).number("at");
  const records = entries.flatMap(({ number, labels }) =>
    distinctLabels(labels).map((label, position) => ({ number, position, ...label })),
  );
  await connection.change("create or replace temp table said as select * from labels limit 0");
  await connection.append({ table: "said" }, [
    { type: "integer", values: records.map((record) => record.number) },
    { type: "integer", values: records.map((record) => record.position) },
    { type: "text", values: records.map((record) => record.class) },
    { type: "text", values: records.map(() => source) },
    { type: "float", values: Float32Array.from(records, (record) => record.confidence ?? Number.NaN) },
    { type: "time", values: records.map(() => at) },
  ]);
  await connection.change("create or replace temp table entries(number integer)");
  await connection.append({ table: "entries" }, [{ type: "integer", values: entries.map((entry) => entry.number) }]);
  await connection.change(
    `create or replace temp table changing as
     with listed as (select distinct e.number from entries e semi join samples s on s.number = e.number),
     old as (select sample, list((class, confidence) order by position) as says from labels
       where source = ? and sample in (select number from listed) group by sample),
     new as (select sample, list((class, confidence) order by position) as says from said group by sample)
     select l.number from listed l left join old on old.sample = l.number left join new on new.sample = l.number
     where old.says is distinct from new.says`,
    [source],
  );
  return (await connection.row("select count(*) as count from changing")).number("count");
}

/** Writes what {@link stageLabels} made ready, so that the event can be taken back. */
export async function writeStagedLabels(connection: Connection, source: string, event: number): Promise<void> {
  await keepChanges(connection, source, event);
  await connection.change("delete from labels where source = ? and sample in (select number from changing)", [source]);
  await connection.change(
    `insert into labels select ${recordColumns} from said where sample in (select number from changing)`,
  );
  await refreshCurrentLabels(connection, "changing");
}

/** Writes what undo needs under the event's id. */
async function keepChanges(connection: Connection, source: string, event: number): Promise<void> {
  const changing = "sample in (select number from changing)";
  await connection.change(
    `insert into label_changes select ?, ${recordColumns}, false from labels where source = ? and ${changing}`,
    [event, source],
  );
  await connection.change(`insert into label_changes select ?, ${recordColumns}, true from said where ${changing}`, [
    event,
  ]);
}
