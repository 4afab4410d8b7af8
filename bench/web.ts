/**
 * The web application in Chromium on a made workspace of a million samples, served by the real server. The workspace takes one to four
 * minutes to make and is kept in the folder of temporary files; the rest takes about four.
 *
 *     node bench/web.ts [--rows 1000000] [--keep FOLDER] [--minutes 2] [--only load,map,lasso,grid,memory]
 *     node bench/web.ts --only memory --minutes 10
 *
 * Targets: under 350 kB (gzip) of script and interactive within 1.5 s at the first load; the first picture of the map within 2 s of its
 * data; at most 25 ms a frame while it moves; under 500 ms from a lasso of half the points to new facets; the last tile reachable;
 * pictures within 300 ms of a jump; a tab under 500 MB after `--minutes` of use. Needs `npm run build -w packages/web`.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../tests/support/browser.ts";
import { serverLine } from "../tests/support/cli.ts";
import { makeBrowsedWorkspace } from "./data-web.ts";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    keep: { type: "string" },
    minutes: { type: "string", default: "2" },
    only: { type: "string", default: "load,map,lasso,grid,memory" },
  },
});
const wants = (part: string) => options.only.split(",").includes(part);
const rows = Number(options.rows);

function say(what: string, figure: string, target = ""): void {
  console.log(`${what.padEnd(52)} ${figure.padEnd(34)} ${target}`);
}

/** Processor seconds that the server has used: other work on the machine does not change them, as it does times. */
async function serverSeconds(): Promise<number> {
  const stat = await readFile(`/proc/${server.pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13)
    .map(Number);
  return (user + system) / 100;
}

function spread(times: number[], unit = "ms"): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(0);
  return `${at(0.5)} ${unit} (90 % ${at(0.9)}, most ${at(1)})`;
}

/** What a page tells of its map frames: the map's worker is listened to from outside. */
async function listenToFrames(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const frames: { at: number; milliseconds: number; moving: boolean }[] = [];
    Reflect.set(globalThis, "mapFrames", frames);
    const Plain = globalThis.Worker;
    globalThis.Worker = class extends Plain {
      constructor(url: string | URL, settings?: WorkerOptions) {
        super(url, settings);
        this.addEventListener("message", ({ data }) => {
          if (data?.type === "frame") frames.push({ ...data, at: performance.now() });
        });
      }
    };
  });
}

const framesOf = (page: Page): Promise<{ at: number; milliseconds: number; moving: boolean }[]> =>
  page.evaluate(() => Reflect.get(globalThis, "mapFrames"));

async function firstLoad(browser: Browser, url: string): Promise<void> {
  const times: number[] = [];
  let bytes = 0;
  for (let run = 0; run < 5; run++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.push(response.body());
    });
    const started = performance.now();
    await page.goto(url, { waitUntil: "commit" });
    await page.getByRole("link", { name: "Explore" }).waitFor();
    await page.getByText("made", { exact: true }).first().waitFor();
    times.push(performance.now() - started);
    bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0);
    await context.close();
  }
  say("first load: script, gzip", `${(bytes / 1000).toFixed(0)} kB`, "< 350 kB");
  say("first load: datasets on show", spread(times), "< 1,500 ms");
}

async function mapFigures(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/explore`);
  await page.getByText(/drawn$/).waitFor({ timeout: 120_000 });
  const [frame] = await framesOf(page);
  const arrived = await page.evaluate(() => {
    const map = performance.getEntriesByType("resource").find(({ name }) => /\/maps\?/.test(name));
    return map instanceof PerformanceResourceTiming ? map.responseEnd : 0;
  });
  say("map: first picture after its data", `${(frame.at - arrived).toFixed(0)} ms`, "< 2,000 ms");
  say("map: that frame", `${frame.milliseconds.toFixed(0)} ms`);
  const box = await page.getByRole("application").boundingBox();
  if (!box) throw new Error("The map has no size.");
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  const before = (await framesOf(page)).length;
  await page.mouse.down();
  for (let step = 1; step <= 60; step++) await page.mouse.move(middle.x + step * 2, middle.y + step);
  await page.mouse.up();
  for (let step = 0; step < 20; step++) await page.mouse.wheel(0, step < 10 ? -120 : 120);
  await page.waitForTimeout(1500);
  const frames = (await framesOf(page)).slice(before);
  say(
    "map: a frame in motion",
    spread(frames.filter(({ moving }) => moving).map(({ milliseconds }) => milliseconds)),
    "<= 25 ms",
  );
  say("map: a frame at rest", spread(frames.filter(({ moving }) => !moving).map(({ milliseconds }) => milliseconds)));
}

