import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { flatPng, syntheticReport } from "../testing/synthetic-report.ts";
import { parseReport, type ReportDocument, serializeReport } from "./document.ts";
import { imageUri } from "./image-uri.ts";
import { contentSecurityPolicy, renderReport } from "./render.ts";
import { judge } from "./verdict.ts";

const report = await syntheticReport({ samples: 3000, budget: 400 });

function parsed(document: ReportDocument) {
  return parseHTML(renderReport(document)).document;
}

test("the golden document renders to the golden page", async () => {
  const golden = parseReport(readFileSync(new URL("./golden/report.json", import.meta.url), "utf8"));
  await expect(renderReport(golden)).toMatchFileSnapshot("./golden/report.html.txt");
});

test("the same document gives the same bytes, also through its JSON and in another order of keys", async () => {
  const again = await syntheticReport({ samples: 3000, budget: 400 });
  expect(serializeReport(again)).toBe(serializeReport(report));
  expect(renderReport(parseReport(serializeReport(report)))).toBe(renderReport(report));
  const reversed = Object.fromEntries(Object.entries(report).reverse());
  expect(serializeReport(parseReport(JSON.stringify(reversed)))).toBe(serializeReport(report));
});

test("one file: no script, no handler, no address, a policy that forbids them, a title and headings", () => {
  const page = renderReport(report);
  expect(page).not.toMatch(/<script|javascript:|<iframe|<object|<embed|<base|@import|url\(/i);
  expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  expect(page).toContain(`content="${contentSecurityPolicy}"`);
  const document = parsed(report);
  expect(document.querySelectorAll("h1")).toHaveLength(1);
  expect(document.querySelector("h1")?.textContent).toMatch(
    /^400 of [\d,]+ clusters covered; random sampling of the same size covers [\d,]+\s±\s\d+$/,
  );
  for (const image of document.querySelectorAll("img")) expect(image.getAttribute("alt")).toBeTruthy();
  for (const table of document.querySelectorAll("table")) expect(table.querySelector("caption")).not.toBeNull();
  for (const svg of document.querySelectorAll("svg")) {
    expect(svg.getAttribute("role")).toBe("img");
    expect(svg.getAttribute("aria-label")?.length).toBeGreaterThan(20);
  }
});

test("charts: numbers are finite, labels whole, ids absent", () => {
  const document = parsed(report);
  const charts = document.querySelectorAll("svg.chart");
  expect(charts.length).toBeGreaterThanOrEqual(5);
  for (const svg of charts) {
    expect(svg.outerHTML).not.toMatch(/NaN|undefined|Infinity|\sid="|clip-path/);
    expect(svg.querySelectorAll("text").length).toBeGreaterThan(3);
  }
  expect(charts[0].textContent).toContain("k-center (farthest point)");
});

describe("hostile text", () => {
  const attack = `"><img src=x onerror=alert(1)><script>alert(2)</script>' onload='x \u202egpj.exe\u0000\u001b[31m`;
  const hostile = structuredClone(report);
  hostile.title = attack;
  hostile.datasets = [attack];
  hostile.slices = [{ name: attack, count: 1 }];
  hostile.pool.where = attack;
  hostile.strategy = { name: attack, label: attack, description: attack };
  hostile.baselines[0].label = attack;
  hostile.headline.wording = { noun: attack, done: attack, control: attack, does: attack };
  hostile.metrics[0].label = attack;
  hostile.metrics[0].definition = attack;
  hostile.verdict.sentence = attack;
  hostile.distributions[0].field = attack;
  hostile.distributions[0].values[0].value = attack;
  hostile.distributions[0].values[1].value = attack;
  hostile.representation[0].value = attack;
  hostile.picks[0] = {
    ...hostile.picks[0],
    path: attack,
    label: attack,
    reason: attack,
    displaced: { id: attack, path: attack },
  };
  hostile.sparseClusters[0].thumbnails[0].alt = attack;
  hostile.sparseClusters[0].label = { class: attack, share: 1 };
  hostile.sparseClusters[0].traits = [{ measure: attack, group: 1, pool: 0, effect: 2 }];
  hostile.notes = [{ kind: "warning", text: attack }];
  hostile.skipped = { count: 2, items: [{ path: attack, code: attack, message: attack }] };
  hostile.recipe = { command: attack, json: { [attack]: attack }, inputs: { [attack]: attack } };
  hostile.curves = [
    {
      title: attack,
      caption: attack,
      x: { label: attack, format: "count", scale: "log" },
      y: { label: attack, format: "share" },
      curves: [{ strategy: attack, label: attack, points: [{ x: 50, mean: 0.5, sd: 0.1 }] }],
    },
  ];

  test("stays text in every section and chart", () => {
    const page = renderReport(hostile);
    const document = parsed(hostile);
    const clean = parsed(report);
    expect(document.querySelectorAll("script")).toHaveLength(0);
    expect(document.querySelectorAll("img")).toHaveLength(clean.querySelectorAll("img").length);
    for (const element of document.querySelectorAll("*")) {
      for (const name of element.getAttributeNames()) expect(name).not.toMatch(/^on/i);
    }
    for (const control of ["\u202e", "\u0000", "\u001b"]) expect(page).not.toContain(control);
    expect(document.body.textContent).toContain("<script>alert(2)</script>");
  });

  test("a picture that is not a raster image does not pass the schema", () => {
    const svg = structuredClone(report);
    svg.picks[0].thumbnail = "data:image/svg+xml;base64,PHN2Zz4=";
    expect(() => renderReport(svg)).toThrow(/picks\.0\.thumbnail/);
    expect(() => imageUri(Buffer.from("<svg onload='alert(1)'/>"))).toThrow(/PNG, JPEG or WebP/);
    expect(imageUri(flatPng(1, 2, 3))).toMatch(/^data:image\/png;base64,/);
  });
});

describe("odd runs", () => {
  test("nothing selected", async () => {
    const text = textOf(await syntheticReport({ samples: 50, budget: 0 }));
    expect(text).toContain("Nothing was selected");
    expect(text).toContain("nothing was picked, so there are no shares to compare");
  });

  test("an empty pool", async () => {
    const text = textOf(await syntheticReport({ samples: 0, budget: 0 }));
    expect(text).toContain("There are no clusters to be covered");
    expect(text).toContain("Nothing to choose");
  });

  test("the whole pool", async () => {
    const text = textOf(await syntheticReport({ samples: 200, budget: 200 }));
    expect(text).toContain("there was nothing to choose");
  });

  test("one class", () => {
    const document = structuredClone(report);
    document.distributions[0].values = [{ value: "boot", pool: 3000, picked: 400 }];
    document.distributions[0].others = { values: 0, pool: 0, picked: 0 };
    expect(textOf(document)).toContain("All have the one value “boot” (3,000 in the pool, 400 picked)");
  });

  test("no clusters, no index, no control, no pictures", () => {
    const document: ReportDocument = {
      ...report,
      index: null,
      headline: { ...report.headline, random: null },
      coverageBySize: [],
      metrics: [],
      baselines: [],
      saturation: null,
      map: null,
      sparseClusters: [],
      denseClusters: [],
      distributions: [],
      representation: [],
      picks: [],
    };
    document.verdict = judge(document.headline, [], false);
    expect(textOf(document)).toContain("does not say whether it was worth it");
    expect(parsed(document).querySelectorAll("svg, table")).toHaveLength(0);
  });

  test("a control without spread and huge numbers", () => {
    const document = structuredClone(report);
    document.headline = { ...document.headline, ours: 8e15, total: 9e15, random: { mean: 1e12, sd: 0, draws: null } };
    document.metrics[0] = { ...document.metrics[0], ours: 1e300, random: { mean: 1e-300, sd: 0, draws: 10 } };
    document.saturation = {
      label: "Clusters covered",
      total: 9e15,
      points: [{ budget: 400, ours: 8e15, random: { mean: 1e12, sd: 0 } }],
      marginal: [{ more: 100, gain: 0, random: null }],
      edgeCrowding: null,
    };
    const text = textOf(document);
    expect(text).toContain("8.000e15 of 9.000e15 clusters covered");
    expect(text).toContain("1,000,000,000,000 ± 0");
  });

  test("losses are named: random does better at some sizes", async () => {
    expect(textOf(await syntheticReport({ samples: 3000, budget: 200 }))).toMatch(
      /Random selection does better at clusters of one: this selection covers 0 of/,
    );
  });

  test("NaN never gets into a report", () => {
    const document = structuredClone(report);
    document.metrics[0].ours = Number.NaN;
    expect(() => serializeReport(document)).toThrow(/metrics\.0\.ours/);
  });

  test("a file that is no report says what to do", () => {
    expect(() => parseReport("{")).toThrow(/not JSON/);
    expect(() => parseReport(JSON.stringify({ ...report, version: 99 }))).toThrow(/version/);
  });

  /** The page's text, after checking that no number in it went wrong. */
  function textOf(document: ReportDocument): string {
    const text = parsed(document).querySelector("body")?.textContent ?? "";
    expect(text).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
    return text;
  }
});
