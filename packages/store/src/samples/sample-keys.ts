import type { Catalog } from "../catalog/catalog.ts";
import { tableOf, unitOfNumbers } from "../catalog/units.ts";
import type { KnownSample } from "../contract/samples.ts";
import { sampleNotFound, withNumberList } from "./sample-rows.ts";

/** Keys of one query. */
const keysAtOnce = 50_000;
const fewKeys = 32;

/** What the catalog knows of samples of a dataset, by path or id. A dataset that is not there has none. */
export async function lookupSamples(
  catalog: Catalog,
  dataset: string,
  keys: { paths: readonly string[] } | { ids: readonly string[] },
): Promise<KnownSample[]> {
  const [column, values] = "paths" in keys ? (["path", keys.paths] as const) : (["id", keys.ids] as const);
  const known: KnownSample[] = [];
  for (const part of parts(values)) {
    const rows = await catalog.rows(
      `select id, number, path, file, content_hash, bytes, modified from samples
       where dataset = (select id from datasets where name = ?)
         and ${column} in (select unnest(from_json(?, '["varchar"]')))`,
      [dataset, JSON.stringify(part)],
    );
    for (const row of rows) {
      known.push({
        id: row.text("id"),
        number: row.number("number"),
        path: row.text("path"),
        file: row.text("file"),
        contentHash: row.text("content_hash"),
        bytes: row.number("bytes"),
        modified: row.numberOrNull("modified"),
      });
    }
  }
  return known;
}

/** Numbers of samples, or of objects where the ids are theirs. Throws `sample_not_found` naming the first unknown ids. */
export async function idsToNumbers(catalog: Catalog, ids: readonly string[]): Promise<Int32Array> {
  const numbers = new Map<string, number>();
  for (const part of parts(ids)) {
    for (const table of ["samples", "objects"]) {
      const wanted = part.filter((id) => !numbers.has(id));
      if (wanted.length === 0) break;
      const [list, parameters] = boundList(wanted);
      const rows = await catalog.rows(
        `select id, number from ${table} where dataset > 0 and id in (${list})`,
        parameters,
      );
      for (const row of rows) numbers.set(row.text("id"), row.number("number"));
    }
  }
  const unknown = ids.filter((id) => !numbers.has(id));
  if (unknown.length > 0) throw sampleNotFound(unknown);
  return Int32Array.from(ids, (id) => numbers.get(id) ?? -1);
}

/** Throws `sample_not_found`. */
export async function numbersToIds(catalog: Catalog, numbers: ArrayLike<number>): Promise<string[]> {
  const table = tableOf(await unitOfNumbers(catalog, numbers));
  const rows = await withNumberList(catalog, numbers, (list) =>
    catalog.rows(`select number, id from ${table} where number in ${list}`),
  );
  const ids = new Map(rows.map((row) => [row.number("number"), row.text("id")]));
  return Array.from(numbers, (number) => {
    const id = ids.get(number);
    if (id === undefined) throw sampleNotFound([`number ${number}`]);
    return id;
  });
}

/** Texts as what `in` takes: few as a parameter each, which is found in half the time, many as one document. */
function boundList(texts: readonly string[]): [list: string, parameters: readonly string[]] {
  if (texts.length <= fewKeys) return [texts.map(() => "?").join(", "), texts];
  return [`select unnest(from_json(?, '["varchar"]'))`, [JSON.stringify(texts)]];
}

function* parts(values: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < values.length; start += keysAtOnce) yield values.slice(start, start + keysAtOnce);
}
