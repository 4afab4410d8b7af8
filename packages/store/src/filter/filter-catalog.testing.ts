import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { type Filter, GleanerError, parseFilter, type Unit } from "@gleaner/schema";
import { firstCatalog } from "../catalog/migrations/0001-first-catalog.ts";
import { objects } from "../catalog/migrations/0003-objects.ts";
import { compileFilter } from "./compile.ts";
import type { FilterContext, TermRelation } from "./context.ts";
import { chosen, kept, rules, type WorldObject, type WorldSample } from "./filter-world.testing.ts";

/** The catalog's tables that filters read. */
const tables = ["datasets", "samples", "metadata", "objects", "slice_members", "graph_scores", "function_scores"];

const datasets = ["shoes", "it's"];

/** A real catalog in memory that holds the test's samples. */
export class FilterCatalog {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async holding(samples: readonly WorldSample[]): Promise<FilterCatalog> {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    for (const table of tables) {
      const statement = [...objects, ...firstCatalog].find((text) => text.startsWith(`create table ${table}(`));
      if (statement === undefined) throw new Error(`The catalog has no table ${table}`);
      await connection.run(statement.replaceAll(" not null", ""));
    }
    await connection.run("create table object_scores(number integer, value float)");
    await connection.run("create table similarities(number integer, value float)");
    await connection.run("create table predictions(number integer, value varchar)");
    await connection.run("create table object_members(number integer)");
    await connection.run("insert into datasets(id, name) values (0, ?), (1, ?)", datasets);
    const catalog = new FilterCatalog(connection);
    for (const sample of samples) await catalog.#insert(sample);
    return catalog;
  }

  /** Numbers of the samples, or of the objects, that fulfil a filter. */
  async matching(filter: Filter, unit: Unit = "sample", context: Partial<FilterContext> = {}): Promise<number[]> {
    const compiled = compileFilter(filter, { ...worldContext, ...context, unit });
    const from = [
      unit === "object" ? "objects o join samples s on s.number = o.sample" : "samples s",
      compiled.datasets ? "join datasets d on d.id = s.dataset" : "",
      compiled.scores ? "left join graph_scores g on g.sample = s.number and g.space = 1" : "",
    ];
    const number = unit === "object" ? "o.number" : "s.number";
    const query = `select ${number} from ${from.join(" ")} where ${compiled.sql} order by 1`;
    const result = await this.#connection.runAndReadAll(query, compiled.parameters);
    return result.getRows().map(([value]) => Number(value));
  }

  /** Tables, counts and contents in short, to see that nothing changed. */
  async fingerprint(): Promise<string> {
    const result = await this.#connection.runAndReadAll(
      `select (select string_agg(table_name, ' ' order by table_name) from information_schema.tables),
        (select count(*) from samples), (select sum(hash(s)) from samples s), (select sum(hash(o)) from objects o)`,
    );
    return result.getRows().map(String).join();
  }

  /** The type that the catalog gives to an expression over its tables. */
  async typeOf(expression: string): Promise<string> {
    const result = await this.#connection.runAndReadAll(
      `select typeof(${expression}) from samples s join datasets d on d.id = s.dataset join graph_scores g on g.sample = s.number
        join objects o on o.sample = s.number limit 1`,
    );
    return String(result.getRows()[0][0]);
  }

  close(): void {
    this.#connection.closeSync();
  }

  async #insert(sample: WorldSample): Promise<void> {
    const { number, createdAt } = sample;
    await this.#row("samples", {
      number,
      id: sample.id,
      dataset: datasets.indexOf(sample.dataset),
      kind: "image",
      path: sample.path,
      file: "",
      revision: 0,
      fingerprint: "",
      bytes: sample.bytes,
      width: sample.width,
      height: sample.height,
      split: sample.split,
      confidence: sample.confidence,
      object_count: sample.objects.length,
      dark: sample.dark,
      created_at: createdAt.toISOString(),
      labels: "[]",
      tags: "[]",
    });
    const lists = [sample.labels, sample.tags].map((list) => `[${list.map(() => "?").join(", ")}]::varchar[]`);
    await this.#connection.run(`update samples set labels = ${lists[0]}, tags = ${lists[1]} where number = ${number}`, [
      ...sample.labels,
      ...sample.tags,
    ]);
    for (const [space, scores] of sample.scores) await this.#row("graph_scores", { sample: number, space, ...scores });
    await this.#metadata(sample);
    await this.#terms(sample);
    for (const object of sample.objects) await this.#object(number, object);
  }

  async #metadata({ number, camera, temperature, indoors, taken }: WorldSample): Promise<void> {
    const rows: Record<string, DuckDBValue>[] = [
      { key: "camera", text_value: camera },
      { key: "temperature", number_value: temperature },
      { key: "indoors", boolean_value: indoors },
      { key: "taken", text_value: taken, time_value: taken && new Date(taken).toISOString() },
    ];
    for (const row of rows) await this.#row("metadata", { sample: number, ...row });
  }

  async #terms({ number, forklift, predicted, similarity, ...sample }: WorldSample): Promise<void> {
    if (forklift !== null) await this.#row("function_scores", { function: 7, sample: number, score: forklift });
    if (similarity !== null) await this.#row("similarities", { number, value: similarity });
    if (predicted !== null) await this.#row("predictions", { number, value: predicted });
    if (kept({ ...sample, number, forklift, predicted, similarity })) {
      await this.#row("slice_members", { slice: 4, sample: number, position: number });
    }
  }

  async #object(sample: number, { score, ...object }: WorldObject): Promise<void> {
    await this.#row("objects", { sample, ...object });
    if (score !== null) await this.#row("object_scores", { number: object.number, value: score });
    if (chosen({ score, ...object })) await this.#row("object_members", { number: object.number });
  }

  async #row(table: string, values: Record<string, DuckDBValue>): Promise<void> {
    const columns = Object.keys(values);
    const statement = `insert into ${table}(${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`;
    await this.#connection.run(statement, Object.values(values));
  }
}

/** What the names in the world's filters mean: space 1 is the query's. */
export const worldContext: FilterContext = {
  space: 1,
  slice(name) {
    if (name === "kept")
      return { kind: "static", members: relation("(select sample as number from slice_members where slice = ?)", 4) };
    if (name === "some objects")
      return { kind: "static", members: { unit: "object", sql: "object_members", parameters: [] } };
    const rule = rules[name];
    if (rule === undefined) throw new GleanerError("slice_not_found", `There is no slice named ${name}.`);
    return { kind: "dynamic", ...rule, filter: parseFilter(rule.where, { unit: rule.unit }) };
  },
  values(term) {
    if (term.kind === "similar" || term.kind === "labeled_distance") return relation("similarities");
    if (term.kind === "prediction") return relation("predictions");
    if (term.name === "of objects") return { unit: "object", sql: "object_scores", parameters: [] };
    if (term.name !== "forklift")
      throw new GleanerError("function_not_found", `There is no function named ${term.name}.`);
    return relation("(select sample as number, score as value from function_scores where function = ?)", 7);
  },
};

function relation(sql: string, ...parameters: (string | number)[]): TermRelation {
  return { unit: "sample", sql, parameters };
}
