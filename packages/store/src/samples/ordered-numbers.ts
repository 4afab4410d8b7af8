import type { Catalog } from "../catalog/catalog.ts";
import type { SortedSampleQuery } from "../contract/samples.ts";
import { type Field, fieldOf } from "./fields.ts";
import type { Needs } from "./selected.ts";
import type { Selection } from "./selection.ts";
import { rankedByText, searchWords } from "./text-search.ts";

/** The numbers that match a query, in its order. Throws `bad_filter` for an unknown sort field. */
export async function orderedNumbers(
  catalog: Catalog,
  selection: Selection,
  query: SortedSampleQuery,
): Promise<Int32Array> {
  if (query.sort === undefined || query.sort === "") return bestMatchFirst(catalog, selection, query);
  if (query.sort === "random") return shuffled(await selection.numbers(query), query.seed ?? 0);
  const descending = query.sort.startsWith("-");
  const field = fieldOf(descending ? query.sort.slice(1) : query.sort, await selection.unitOf(query));
  const { order, needs } = orderBy(field, descending);
  return selection.use(query, needs, async ({ number, from, where, parameters }) => {
    const [numbers] = await catalog.integers(
      `select ${number} from ${from} where ${where} order by ${order}, ${number}`,
      parameters,
    );
    return numbers;
  });
}

async function bestMatchFirst(catalog: Catalog, selection: Selection, query: SortedSampleQuery): Promise<Int32Array> {
  const words = searchWords(query.text ?? "");
  if (words.length === 0) return selection.numbers(query);
  return selection.use(query, {}, async (selected) => {
    const { sql, parameters } = rankedByText(selected, words);
    const [numbers] = await catalog.integers(sql, parameters);
    return numbers;
  });
}

function orderBy(field: Field, descending: boolean): { order: string; needs: Needs } {
  const direction = `${descending ? "desc" : "asc"} nulls last`;
  if (field.kind === "metadata") {
    const columns = ["m.number_value", "m.time_value", "m.text_value", "m.boolean_value"];
    return {
      order: columns.map((column) => `${column} ${direction}`).join(", "),
      needs: { metadata: field.key },
    };
  }
  if (field.kind === "term") return { order: `t0.value ${direction}`, needs: { terms: [field.term] } };
  const { sql, alias, type } = field.column;
  const value = type === "texts" ? `nullif(array_to_string(${sql}, chr(31)), '')` : sql;
  return { order: `${value} ${direction}`, needs: { scores: alias === "g", datasets: alias === "d" } };
}

/** Fisher and Yates's shuffle in place, with the mulberry32 generator: the same numbers and seed give the same order everywhere. */
function shuffled(numbers: Int32Array, seed: number): Int32Array {
  let state = seed | 0;
  for (let last = numbers.length - 1; last > 0; last--) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const chosen = Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (last + 1));
    [numbers[last], numbers[chosen]] = [numbers[chosen], numbers[last]];
  }
  return numbers;
}