async function lassoFigures(page: Page, origin: string): Promise<void> {
  const times: number[] = [];
  const costs: number[] = [];
  let held = 0;
  for (let run = 0; run < 4; run++) {
    await page.goto(`${origin}/explore`);
    await page.getByText(/drawn$/).waitFor();
    await page
      .getByRole("complementary", { name: "Facets" })
      .getByRole("button", { name: /^class 1/ })
      .first()
      .waitFor();
    await page.waitForTimeout(1000);
    const box = await page.getByRole("application").boundingBox();
    if (!box) throw new Error("The map has no size.");
    await page.getByRole("button", { name: /^Rectangle/ }).click();
    await page.mouse.move(box.x + 6, box.y + 6);
    await page.mouse.down();
    // A little more each time, so that no answer is a remembered one.
    await page.mouse.move(box.x + box.width * (0.5 + run * 0.01), box.y + box.height - 6, { steps: 6 });
    const done = page.evaluate(
      () =>
        new Promise<{ milliseconds: number; total: number }>((resolve) => {
          const facets = document.querySelector("aside[aria-label=Facets]");
          const text = () => (facets instanceof HTMLElement ? facets.innerText : "");
          const old = text();
          addEventListener(
            "pointerup",
            () => {
              const started = performance.now();
              const look = () => {
                const count = /([\d,]+)\s+samples/.exec(document.body.innerText)?.[1].replaceAll(",", "");
                if (text() !== old && count)
                  resolve({ milliseconds: performance.now() - started, total: Number(count) });
                else requestAnimationFrame(look);
              };
              requestAnimationFrame(look);
            },
            { once: true, capture: true },
          );
        }),
    );
    await page.waitForTimeout(100);
    const before = await serverSeconds();
    await page.mouse.up();
    const { milliseconds, total } = await done;
    costs.push((await serverSeconds()) - before);
    // The first one waits for the server to read map and tree into memory.
    if (run > 0) times.push(milliseconds);
    held = total;
  }
  say(`lasso of ${held.toLocaleString("en-US")} to new facets`, spread(times), "< 500 ms");
  say("lasso: processor time of the server", spread(costs.slice(1).map((seconds) => seconds * 1000)));
}

