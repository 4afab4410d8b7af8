import { type Dataset, GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { Remembered } from "../catalog/remembered.ts";
import type { Row } from "../catalog/row.ts";
import type { Datasets } from "../contract/datasets.ts";
import type { Change } from "../contract/events.ts";
import { counted, recordEvent } from "../events/record.ts";
import { datasetIds, datasetNotFound, identityOf } from "./dataset-rows.ts";

const listQuery = `
  with counts as (
    select dataset, count(*) as samples, sum(object_count) as objects, count(label) as labeled from samples group by dataset),
  spans as (select dataset, min(number) as first, max(number) - min(number) + 1 as length from samples group by dataset),
  parts as (
    select s.dataset, min(number) as number, arg_min(id, number) as id from samples s join spans p on p.dataset = s.dataset
    group by s.dataset, (s.number - p.first)::bigint * 8 // p.length),
  covers as (select dataset, list(id order by number) as cover from parts group by dataset),
  held as (
    select dataset, list(name order by name) as spaces from (
      select distinct s.dataset, p.name from vector_rows v
      join (select number, dataset from samples union all select number, dataset from objects) s on s.number = v.sample
      join spaces p on p.id = v.space)
    group by dataset)
  select d.name, d.created_at, coalesce(c.samples, 0)::integer as samples, coalesce(c.objects, 0)::integer as objects,
    coalesce(c.labeled, 0)::integer as labeled, coalesce(o.cover, []) as cover, coalesce(h.spaces, []) as spaces
  from datasets d left join counts c on c.dataset = d.id left join covers o on o.dataset = d.id left join held h on h.dataset = d.id
  order by d.name`;

/** Tables with rows of samples or of their objects, by the column that holds the number. */
const dependents = [
  ["signatures", "sample"],
  ["metadata", "sample"],
  ["labels", "sample"],
  ["slice_members", "sample"],
  ["vector_rows", "sample"],
  ["index_members", "sample"],
  ["graph_scores", "sample"],
  ["function_scores", "sample"],
  ["function_answers", "sample"],
  ["findings", "sample"],
  ["duplicate_answers", "a"],
  ["duplicate_answers", "b"],
  ["sample_deletions", "sample"],
  ["split_changes", "sample"],
  ["tag_changes", "sample"],
  ["label_changes", "sample"],
  ["member_changes", "sample"],
  ["object_changes", "number"],
] as const;

/** The datasets in the catalog. */
export class DatasetCatalog implements Datasets {
  readonly #catalog: Catalog;
  readonly #datasets: Remembered<readonly Dataset[]>;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#datasets = new Remembered(catalog, async () => (await catalog.rows(listQuery)).map(datasetOf));
  }

  async list(): Promise<Dataset[]> {
    return [...(await this.#datasets.get())];
  }

  async get(name: string): Promise<Dataset> {
    const datasets = await this.#datasets.get();
    const dataset = datasets.find((each) => each.name === name);
    if (dataset) return dataset;
    throw datasetNotFound(
      name,
      datasets.map((each) => each.name),
    );
  }

  async has(name: string): Promise<boolean> {
    return (await this.#catalog.rows("select 1 from datasets where name = ?", [name])).length > 0;
  }

  identity(name: string): Promise<string> {
    return identityOf(this.#catalog, name);
  }

  async rename(name: string, to: string, change: Change = {}): Promise<void> {
    await this.#catalog.transaction(async (connection) => {
      const [id] = await datasetIds(connection, [name]);
      if (name === to) return;
      if ((await connection.rows("select 1 from datasets where name = ?", [to])).length > 0) {
        throw new GleanerError("dataset_exists", `There is a dataset named "${to}" already.`, {
          hint: "Choose another name.",
        });
      }
      await connection.change("update datasets set name = ? where id = ?", [to, id]);
      await connection.change(
        "update indexes set scope = list_sort(list_transform(scope, x -> case when x = ? then ? else x end)) where list_contains(scope, ?)",
        [name, to, name],
      );
      await connection.change(
        "update finding_scans set datasets = list_sort(list_transform(datasets, x -> case when x = ? then ? else x end)) where list_contains(datasets, ?)",
        [name, to, name],
      );
      await connection.change(
        "update slices set datasets = list_transform(datasets, x -> case when x = ? then ? else x end) where list_contains(datasets, ?)",
        [name, to, name],
      );
      await recordEvent(connection, {
        ...change,
        kind: "dataset.rename",
        summary: `Renamed dataset ${name} to ${to}.`,
        details: { from: name, to },
        dataset: to,
      });
    });
  }

  async delete(name: string, { dryRun = false, ...change }: Change & { dryRun?: boolean } = {}): Promise<number> {
    if (dryRun) return (await this.get(name)).samples;
    return this.#catalog.transaction(async (connection) => {
      const [id] = await datasetIds(connection, [name]);
      for (const [table, column] of dependents) {
        await connection.change(
          `delete from ${table} where ${column} in (
             select number from samples where abs(dataset) = ? union all select number from objects where abs(dataset) = ?)`,
          [id, id],
        );
      }
      await connection.change("delete from objects where abs(dataset) = ?", [id]);
      await deleteIndexes(connection, name);
      const samples = await connection.change("delete from samples where dataset = ?", [id]);
      await connection.change("delete from samples where dataset = -?::integer", [id]);
      await connection.change("delete from finding_scans where list_contains(datasets, ?)", [name]);
      await connection.change("delete from datasets where id = ?", [id]);
      await recordEvent(connection, {
        ...change,
        kind: "dataset.delete",
        summary: `Deleted dataset ${name} with ${counted(samples, "sample")}.`,
        details: { dataset: name, samples },
        dataset: name,
      });
      return samples;
    });
  }
}

/** An index that covered a deleted dataset describes nothing any more. */
async function deleteIndexes(connection: Connection, dataset: string): Promise<void> {
  await connection.change(
    "delete from index_members where index_id in (select id from indexes where list_contains(scope, ?))",
    [dataset],
  );
  await connection.change("delete from indexes where list_contains(scope, ?)", [dataset]);
}

function datasetOf(row: Row): Dataset {
  return {
    name: row.text("name"),
    samples: row.number("samples"),
    objects: row.number("objects"),
    labeled: row.number("labeled"),
    createdAt: row.time("created_at"),
    spaces: row.texts("spaces"),
    cover: row.texts("cover"),
  };
}
