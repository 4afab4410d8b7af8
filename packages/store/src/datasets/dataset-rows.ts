import { GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";

/** Something that answers queries: the catalog for readers, a connection within a transaction. */
export type Queries = Pick<Catalog | Connection, "rows">;

/** The error for a dataset that is not there. */
export function datasetNotFound(name: string, known: readonly string[]): GleanerError {
  return new GleanerError("dataset_not_found", `There is no dataset named "${name}".`, {
    hint: known.length > 0 ? `Datasets: ${known.slice(0, 10).join(", ")}.` : "Import something first.",
    details: { dataset: name },
  });
}

/** Ids of datasets by name, in the order given. Throws `dataset_not_found`. */
export async function datasetIds(queries: Queries, names: readonly string[]): Promise<number[]> {
  const rows = await queries.rows("select id, name from datasets order by id");
  const ids = new Map(rows.map((row) => [row.text("name"), row.number("id")]));
  return names.map((name) => {
    const id = ids.get(name);
    if (id === undefined) throw datasetNotFound(name, [...ids.keys()]);
    return id;
  });
}

/** The id of a dataset, which is made if it is not there. */
export async function ensureDataset(connection: Connection, name: string): Promise<number> {
  const [known] = await connection.rows("select id from datasets where name = ?", [name]);
  if (known) return known.number("id");
  const id = await takeNumbers(connection, "dataset");
  await connection.change("insert into datasets values (?, ?, ?, now()::timestamp)", [
    id,
    name,
    await identityOf(connection, name),
  ]);
  return id;
}

/**
 * The name that sample ids of a dataset are made from: its first one, so that a renamed dataset keeps its samples, with a suffix where a
 * renamed dataset already took it.
 */
export async function identityOf(queries: Queries, name: string): Promise<string> {
  const rows = await queries.rows("select name, identity from datasets");
  const own = rows.find((row) => row.text("name") === name);
  if (own) return own.text("identity");
  const taken = new Set(rows.map((row) => row.text("identity")));
  let identity = name;
  for (let suffix = 2; taken.has(identity); suffix++) identity = `${name}\u0001${suffix}`;
  return identity;
}