/** Time from a jump of the grid until every tile in sight has its picture. */
function jump(page: Page, share: number): Promise<number> {
  return page.evaluate(
    (where) =>
      new Promise<number>((resolve, reject) => {
        const grid = document.querySelector("[role=listbox][aria-label=Samples]");
        if (!(grid instanceof HTMLElement)) return reject(new Error("no grid"));
        const started = performance.now();
        grid.scrollTop = where * (grid.scrollHeight - grid.clientHeight);
        const first = grid.querySelector("[role=option]")?.getAttribute("aria-posinset");
        const look = () => {
          const frame = grid.getBoundingClientRect();
          const tiles = [...grid.querySelectorAll("[role=option]")].filter((tile) => {
            const box = tile.getBoundingClientRect();
            return box.bottom > frame.top && box.top < frame.bottom;
          });
          const ready = tiles.every((tile) => {
            const image = tile.querySelector("img");
            return image?.complete && image.naturalWidth > 0;
          });
          const moved = grid.querySelector("[role=option]")?.getAttribute("aria-posinset") !== first;
          if (moved && tiles.length > 0 && ready) resolve(performance.now() - started);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    share,
  );
}

async function gridFigures(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/explore?map=0`);
  const grid = page.getByRole("listbox", { name: "Samples" });
  await grid.getByRole("option").first().waitFor();
  for (let at = 0; at < 12; at++) await jump(page, (at + 0.5) / 12);
  const times: number[] = [];
  const before = await serverSeconds();
  for (let at = 0; at < 20; at++) times.push(await jump(page, ((at * 7919 + 13) % 9973) / 9973));
  const cost = ((await serverSeconds()) - before) / times.length;
  say("grid: a jump to pictures", spread(times), "< 300 ms");
  say("grid: processor time of the server for a jump", `${(cost * 1000).toFixed(0)} ms`);
  await grid.focus();
  await page.keyboard.press("End");
  const last = grid.locator(`[aria-posinset="${rows}"]`);
  await last.locator("img").waitFor();
  await page.waitForFunction((position) => {
    const image = document.querySelector(`[aria-posinset="${position}"] img`);
    return image instanceof HTMLImageElement && image.naturalWidth > 0;
  }, rows);
  const [tile, frame] = [await last.boundingBox(), await grid.boundingBox()];
  const inSight = tile && frame && tile.y >= frame.y && tile.y + tile.height <= frame.y + frame.height + 1;
  say("grid: the last tile", inSight ? `number ${rows.toLocaleString("en-US")} in sight` : "OUT OF SIGHT", "reachable");
}

/** Resident memory of the tab's process in MB. */
async function tabMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === "renderer")
      .map(async ({ id }) => {
        const status = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
        return Number(/^Pss:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
      }),
  );
  await session.detach();
  return Math.max(...sizes);
}

async function memoryFigures(browser: Browser, page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/explore`);
  await page.getByText(/drawn$/).waitFor();
  const box = await page.getByRole("application").boundingBox();
  const end = Date.now() + Number(options.minutes) * 60_000;
  const half = Date.now() + Number(options.minutes) * 30_000;
  const seen: number[] = [];
  const collected: number[] = [];
  // What the browser merely has not collected yet is no growth.
  const session = await page.context().newCDPSession(page);
  const collect = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { nodes } = await session.send("Memory.getDOMCounters");
    collected.push(await tabMemory(browser));
    return nodes;
  };
  for (let round = 0; Date.now() < end; round++) {
    await jump(page, ((round * 7919 + 29) % 9973) / 9973);
    if (box) {
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      for (let step = 0; step < 6; step++) await page.mouse.wheel(0, step % 2 === 0 ? -200 : 200);
    }
    if (round % 10 === 9) {
      await page.getByRole("listbox", { name: "Samples" }).getByRole("option").first().dblclick();
      await page.getByRole("dialog").waitFor();
      for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Escape");
      seen.push(await tabMemory(browser));
    }
    if (collected.length === 0 && Date.now() > half) await collect();
  }
  seen.push(await tabMemory(browser));
  const nodes = await collect();
  const [middle, last] = collected.slice(-2);
  const after = `after ${options.minutes} min`;
  say(`tab: memory in use, most`, `${Math.max(...seen).toFixed(0)} MB`, "< 500 MB");
  say(`tab: garbage collected, half way and ${after}`, `${middle.toFixed(0)} and ${last.toFixed(0)} MB`, "no growth");
  say(`tab: elements of the page ${after}`, String(nodes));
  say("tab: memory over time", seen.map((size) => size.toFixed(0)).join(" "));
}

const folder = options.keep ?? join(tmpdir(), `gleaner-bench-web-${rows}`);
// A run that is stopped must not leave a half for the next one.
const whole = join(folder, "whole");
if (!existsSync(whole)) {
  const started = performance.now();
  if (options.keep === undefined) await rm(folder, { recursive: true, force: true });
  await makeBrowsedWorkspace(folder, rows);
  await writeFile(whole, "");
  say("made the workspace", `${((performance.now() - started) / 1000).toFixed(0)} s`);
}
const main = new URL("../packages/cli/src/main.ts", import.meta.url).pathname;
const server = spawn(process.execPath, [main, "serve", "--port", "0", "--workspace", folder], {
  stdio: ["ignore", "pipe", "pipe"],
});
const browser = await launchChromium();
try {
  const { url } = await serverLine(server);
  const { origin } = new URL(url);
  if (wants("load")) await firstLoad(browser, url);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(120_000);
  await listenToFrames(page);
  await page.goto(url);
  await page.getByRole("link", { name: "Explore" }).waitFor();
  if (wants("map")) await mapFigures(page, origin);
  if (wants("lasso")) await lassoFigures(page, origin);
  if (wants("grid")) await gridFigures(page, origin);
  if (wants("memory")) await memoryFigures(browser, page, origin);
} finally {
  await browser.close();
  server.kill("SIGINT");
}
