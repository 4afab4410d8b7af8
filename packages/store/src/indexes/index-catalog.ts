import { randomUUID } from "node:crypto";
import { GleanerError, type Index } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { Remembered } from "../catalog/remembered.ts";
import type { Row } from "../catalog/row.ts";
import { tableOf } from "../catalog/units.ts";
import type { Change } from "../contract/events.ts";
import type { Indexes, IndexInput, IndexScores, StoredIndex } from "../contract/indexes.ts";
import { datasetIds } from "../datasets/dataset-rows.ts";
import { counted, recordEvent } from "../events/record.ts";
import { type SpaceRow, spaceRow } from "../vectors/space-rows.ts";

/** Vectors of the present content within an index's scope, their number and newest version. */
const listQuery = `
  with held as (
    select i.id, count(s.number)::integer as present, coalesce(max(v.version), 0) as version
    from indexes i
    join vector_rows v on v.space = i.space
    join spaces q on q.id = i.space
    join (
      select number, dataset, revision, 'sample' as unit from samples
      union all select number, dataset, revision, 'object' as unit from objects) s
      on s.number = v.sample and s.revision = v.revision and s.unit = q.unit
    join datasets d on d.id = s.dataset and list_contains(i.scope, d.name)
    group by i.id)
  select i.*, p.name as space_name, p.unit, coalesce(h.present, 0) <> i.present or coalesce(h.version, 0) > i.version as stale
  from indexes i join spaces p on p.id = i.space left join held h on h.id = i.id`;

/** The built indexes in the catalog. */
export class IndexCatalog implements Indexes {
  readonly #catalog: Catalog;
  readonly #fingerprint: (space: string, numbers: Int32Array) => Promise<string>;
  /** Whether an index is stale takes a look at every vector, and every map, lasso and search asks for its index. */
  readonly #indexes: Remembered<readonly StoredIndex[]>;

  /** `fingerprint` is that of the vectors. */
  constructor(catalog: Catalog, fingerprint: (space: string, numbers: Int32Array) => Promise<string>) {
    this.#catalog = catalog;
    this.#fingerprint = fingerprint;
    this.#indexes = new Remembered(catalog, async () =>
      (await catalog.rows(`${listQuery} order by i.created_at desc, i.id`)).map(indexOf),
    );
  }

  async list(): Promise<StoredIndex[]> {
    return [...(await this.#indexes.get())];
  }

  async get(id: string): Promise<StoredIndex | null> {
    return (await this.#indexes.get()).find((index) => index.id === id) ?? null;
  }

  async find(space: string, scope: readonly string[]): Promise<StoredIndex | null> {
    const wanted = scopeKey(scope);
    return (
      (await this.#indexes.get()).find((index) => index.space === space && scopeKey(index.scope) === wanted) ?? null
    );
  }

  async write(index: IndexInput, change: Change = {}): Promise<StoredIndex> {
    const { scores } = index;
    requireEqualLengths(scores);
    // Vectors that came while the index was computed make it stale from the start.
    const unchanged = (await this.#fingerprint(index.space, scores.numbers)) === index.fingerprint;
    const id = randomUUID();
    await this.#catalog.withNumbers(scores.numbers, (table) =>
      this.#catalog.transaction(async (connection) => {
        const space = await spaceRow(connection, index.space);
        const scope = [...index.scope].sort();
        const held = await heldBy(connection, space, scope, table);
        await deleteSameScope(connection, space.id, scope);
        await connection.change(
          `insert into indexes select ?, ?, from_json(?, '["varchar"]'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now()::timestamp`,
          [
            id,
            space.id,
            JSON.stringify(scope),
            scores.numbers.length,
            index.neighbors,
            index.recall,
            index.clusters,
            index.edgeCases,
            index.level,
            index.map,
            JSON.stringify(index.artifacts),
            index.fingerprint,
            index.seed,
            unchanged ? held.version : 0,
            held.present,
          ],
        );
        await connection.change(`insert into index_members select ?, number, rowid from ${table}`, [id]);
        await writeScores(connection, space.id, scores, table);
        await recordEvent(connection, {
          ...change,
          kind: "index",
          summary: `Indexed ${counted(scores.numbers.length, space.unit)} of ${scope.join(", ")} in the space ${index.space}.`,
          details: { index: id, space: index.space, scope, fingerprint: index.fingerprint, artifacts: index.artifacts },
          dataset: scope.length === 1 ? scope[0] : undefined,
        });
      }),
    );
    return this.#require(id);
  }

  async numbers(id: string): Promise<Int32Array> {
    const [numbers] = await this.#catalog.integers(
      "select sample from index_members where index_id = ? order by position",
      [id],
    );
    return numbers;
  }

  async delete(id: string): Promise<void> {
    await this.#catalog.transaction(async (connection) => {
      await connection.change(
        `delete from graph_scores where space = (select space from indexes where id = ?)
         and sample in (select sample from index_members where index_id = ?)`,
        [id, id],
      );
      await connection.change("delete from index_members where index_id = ?", [id]);
      await connection.change("delete from indexes where id = ?", [id]);
    });
  }

  async #require(id: string): Promise<StoredIndex> {
    const index = await this.get(id);
    if (index) return index;
    throw new GleanerError("not_indexed", `There is no index ${id}.`);
  }
}

