import type { Unit } from "../entities.ts";
import { alternatives, badFilter, excerpt } from "./bad-filter.ts";
import { describeExpectation, type Expectation } from "./expectations.ts";
import type { FilterSymbol, Token } from "./tokens.ts";

/** How deeply parentheses, `not` and `count` may nest. */
export const maximumDepth = 64;

/** The parser's place in the tokens. It remembers what was looked for at the place: the source of error messages and completions. */
export class TokenCursor {
  /** Whether fields are those of samples or, inside `count(objects where ...)`, those of objects. */
  unit: Unit;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #looked = new Map<string, Expectation>();
  #index = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], unit: Unit) {
    this.#text = text;
    this.#tokens = tokens;
    this.unit = unit;
  }

  /** The next token. */
  get token(): Token {
    return this.#tokens[this.#index];
  }

  /** The token after the next. */
  get following(): Token {
    return this.#tokens[Math.min(this.#index + 1, this.#tokens.length - 1)];
  }

  /** Everything that could stand where the next token stands, as far as the parser has looked. */
  get expectations(): Expectation[] {
    return [...this.#looked.values()];
  }

  /** Notes that this could stand here. */
  expect(...expectations: Expectation[]): void {
    for (const expectation of expectations) this.#looked.set(JSON.stringify(expectation), expectation);
  }

  /** Goes past the next token and gives it. */
  advance(): Token {
    const token = this.token;
    if (token.kind !== "end") this.#index++;
    this.#looked.clear();
    return token;
  }

  /** True where the next token is that word, in any case. */
  atWord(word: string): boolean {
    return this.token.kind === "word" && this.token.text.toLowerCase() === word;
  }

  /** Takes a keyword if it is next. */
  takeKeyword(text: string): boolean {
    this.expect({ kind: "keyword", text });
    if (!this.atWord(text)) return false;
    this.advance();
    return true;
  }

  /** Takes the next token if it is a word, whatever the word. */
  takeWord(): string | null {
    if (this.token.kind !== "word") return null;
    const { text } = this.token;
    this.advance();
    return text;
  }

  /** Takes a symbol if it is next. */
  takeSymbol(text: FilterSymbol): boolean {
    this.expect({ kind: "symbol", text });
    if (this.token.kind !== "symbol" || this.token.text !== text) return false;
    this.advance();
    return true;
  }

  /** Takes a symbol or throws. */
  requireSymbol(text: FilterSymbol): void {
    if (!this.takeSymbol(text)) this.failUnexpected();
  }

  /** Throws unless all tokens are taken. */
  requireEnd(): void {
    this.expect({ kind: "end" });
    if (this.token.kind !== "end") this.failUnexpected();
  }

  /** Runs a part of the parser one level deeper; throws `bad_filter` beyond `maximumDepth`. */
  deeper<T>(parse: () => T): T {
    if (this.#depth === maximumDepth) {
      const { start, end } = this.token;
      throw badFilter(
        `The filter nests deeper than ${maximumDepth} levels`,
        { position: start, length: end - start, expected: [] },
        "Save a part as a slice and use slice(...).",
      );
    }
    this.#depth++;
    const parsed = parse();
    this.#depth--;
    return parsed;
  }

  /** Throws that the next token fits nothing that was looked for; `after` says what stands before it. */
  failUnexpected(after = "", hint?: string): never {
    const expected = [...new Set(this.expectations.map(describeExpectation))];
    throw this.problem(`Expected ${alternatives(expected)}${after}, found ${this.found()}`, this.token, expected, hint);
  }

  /** The error for one token. */
  problem(reason: string, token: Token, expected: readonly string[], hint?: string, nearest?: readonly string[]) {
    return badFilter(reason, { position: token.start, length: token.end - token.start, expected, nearest }, hint);
  }

  /** The next token in words. */
  found(): string {
    const { kind, start, end } = this.token;
    if (kind === "end") return "the end of the filter";
    const written = excerpt(this.#text.slice(start, end));
    return kind === "text" ? `the text ${written}` : written;
  }
}
