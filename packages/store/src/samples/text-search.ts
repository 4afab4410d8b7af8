import type { FilterParameter } from "../catalog/filter-columns.ts";

/** A piece of SQL over the alias `s` with the values of its `?`. */
interface Piece {
  sql: string;
  parameters: FilterParameter[];
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

/** Holds for samples that have every word somewhere: in path, labels, tags, metadata or text. True without words. */
export function textCondition(words: readonly string[]): Piece {
  const conditions = words.map(
    () => `(contains(lower(s.path), ?) or contains(lower(array_to_string(s.labels, chr(31))), ?)
      or contains(lower(array_to_string(s.tags, chr(31))), ?) or (s.kind = 'text' and contains(lower(${content}), ?))
      or s.number in (select sample from metadata where contains(lower(text_value), ?)))`,
  );
  return {
    sql: conditions.length === 0 ? "true" : conditions.join(" and "),
    parameters: words.flatMap((word) => [word, word, word, word, word]),
  };
}

/** How well a sample that fulfils the condition matches: the sum over the words of the best field's worth. Higher is better. */
export function textRank(words: readonly string[]): Piece {
  const ranks = words.map(rankOf);
  return {
    sql: ranks.length === 0 ? "0" : ranks.map(({ sql }) => sql).join(" + "),
    parameters: ranks.flatMap(({ parameters }) => parameters),
  };
}

const content = "coalesce(json_extract_string(s.media, '$.text'), '')";
const fileName = "regexp_extract(s.path, '[^/]*$')";
const folders = "regexp_replace(s.path, '[^/]*$', '')";

function rankOf(word: string): Piece {
  const parts = [
    weighted(weights.label, bestOfList("s.labels", word)),
    weighted(weights.tag, bestOfList("s.tags", word)),
    weighted(weights.file, worth(`regexp_replace(${fileName}, '\\.[^.]*$', '')`, word)),
    weighted(weights.file, worth(fileName, word)),
    weighted(weights.folder, worth(folders, word)),
    weighted(weights.text, worth(content, word)),
    weighted(weights.metadata, bestOfMetadata(word)),
  ];
  return {
    sql: `greatest(${parts.map(({ sql }) => sql).join(", ")})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

function weighted(weight: number, { sql, parameters }: Piece): Piece {
  return { sql: `${weight} * (${sql})`, parameters };
}

/** 4, 2, 1 or 0 for a value that is the word, has a word starting with it, holds it, or none of these. */
function worth(value: string, word: string): Piece {
  return {
    sql: `case when not contains(lower(${value}), ?) then 0 when lower(${value}) = ? then ${kinds.whole}
      when regexp_matches(lower(${value}), ?) then ${kinds.start} else ${kinds.inside} end`,
    parameters: [word, word, `(^|[^\\p{L}\\p{N}])${word.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&")}`],
  };
}

function bestOfList(list: string, word: string): Piece {
  const { sql, parameters } = worth("x", word);
  return { sql: `coalesce(list_max(list_transform(${list}, x -> ${sql})), 0)`, parameters };
}

function bestOfMetadata(word: string): Piece {
  const { sql, parameters } = worth("m.text_value", word);
  return {
    sql: `coalesce((select max(${sql}) from metadata m where m.sample = s.number and m.text_value is not null), 0)`,
    parameters,
  };
}
