import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { violations } from "../support/accessibility.ts";
import { type Explored, grid, hostile, keepPicturesOfFailures, served } from "../support/explored.ts";
import { kinds, writeImages } from "../support/images.ts";

const perKind = 6;
let world: Explored;
const runs: string[] = [];
let finding = "";
let object = "";

// Every screen twice through axe takes long beside other work.
vi.setConfig({ testTimeout: 600_000 });

/** A workspace where everything that takes a name bears a hostile one. */
beforeAll(async () => {
  world = await served(async (folder, gleaner) => {
    const photos = join(folder, "photos");
    await writeImages(photos, perKind);
    await mkdir(join(photos, hostile));
    const again = await readFile(join(photos, "dots", "0.png"));
    await writeFile(join(photos, hostile, `'"${hostile}.png`), again);
    const dataset = gleaner.dataset(hostile);
    await dataset.import(photos);
    await dataset.embed();
    await dataset.index();
    const { samples } = await gleaner.call("query", { sort: "path" });
    const first = samples[0].id;
    const drawn = await gleaner.call("addObject", { sample: first, class: hostile, box: [8, 8, 40, 30] });
    object = drawn.object.id;
    await gleaner.call("tag", { view: {}, add: [hostile] });
    await gleaner.call("createSlice", { name: hostile, description: hostile, where: `"x" in tags or path != ""` });
    await gleaner.call("createFunction", { name: hostile, description: hostile, samples: [first] });
    for (const into of [`${hostile} 1`, `${hostile} 2`])
      runs.push((await gleaner.call("curate", { goal: "label", budget: 5, pool: "all", into })).run);
    await gleaner.call("quality", {});
    const { findings } = await gleaner.call("listFindings", { count: 1 });
    finding = findings[0].id;
  });
}, 300_000);
keepPicturesOfFailures(() => world);
afterAll(() => world?.[Symbol.asyncDispose]());

const named = encodeURIComponent(hostile);
const run = (at: number) => encodeURIComponent(runs[at] ?? "");

/** Every address of the application, with something to show. */
const screens = () => [
  "/datasets",
  "/explore",
  `/explore?dataset=${named}&slice=${named}&is.label=${named}`,
  "/explore?balance=label",
  `/explore?unit=object&sample=${object}`,
  "/slices",
  "/functions",
  `/functions/${named}`,
  "/curate",
  "/curate/new",
  `/curate/new?again=${run(0)}`,
  `/curate/runs/${run(0)}`,
  `/curate/compare?a=${run(0)}&b=${run(1)}`,
  "/quality",
  `/quality?finding=${encodeURIComponent(finding)}`,
  "/jobs",
  "/guide/curate",
];

/** A dialog: where it is opened, by what, and by what it is known to be there. */
interface Opening {
  name: string;
  path: string;
  open: (page: Page) => Promise<void>;
}

const press =
  (...keys: string[]) =>
  async (page: Page) => {
    await grid(page).getByRole("option").first().waitFor();
    for (const key of keys) await page.keyboard.press(key);
  };
const menu = (trigger: string | RegExp, item: string | RegExp) => async (page: Page) => {
  await page.getByRole("button", { name: trigger }).first().click();
  await page.getByRole("menuitem", { name: item }).click();
};
/** Selects the sample that the keyboard is on, then presses a key once that is settled. */
const withSelection = (key: string) => async (page: Page) => {
  await press("x")(page);
  await page.getByRole("toolbar", { name: "Selection" }).waitFor();
  await page.keyboard.press(key);
};

