import type { FunctionExample } from "@gleaner/schema";
import type { Connection } from "../catalog/connection.ts";
import type { Row } from "../catalog/row.ts";
import type { ExampleInput, Scoring } from "../contract/functions.ts";
import type { Queries } from "../datasets/dataset-rows.ts";
import { decodeVector, encodeVector } from "./encoded-vector.ts";

/** The examples of one function. */
export interface Examples<Example> {
  positives: Example[];
  negatives: Example[];
}

/** The examples of a function with their vectors. */
export async function storedExamples(queries: Queries, id: number): Promise<Examples<ExampleInput>> {
  const rows = await queries.rows("select * from function_examples where function = ? order by position", [id]);
  return divided(rows, (row) => ({ ...identityOf(row), vector: decodeVector(row.text("vector")) }));
}

/** The examples of every function by its id, without vectors. */
export async function listedExamples(queries: Queries): Promise<Map<number, Examples<FunctionExample>>> {
  const rows = await queries.rows(
    `select e.function, e.positive, e.id, e.kind, e.text,
       e.kind in ('sample', 'region', 'object') and s.id is null and o.id is null as gone
     from function_examples e left join samples s on s.id = split_part(e.id, '@', 1) left join objects o on o.id = e.id
     order by e.function, e.position`,
  );
  const byFunction = Map.groupBy(rows, (row) => row.number("function"));
  return new Map(
    [...byFunction].map(([id, own]) => [
      id,
      divided(own, (row) => ({ ...identityOf(row), gone: row.boolean("gone") })),
    ]),
  );
}

/** Writes the examples of a function in the place of the ones that it had. */
export async function replaceExamples(
  connection: Connection,
  id: number,
  { positives, negatives }: Pick<Scoring, "positives" | "negatives">,
): Promise<void> {
  const all = [...positives, ...negatives];
  await connection.change("delete from function_examples where function = ?", [id]);
  await connection.append({ table: "function_examples" }, [
    { type: "integer", values: all.map(() => id) },
    { type: "integer", values: [...all.keys()] },
    { type: "boolean", values: all.map((_, position) => position < positives.length) },
    { type: "text", values: all.map((example) => example.id) },
    { type: "text", values: all.map((example) => example.kind) },
    { type: "text", values: all.map((example) => example.text) },
    { type: "text", values: all.map((example) => encodeVector(example.vector)) },
  ]);
}

function divided<Example>(rows: readonly Row[], make: (row: Row) => Example): Examples<Example> {
  const positives = rows.filter((row) => row.boolean("positive")).map(make);
  return { positives, negatives: rows.filter((row) => !row.boolean("positive")).map(make) };
}

function identityOf(row: Row): Omit<FunctionExample, "gone"> {
  const kind = row.text("kind");
  return {
    id: row.text("id"),
    kind: kind === "image" || kind === "text" || kind === "region" || kind === "object" ? kind : "sample",
    text: row.textOrNull("text"),
  };
}
