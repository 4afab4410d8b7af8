import type { DuckDBValue } from "@duckdb/node-api";
import type { Unit } from "@gleaner/schema";
import type { Selected } from "./selected.ts";

/** A piece of SQL with the values of its `?`. */
interface Piece {
  sql: string;
  parameters: DuckDBValue[];
}

/** More words are not looked at. */
const mostWords = 16;

/** What a match in a field is worth; the best field of a word counts. */
const weights = { label: 4, tag: 4, file: 3, metadata: 2, folder: 1, text: 1 };
/** ... times how it matches: the whole value, the start of a word, or anywhere. */
const kinds = { whole: 4, start: 2, inside: 1 };

/** The words of a text to search for, in lower case, each once; words in double quotes stay together. */
export function searchWords(text: string): string[] {
  const words = [...text.matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, phrase, word]) => (phrase ?? word).trim());
  const folded = words.filter((word) => word !== "").map((word) => word.toLowerCase());
  return [...new Set(folded)].slice(0, mostWords);
}

/** Holds for samples that have every word somewhere: in path, labels (of an object its class), tags, metadata or text. True without words. */
export function textCondition(words: readonly string[], unit: Unit): Piece {
  const conditions = words.map(
    () => `(contains(lower(s.path), ?) or contains(${labelsOf(unit)}, ?) or contains(${listed("s.tags")}, ?)
      or (s.kind = 'text' and contains(${content}, ?))
      or s.number in (select sample from metadata where contains(lower(text_value), ?)))`,
  );
  return {
    sql: conditions.length === 0 ? "true" : conditions.join(" and "),
    parameters: words.flatMap((word) => [word, word, word, word, word]),
  };
}

/**
 * Numbers of selected samples, which fulfil the condition of the words, best match first: by the sum over the words of the best field's
 * worth, ties by number. `selected` is bound before the words.
 */
export function rankedByText({ unit, number, from, where, parameters }: Selected, words: readonly string[]): Piece {
  const metadata = words.map(
    (_, at) => `left join (select sample, max(${worth("lower(text_value)")}) as worth from metadata
      where contains(lower(text_value), ?) group by sample) m${at} on m${at}.sample = v.sample`,
  );
  const ranks = words.map((_, at) => {
    const parts = [
      `${weights.label} * ${worth("v.labels")}`,
      `${weights.tag} * ${worth("v.tags")}`,
      `${weights.file} * ${worth("parse_filename(v.path, false)")}`,
      `${weights.file} * ${worth("parse_filename(v.path, true)")}`,
      `${weights.folder} * ${worth("v.path")}`,
      `${weights.text} * ${worth("v.content")}`,
      `${weights.metadata} * coalesce(m${at}.worth, 0)`,
    ];
    return `greatest(${parts.join(", ")})`;
  });
  return {
    sql: `select v.number from (
        select ${number} as number, s.number as sample, lower(s.path) as path, ${labelsOf(unit)} as labels, ${listed("s.tags")} as tags,
          case when s.kind = 'text' then ${content} else '' end as content
        from ${from} where ${where}) v ${metadata.join(" ")}
      order by ${ranks.join(" + ")} desc, v.number`,
    parameters: [
      ...parameters,
      ...words.flatMap((word) => [...worthParameters(word), word]),
      ...words.flatMap((word) => Array.from({ length: 6 }, () => worthParameters(word)).flat()),
    ],
  };
}

const content = "lower(coalesce(json_extract_string(s.media, '$.text'), ''))";

function labelsOf(unit: Unit): string {
  return unit === "object" ? "lower(coalesce(o.class, ''))" : listed("s.labels");
}

/** The texts of a list in one, with a sign between that stands in none of them. */
function listed(list: string): string {
  return `lower(array_to_string(${list}, chr(31)))`;
}

/** 4, 2, 1 or 0 for texts of which one is the word, has a word that starts with it, holds it, or none of these. */
function worth(value: string): string {
  return `(case when not contains(${value}, ?) then 0
    when contains(concat(chr(31), ${value}, chr(31)), ?) then ${kinds.whole}
    when regexp_matches(${value}, ?) then ${kinds.start} else ${kinds.inside} end)`;
}

function worthParameters(word: string): string[] {
  const literal = word.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
  return [word, `\u001f${word}\u001f`, `(^|[^\\p{L}\\p{N}])${literal}`];
}
