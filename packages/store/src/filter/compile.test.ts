import { anyOf, type Filter, filterFields, GleanerError, parseFilter } from "@gleaner/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filterColumns } from "../catalog/filter-columns.ts";
import { compileFilter } from "./compile.ts";
import type { FilterContext } from "./context.ts";
import { FilterCatalog, worldContext } from "./filter-catalog.testing.ts";
import { worldSamples } from "./filter-world.testing.ts";

const samples = worldSamples(60);
let catalog: FilterCatalog;

beforeAll(async () => {
  catalog = await FilterCatalog.holding(samples);
});
afterAll(() => catalog.close());

const compile = (text: string, context: Partial<FilterContext> = {}) =>
  compileFilter(parseFilter(text), { ...worldContext, ...context });

function problemOf(work: () => unknown): GleanerError {
  try {
    work();
  } catch (error) {
    if (error instanceof GleanerError) return error;
    throw error;
  }
  throw new Error("compiled");
}

describe("compileFilter", () => {
  it("binds every value", () => {
    expect(compile('path = "x" and width >= 640.5 and not "night" in tags')).toEqual({
      sql: "(coalesce(s.path = ?, false) and coalesce(s.width >= ?, false) and not (coalesce(list_contains(s.tags, ?), false)))",
      parameters: ["x", 640.5, "night"],
      scores: false,
      datasets: false,
    });
  });

  it("says which tables the query needs, also for what slices use", () => {
    expect(compile('dataset = "shoes"')).toMatchObject({ datasets: true, scores: false });
    expect(compile("cluster = 1")).toMatchObject({ datasets: false, scores: true });
    expect(compile("count(objects where cluster = 1) > 1")).toMatchObject({ scores: true });
    expect(compile('slice("shoe nights")')).toMatchObject({ datasets: true });
    expect(compile('slice("strange")')).toMatchObject({ scores: false });
  });

  it("has a column of the right type for every field that is not computed", async () => {
    const types = { text: /VARCHAR/, "text-list": /VARCHAR\[\]/, boolean: /BOOLEAN/, date: /TIMESTAMP/ };
    for (const { name, type } of filterFields) {
      if (name === "labeled_distance") continue;
      const actual = await catalog.typeOf(filterColumns[name].sql);
      expect(actual, name).toMatch(type === "number" ? /INTEGER|BIGINT|FLOAT|DOUBLE/ : types[type]);
      if (type !== "number" || name === "objects") continue;
      const bound = compile(`count(objects where ${name} = 0.1) > 1`).parameters;
      expect(bound, name).toEqual([actual === "FLOAT" ? Math.fround(0.1) : 0.1, 1]);
    }
  });

  it("looks long chains of equalities up at once", () => {
    const chain = Array.from({ length: 6_000 }, (_, at) => `id="${at % 3_000}"`);
    const either = compileFilter(anyOf(chain.map((text) => parseFilter(text))), worldContext);
    expect(either.parameters).toHaveLength(3_000);
    expect(either.sql).toMatch(/^\(coalesce\(s\.id in \(select unnest\(\[\?, /);
    const none = compile('label != "a" and width > 1 and label != "b" and label != "a"');
    expect(none.parameters).toEqual(["a", "b", 1]);
  });

  it("runs as many conditions as fit into a filter", async () => {
    const text = Array.from({ length: 5_000 }, (_, at) => `width<${at % 90}`).join(" or ");
    expect(await catalog.matching(parseFilter(text))).toEqual([]);
  });

  it("runs the deepest filter that the language has", async () => {
    const part = "width > 100 or height > 100 and (";
    const text = `${part.repeat(64)}bytes > 1${")".repeat(64)}`;
    expect((await catalog.matching(parseFilter(text))).length).toBeGreaterThan(0);
  });

  it("takes numbers of any size and precision", async () => {
    const all = samples.length;
    expect(await catalog.matching(parseFilter("bytes < 1e300"))).toHaveLength(all);
    expect(await catalog.matching(parseFilter("bytes > -1e19 and bytes < 9007199254740993"))).toHaveLength(all);
    expect(await catalog.matching(parseFilter("confidence > 1e300"))).toEqual([]);
    const exact = samples.filter((sample) => sample.confidence === 0.1).map((sample) => sample.number);
    expect(exact.length).toBeGreaterThan(0);
    expect(await catalog.matching(parseFilter("confidence = 0.1"))).toEqual(exact);
    expect(await catalog.matching(parseFilter("confidence between 0.1 and 0.1"))).toEqual(exact);
  });

  it("does not try every way to place wildcards", async () => {
    const like = (pattern: string): Filter => ({ kind: "like", operand: { kind: "field", name: "label" }, pattern });
    const long = {
      ...samples[0],
      number: 999,
      id: "long",
      path: "a".repeat(4_000),
      labels: ["a".repeat(4_000)],
      objects: [],
    };
    const other = await FilterCatalog.holding([long]);
    expect(await other.matching(like(`${"%a".repeat(300)}%b`))).toEqual([]);
    expect(await other.matching(like(`${"%a_".repeat(300)}%`))).toEqual([999]);
    expect(await other.matching(parseFilter(`path like "${"%a_".repeat(300)}b"`))).toEqual([]);
    other.close();
  });
});

describe("slices", () => {
  const rule = (where: string, space = 1) =>
    ({ kind: "dynamic", unit: "sample", filter: parseFilter(where), datasets: [], space }) as const;

  it("refuses a slice that contains itself", () => {
    const slices: Record<string, string> = { a: 'width > 1 and slice("b")', b: 'not slice("c")', c: 'slice("a")' };
    const problem = problemOf(() => compile('slice("a")', { slice: (name) => rule(slices[name]) }));
    expect(problem.code).toBe("bad_filter");
    expect(problem.details).toEqual({ cycle: ["a", "b", "c", "a"] });
    expect(problem.message).toContain("a -> b -> c -> a");
  });

  it("takes one slice twice side by side", async () => {
    const both = await catalog.matching(parseFilter('slice("wide") or slice("wide") and slice("kept")'));
    expect(both).toEqual(samples.filter(({ width }) => width !== null && width > 300).map(({ number }) => number));
  });

  it("refuses slices that double at every step, and too deep ones, before the catalog sees them", () => {
    const doubling = (name: string) => {
      const next = `slice("${Number(name) + 1}")`;
      return rule(`${next} or ${next} and width > 1`);
    };
    expect(problemOf(() => compile('slice("0")', { slice: doubling })).code).toBe("bad_filter");
    const deep = (name: string) => rule(`not slice("${Number(name) + 1}")`);
    expect(problemOf(() => compile('slice("0")', { slice: deep })).message).toContain("nest too deeply");
  });

  it("runs many slices inside one another, each with scores of another space", async () => {
    const nested = (name: string) => {
      const level = Number(name);
      return rule(level === 40 ? "cluster = 1" : `cluster > 0 and slice("${level + 1}")`, 1 + (level % 2));
    };
    const expected = samples
      .filter(({ scores }) => scores.get(1)?.cluster === 1 && scores.has(2))
      .map(({ number }) => number);
    expect(await catalog.matching(parseFilter('slice("0")'), "sample", { slice: nested })).toEqual(expected);
  });

  it("passes on what the context says of unknown names", () => {
    expect(problemOf(() => compile('slice("no such")')).code).toBe("slice_not_found");
    expect(problemOf(() => compile('fn("no such") > 0.5')).code).toBe("function_not_found");
  });
});

describe("hostile text", () => {
  const hostile = [
    "' or 1=1 --",
    '" or 1=1 --',
    "'; drop table samples; --",
    "x') or true or ('",
    "$1",
    "?",
    "\\",
    '\\"',
    "%'||(select file from samples)||'%",
    "\u0000",
    "\u2028'\u0027",
    "(a+)+$",
    "\\Q\\E[z-a](",
    "s.file",
    "a'b\"c\\d%e_f",
    "😀\ud83d",
  ];

  it.each(hostile)("%j changes nothing, as text or as a whole filter", async (text) => {
    const before = await catalog.fingerprint();
    const name = text.replace(/["\\]/g, "\\$&");
    for (const filter of [
      `path = "${name}" or path contains "${name}" or path in ("${name}", "b") or "${name}" in tags`,
      `meta."${name}" = "${name}" or prediction("${name}") = "x" or similar("${name}") > 2`,
      `count(objects where class = "${name}" or class contains "${name}") > 9`,
    ]) {
      await catalog.matching(parseFilter(filter));
    }
    const pattern: Filter = { kind: "like", operand: { kind: "field", name: "path" }, pattern: `${text}%_` };
    await catalog.matching(pattern);
    const { sql } = compileFilter(pattern, worldContext);
    expect(sql).toBe("coalesce(regexp_full_match(lower(s.path), lower(?), 's'), false)");
    expect(problemOf(() => parseFilter(text)).code).toBe("bad_filter");
    expect(await catalog.fingerprint()).toBe(before);
  });

  it("finds hard texts as themselves alone", async () => {
    for (const { path } of samples) {
      const filter: Filter = {
        kind: "comparison",
        left: { kind: "field", name: "path" },
        operator: "=",
        right: { type: "text", value: path },
      };
      const same = samples.filter((sample) => sample.path === path).map((sample) => sample.number);
      expect(await catalog.matching(filter)).toEqual(same);
    }
  });
});
