/**
 * Takes a picture of every screen of the web application on a given workspace, as small WebP files.
 *
 *     node scripts/screenshots.ts --workspace FOLDER [--out docs/images/screens] [--prefix 3391] [--widths 1280,1920] [--themes light,dark] [--only explore]
 *
 * The workspace is served for the time of it; nothing in it is changed. What it lacks (a run, a function, objects) is left out.
 * Needs `npm run build -w packages/web`.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Client, createClient } from "@gleaner/sdk";
import { startServer } from "gleaner";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { launchChromium } from "../tests/support/browser.ts";

const { values: options } = parseArgs({
  options: {
    workspace: { type: "string" },
    out: { type: "string", default: "docs/images/screens" },
    prefix: { type: "string", default: "" },
    widths: { type: "string", default: "1280" },
    themes: { type: "string", default: "light,dark" },
    only: { type: "string", default: "" },
  },
});
const heights: Record<string, number> = { 1280: 800, 1920: 1080 };

/** One screen: its address, and what to do there before the picture is taken. */
interface Scene {
  name: string;
  path: string;
  act?: (page: Page) => Promise<void>;
}

/** The screens that a workspace has something to show on. */
async function scenesOf(client: Client): Promise<Scene[]> {
  const { datasets } = await client.call("listDatasets", {});
  const { runs } = await client.call("listCurations", {});
  const { functions } = await client.call("listFunctions", {});
  const { samples } = await client.call("query", { limit: 1, sort: "label" });
  const { findings } = await client.call("listFindings", { count: 1, kinds: ["mislabel"] });
  const { findings: boxes } = await client.call("listFindings", { count: 1, kinds: ["box"] });
  const first = datasets.find(({ samples }) => samples > 0);
  const dataset = first ? `dataset=${encodeURIComponent(first.name)}` : "";
  const press = (key: string) => (page: Page) => page.keyboard.press(key);
  const scenes: Scene[] = [
    { name: "datasets", path: "/datasets" },
    {
      name: "import",
      path: "/datasets",
      act: (page) =>
        page
          .getByRole("button", { name: /^Import/ })
          .first()
          .click(),
    },
    { name: "explore", path: `/explore?${dataset}` },
    { name: "slices", path: "/slices" },
    { name: "functions", path: "/functions" },
    { name: "curations", path: "/curate" },
    { name: "new-curation", path: `/curate/new?${dataset}` },
    { name: "quality", path: "/quality" },
    { name: "jobs", path: "/jobs" },
    { name: "guide", path: "/guide/curate" },
    { name: "palette", path: `/explore?${dataset}`, act: press("ControlOrMeta+k") },
    { name: "shortcuts", path: `/explore?${dataset}`, act: press("?") },
  ];
  if (samples.length > 0) {
    const [{ id }] = samples;
    scenes.push(
      { name: "sample", path: `/explore?${dataset}&sample=${id}` },
      { name: "search", path: `/explore?${dataset}&like=${id}` },
      { name: "balance", path: `/explore?${dataset}&balance=label` },
      { name: "filter-error", path: `/explore?${dataset}&where=label%20%3D%3D%3D%20%22cat%22` },
      {
        name: "selection",
        path: `/explore?${dataset}`,
        act: async (page) => {
          const grid = page.getByRole("listbox", { name: "Samples" });
          await grid.focus();
          await page.keyboard.press("x");
          await page.keyboard.press("ArrowRight");
          await page.keyboard.press("x");
          await page.getByRole("toolbar", { name: "Selection" }).waitFor();
        },
      },
    );
  }
  const withObjects = datasets.find(({ objects }) => objects > 0);
  if (withObjects) {
    const { samples: objects } = await client.call("query", { unit: "object", datasets: [withObjects.name], limit: 1 });
    const of = `unit=object&dataset=${encodeURIComponent(withObjects.name)}`;
    scenes.push(
      { name: "objects", path: `/explore?${of}` },
      { name: "object", path: `/explore?${of}&sample=${objects[0].id}` },
      { name: "boxes", path: `/explore?${of}&sample=${objects[0].id}`, act: press("e") },
      { name: "region", path: `/explore?${of}&sample=${objects[0].id}`, act: press("r") },
    );
  }
  if (findings.length > 0) scenes.push({ name: "finding", path: `/quality?kind=mislabel&finding=${findings[0].id}` });
  if (boxes.length > 0)
    scenes.push({ name: "box-finding", path: `/quality?kind=box&finding=${boxes[0].id}`, act: press("e") });
  if (runs.length > 0) {
    const path = `/curate/runs/${encodeURIComponent(runs[0].run)}`;
    scenes.push(
      { name: "run", path },
      {
        name: "run-map",
        path,
        act: async (page) => {
          await page.getByRole("button", { name: "On the map" }).click();
          await page.getByText(/ drawn$/).waitFor();
          await page.getByRole("application").scrollIntoViewIfNeeded();
        },
      },
    );
  }
  if (runs.length > 1) {
    const both = new URLSearchParams({ a: runs[1].run, b: runs[0].run });
    scenes.push({ name: "compare", path: `/curate/compare?${both}` });
  }
  if (functions.length > 0)
    scenes.push({ name: "function", path: `/functions/${encodeURIComponent(functions[0].name)}` });
  const wanted = options.only.split(",").filter(Boolean);
  return wanted.length > 0 ? scenes.filter(({ name }) => wanted.includes(name)) : scenes;
}

async function takePictures(browser: Browser, url: string, scenes: Scene[], width: string, theme: string) {
  const context = await browser.newContext({
    viewport: { width: Number(width), height: heights[width] ?? 800 },
    colorScheme: theme === "dark" ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  await page.getByRole("navigation", { name: "Main" }).waitFor();
  // The tour would lie over every screen.
  await page.evaluate(() => localStorage.setItem("gleaner.tour", "over"));
  for (const { name, path, act } of scenes) {
    await page.goto(new URL(path, url).href, { waitUntil: "networkidle" });
    await page.waitForTimeout(600);
    await act?.(page);
    await page.waitForTimeout(500);
    const file = join(options.out, `${[options.prefix, name, width, theme].filter(Boolean).join("-")}.webp`);
    await sharp(await page.screenshot())
      .webp({ quality: 60, effort: 6 })
      .toFile(file);
    console.log(file);
  }
  await context.close();
}

if (!options.workspace) throw new Error("Say which workspace: --workspace FOLDER");
await mkdir(options.out, { recursive: true });
const server = await startServer(options.workspace, { port: 0 });
const browser = await launchChromium();
try {
  const { origin, hash } = new URL(server.url);
  const token = new URLSearchParams(hash.slice(1)).get("token") ?? "";
  const scenes = await scenesOf(createClient({ baseUrl: origin, token }));
  for (const width of options.widths.split(","))
    for (const theme of options.themes.split(",")) await takePictures(browser, server.url, scenes, width, theme);
} finally {
  await browser.close();
  await server.close();
}