const dialogs: Opening[] = [
  { name: "import", path: "/datasets", open: (page) => page.keyboard.press("i") },
  { name: "rename", path: "/datasets", open: menu(/^More for/, /^Rename/) },
  { name: "delete a dataset", path: "/datasets", open: menu(/^More for/, /^Delete/) },
  { name: "shortcuts", path: "/explore", open: press("?") },
  { name: "commands", path: "/explore", open: press("ControlOrMeta+k") },
  { name: "tag", path: "/explore", open: withSelection("t") },
  { name: "label", path: "/explore", open: withSelection("l") },
  { name: "slice", path: "/explore", open: withSelection("s") },
  { name: "export", path: "/explore", open: withSelection("Shift+e") },
  {
    name: "function",
    path: "/explore",
    open: async (page) => {
      await press("x")(page);
      await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Function" }).click();
    },
  },
  { name: "sample", path: "/explore", open: press("Enter") },
  { name: "rule", path: `/explore?is.label=dots`, open: menu("Actions", "Save as a slice (a rule)") },
  { name: "new slice", path: "/slices", open: (page) => page.getByRole("button", { name: "New slice" }).click() },
  { name: "edit a slice", path: "/slices", open: menu(/^More for/, "Edit") },
  { name: "combine", path: "/slices", open: menu(/^More for/, "Combine with another") },
  { name: "delete a slice", path: "/slices", open: menu(/^More for/, "Delete") },
  { name: "delete a run", path: "RUN", open: menu("More", "Delete the run") },
];

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(world.origin + path.replace("RUN", `/curate/runs/${run(0)}`));
  await page.getByRole("heading", { level: 1 }).or(page.getByRole("dialog")).first().waitFor();
  await page.waitForLoadState("networkidle");
}

describe("every screen and dialog", () => {
  it("keeps hostile names of datasets, files, classes, tags, slices, functions and runs inert", async () => {
    const page = await world.open("/datasets");
    for (const path of screens()) {
      await visit(page, path);
      expect(await page.locator("img[src=x]").count(), path).toBe(0);
    }
    for (const { name, path, open } of dialogs) {
      await visit(page, path);
      await open(page);
      await page.getByRole("dialog").first().waitFor();
      expect(await page.locator("img[src=x]").count(), name).toBe(0);
    }
    await page.goto(`${world.origin}/explore?is.label=${named}`);
    await grid(page).getByRole("option").first().dblclick();
    await page.getByRole("dialog").getByText(hostile).first().waitFor();
    expect(world.problems).toEqual([]);
    await page.context().close();
  });

  it.each(["light", "dark"] as const)("has no accessibility violation in the %s theme", async (theme) => {
    const page = await world.open("/datasets", { theme });
    const found: string[] = [];
    const check = async (place: string) => {
      for (const line of await violations(page)) found.push(`${place}: ${line}`);
    };
    for (const path of screens()) {
      await visit(page, path);
      await check(path);
    }
    for (const { name, path, open } of dialogs) {
      await visit(page, path);
      await open(page);
      await page.getByRole("dialog").first().waitFor();
      // What fades in is paler than it will be.
      await page.waitForTimeout(250);
      await check(name);
    }
    // The report forbids all scripts where it is served, also those of a checker: its text is looked at in a page of its own.
    const report = await page.context().request.get(`${world.origin}/api/v1/reports/${run(0)}.html`);
    expect(report.status()).toBe(200);
    await page.goto("about:blank");
    await page.setContent(await report.text());
    await check("report");
    expect(found).toEqual([]);
    await page.context().close();
  });
});

describe("a function and data that come later", () => {
  it("scores what is imported through the application, and shows its hits", async () => {
    const later = join(world.folder, "later");
    await writeImages(later, 3);
    const page = await world.open("/explore?is.label=rings");
    await page.getByText(`${perKind} samples`).waitFor();
    await grid(page).focus();
    for (const key of ["x", "ArrowRight", "x", "ArrowRight", "x"]) await page.keyboard.press(key);
    await page.getByText("3 selected").waitFor();
    await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Function" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("round things");
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByText(/round things finds \d+ samples?/).waitFor();

    await page.goto(`${world.origin}/datasets`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.keyboard.press("i");
    await dialog.getByLabel(/Folder or file/).fill(later);
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await dialog.getByText("later is ready").waitFor({ timeout: 200_000 });

    await page.goto(`${world.origin}/functions/${encodeURIComponent("round things")}`);
    const scored = (perKind + 3) * kinds.length + 1;
    await page.getByText(`of ${scored} scored`).waitFor();
    await page.getByRole("heading", { name: "Hits over time" }).waitFor();
    await page.getByRole("link", { name: "Explore its hits" }).click();
    const facets = page.getByRole("complementary", { name: "Facets" });
    await facets.getByRole("button", { name: /^later/ }).click();
    await page.getByText("3 samples").waitFor();
    await facets.getByRole("button", { name: /^rings/ }).waitFor();
    expect(world.problems).toEqual([]);
    await page.context().close();
  });
});