async function heldBy(connection: Connection, { id, unit }: SpaceRow, scope: readonly string[], table: string) {
  const ids = await datasetIds(connection, scope);
  const row = await connection.row(
    `select count(s.number) as present, coalesce(max(v.version) filter (v.sample in (select number from ${table})), 0) as version
     from vector_rows v join ${tableOf(unit)} s on s.number = v.sample and s.revision = v.revision
     where v.space = ? and s.dataset in (${[-1, ...ids].join(", ")})`,
    [id],
  );
  return { present: row.number("present"), version: row.number("version") };
}

async function deleteSameScope(connection: Connection, space: number, scope: readonly string[]): Promise<void> {
  const same = `space = ? and scope = from_json(?, '["varchar"]')`;
  const values = [space, JSON.stringify(scope)];
  await connection.change(`delete from index_members where index_id in (select id from indexes where ${same})`, values);
  await connection.change(`delete from indexes where ${same}`, values);
}

async function writeScores(connection: Connection, space: number, scores: IndexScores, table: string): Promise<void> {
  await connection.change(`delete from graph_scores where space = ? and sample in (select number from ${table})`, [
    space,
  ]);
  await connection.append({ table: "graph_scores" }, [
    { type: "integer", values: scores.numbers },
    { type: "integer", values: new Int32Array(scores.numbers.length).fill(space) },
    { type: "integer", values: scores.cluster },
    { type: "integer", values: scores.clusterSize },
    { type: "float", values: scores.nnDistance },
    { type: "float", values: scores.outlier },
    { type: "float", values: scores.typicality },
    { type: "boolean", values: Array.from(scores.duplicate, (value) => value !== 0) },
  ]);
}

function requireEqualLengths(scores: IndexScores): void {
  for (const [name, values] of Object.entries(scores)) {
    if (values.length !== scores.numbers.length) {
      throw new RangeError(`${name} has ${values.length} values for ${scores.numbers.length} samples.`);
    }
  }
}

function scopeKey(scope: readonly string[]): string {
  return JSON.stringify([...scope].sort());
}

function indexOf(row: Row): StoredIndex {
  return {
    id: row.text("id"),
    space: row.text("space_name"),
    unit: row.text("unit") === "object" ? "object" : "sample",
    scope: row.texts("scope"),
    samples: row.number("samples"),
    neighbors: row.number("neighbors"),
    recall: row.number("recall"),
    clusters: row.number("clusters"),
    edgeCases: row.number("edge_cases"),
    level: row.number("level"),
    map: mapOf(row.text("map")),
    createdAt: row.time("created_at"),
    stale: row.boolean("stale"),
    artifacts: Object.fromEntries(
      Object.entries(row.document("artifacts")).map(([kind, hash]): [string, string] => [kind, String(hash)]),
    ),
    fingerprint: row.text("fingerprint"),
    seed: row.number("seed"),
  };
}

function mapOf(text: string): Index["map"] {
  return text === "pca" || text === "tsne" ? text : "umap";
}
