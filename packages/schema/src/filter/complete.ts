import type { Unit } from "../entities.ts";
import { GleanerError } from "../errors.ts";
import { TokenCursor } from "./cursor.ts";
import type { Expectation, ValueSource } from "./expectations.ts";
import { type FilterField, fieldAppliesTo, filterFields } from "./fields.ts";
import { maximumFilterBytes, parseWhole } from "./parse.ts";
import { isWord, quoteText } from "./quoting.ts";
import { type Token, tokenize } from "./tokens.ts";

/** One thing that may stand at the cursor. */
export interface FilterCompletion {
  kind: "field" | "call" | "keyword" | "operator" | "value";
  /** What the user sees. */
  label: string;
  /** What replaces the range. */
  insert: string;
  /** One line about it; empty where it says itself. */
  doc: string;
}

/** What may stand at the cursor, and which part of the text a choice replaces: [from, to) in UTF-16 code units. */
export interface FilterCompletions {
  from: number;
  to: number;
  items: FilterCompletion[];
}

/** Gives values that exist and begin with the prefix (any case), most frequent first; a short list, 20 or so. */
export type FilterValues = (source: ValueSource, prefix: string) => readonly string[] | Promise<readonly string[]>;

export interface CompletionOptions {
  unit?: Unit;
  /** Without it, fields, operators and keywords alone are proposed. */
  values?: FilterValues;
}

/**
 * What may come next in a filter that someone is writing: fields, calls, operators, keywords and, through `values`, the values
 * that exist. It is what the parser looks for at the cursor, so it is right wherever the parser is. Nothing is proposed after an
 * error. Rejects only where `values` does.
 */
export async function completeFilter(
  text: string,
  cursor: number,
  { unit = "sample", values }: CompletionOptions = {},
): Promise<FilterCompletions> {
  const at = Math.max(0, Math.min(Math.trunc(cursor), text.length));
  const place = placeAt(text, at);
  const expectations = place.tokens === null ? [] : expectedAfter(text, place.tokens, unit);
  const proposed = await Promise.all(expectations.map((expectation) => completionsOf(expectation, place, values)));
  const items = new Map(proposed.flat().map((item) => [`${item.kind} ${item.label}`, item]));
  return { from: place.from, to: place.to, items: bestFirst([...items.values()], place.typed) };
}

/** What is being written at the cursor. */
interface Place {
  from: number;
  to: number;
  /** The part of the word, or of the text inside its quotes, before the cursor. */
  typed: string;
  inText: boolean;
  /** Everything before it, ended; null where that is no row of tokens. */
  tokens: Token[] | null;
}

function placeAt(text: string, at: number): Place {
  const before = tokensOf(text.slice(0, at));
  const last = before?.at(-2);
  const nothing: Place = { from: at, to: at, typed: "", inText: false, tokens: before };
  if (before === null || last === undefined || last.end !== at) return nothing;
  const tokens: Token[] = [...before.slice(0, -2), { kind: "end", start: last.start, end: last.start }];
  if (last.kind === "word") {
    const rest = /^[\p{L}\p{N}_]*/u.exec(text.slice(at))?.[0] ?? "";
    return { from: last.start, to: at + rest.length, typed: last.text, inText: false, tokens };
  }
  if (last.kind !== "text" || last.closed) return nothing;
  return { from: last.start, to: endOfText(text, last.start, at), typed: last.value, inText: true, tokens };
}

/** The end of the text that begins at `start`, or the cursor where it never ends. */
function endOfText(text: string, start: number, at: number): number {
  const whole = tokensOf(text)?.find((token) => token.start === start);
  return whole?.kind === "text" && whole.closed ? whole.end : at;
}

function tokensOf(text: string): Token[] | null {
  if (text.length > maximumFilterBytes) return null;
  return ifFilter(() => tokenize(text, { allowOpenText: true }));
}

function expectedAfter(text: string, tokens: readonly Token[], unit: Unit): Expectation[] {
  const cursor = new TokenCursor(text, tokens, unit);
  ifFilter(() => parseWhole(cursor));
  return cursor.token.kind === "end" ? cursor.expectations : [];
}

/** The result, or null for text that is no filter, which is the usual state of text that is being written. */
function ifFilter<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof GleanerError && error.code === "bad_filter") return null;
    throw error;
  }
}

const callDocs: Record<string, string> = {
  count: "Number of objects that fulfil a filter: count(objects where ...)",
  fn: "Score of a saved function, by name",
  similar: "Cosine similarity to a sample or an object, by id",
  prediction: "Class that a model predicts, by the model's name",
  slice: "Membership of a slice, by name",
};

async function completionsOf(
  expectation: Expectation,
  place: Place,
  values: FilterValues | undefined,
): Promise<FilterCompletion[]> {
  if (place.inText) return expectation.kind === "text" ? valuesOf(expectation.source, place, values) : [];
  switch (expectation.kind) {
    case "field":
      return fieldsFor(expectation).map(({ name, doc }) => ({ kind: "field", label: name, insert: name, doc }));
    case "call": {
      const insert = expectation.name === "count" ? "count(objects where " : `${expectation.name}("`;
      return [{ kind: "call", label: `${expectation.name}(...)`, insert, doc: callDocs[expectation.name] }];
    }
    case "keyword":
      if (expectation.text === "attr")
        return [{ kind: "call", label: "attr.", insert: "attr.", doc: "An attribute of the object, by its name" }];
      return expectation.text === "meta"
        ? [{ kind: "call", label: "meta.", insert: "meta.", doc: "A metadata value, by its key" }]
        : [{ kind: "keyword", label: expectation.text, insert: expectation.text, doc: "" }];
    case "symbol":
      return [{ kind: "operator", label: expectation.text, insert: expectation.text, doc: "" }];
    case "boolean":
      return ["true", "false"].map((word) => ({ kind: "value", label: word, insert: word, doc: "" }));
    case "text":
      return valuesOf(expectation.source, place, values);
    case "meta-name":
      return metadataNames(place, values);
    case "attribute-name":
    case "number":
    case "date":
    case "end":
      return [];
  }
}

function fieldsFor({ unit, type }: Extract<Expectation, { kind: "field" }>): FilterField[] {
  const fields: readonly FilterField[] = filterFields;
  const fitting = fields.filter(
    (field) =>
      fieldAppliesTo(field, unit) &&
      (type === undefined || (type === "any" ? field.type !== "text-list" : field.type === type)),
  );
  return unit === "object" ? fitting.toSorted((a, b) => ownFirst(a) - ownFirst(b)) : fitting;
}

function ownFirst(field: FilterField): number {
  return field.appliesTo === "object" ? 0 : 1;
}

async function valuesOf(source: ValueSource | null, place: Place, values: FilterValues | undefined) {
  if (source === null || values === undefined) return [];
  const found = await values(source, place.typed);
  return found.map((value): FilterCompletion => ({ kind: "value", label: value, insert: quoteText(value), doc: "" }));
}

async function metadataNames(place: Place, values: FilterValues | undefined): Promise<FilterCompletion[]> {
  const found = values === undefined ? [] : await values({ kind: "meta-name" }, place.typed);
  return found.map((name) => {
    const insert = name.split(".").every(isWord) ? name : quoteText(name);
    return { kind: "field", label: name, insert, doc: "Metadata" };
  });
}

const order: Record<FilterCompletion["kind"], number> = { value: 0, field: 1, call: 2, keyword: 3, operator: 3 };

/** What begins with the typed part, then what holds it; each by kind, and in the order of the parser. */
function bestFirst(items: readonly FilterCompletion[], typed: string): FilterCompletion[] {
  const part = typed.toLowerCase();
  const plain = part.replaceAll("_", "");
  const sorted = items.toSorted((a, b) => order[a.kind] - order[b.kind]);
  const begins = ({ label }: FilterCompletion) =>
    label.toLowerCase().startsWith(part) || label.toLowerCase().replaceAll("_", "").startsWith(plain);
  const holds = ({ label }: FilterCompletion) => label.toLowerCase().includes(part);
  return [...sorted.filter(begins), ...sorted.filter((item) => !begins(item) && holds(item))];
}
