import type { ChildProcess } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Gleaner } from "gleaner";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, watchedPage } from "../support/browser.ts";
import { kill, serverLine, start, temporaryFolder } from "../support/cli.ts";
import { kinds, writeImages } from "../support/images.ts";

const perKind = 15;
const hostile = `<img src=x onerror=alert(1)>`;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ChildProcess;
let browser: Browser;
let page: Page;
let problems: string[];
let origin: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const photos = join(folder.path, "photos");
  await writeImages(photos, perKind);
  await mkdir(join(photos, hostile));
  await writeFile(
    join(photos, hostile, `'"${hostile.replaceAll("/", "")}.png`),
    await readFile(join(photos, "dots", "0.png")),
  );
  {
    await using gleaner = await Gleaner.open(join(folder.path, "workspace"));
    const dataset = gleaner.dataset("photos");
    await dataset.import(photos);
    await dataset.embed();
    await dataset.index();
  }
  server = start(["serve", "--port", "0", "--workspace", "workspace"], folder.path);
  const { url } = await serverLine(server);
  origin = new URL(url).origin;
  browser = await launchChromium();
  ({ page, problems } = await watchedPage(browser, origin));
  await page.goto(url);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await kill(server);
  await folder[Symbol.asyncDispose]();
});

const samplesShown = (count: number) => page.getByText(new RegExp(`^${count} (of \\d+ )?samples?`)).first();

describe("the web application in a real browser", () => {
  it("opens on the datasets, with the token gone from the address", async () => {
    await page.getByText("photos", { exact: true }).first().waitFor();
    expect(page.url()).not.toContain("token");
  });

  it("shows every sample, its picture and the map", async () => {
    await page.getByRole("link", { name: "Explore" }).click();
    await samplesShown(perKind * kinds.length + 1).waitFor();
    const pictures = page.getByRole("listbox", { name: "Samples" }).locator("img");
    await pictures.first().waitFor();
    await expect.poll(() => pictures.first().evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(96);
    await page.getByRole("region", { name: "Map" }).locator("canvas").first().waitFor();
  });

  it("narrows by a facet and by a filter, and says where a filter is wrong", async () => {
    await page
      .getByRole("button", { name: `dots ${perKind}` })
      .first()
      .click();
    await samplesShown(perKind).waitFor();
    expect(page.url()).toContain("dots");
    await page.goBack();
    const filter = page.getByRole("combobox", { name: "Search or filter" });
    await filter.fill('label = "rings" and width = 96');
    await filter.press("Enter");
    await samplesShown(perKind).waitFor();
    await filter.fill("widht > 3");
    await filter.press("Enter");
    await page.getByText(/widht/).first().waitFor();
    await filter.fill("");
    await filter.press("Enter");
    await filter.fill("rings 7");
    await page.getByRole("option", { name: /Words “rings 7”/ }).waitFor();
    await filter.press("Enter");
    await samplesShown(1).waitFor();
    expect(page.url()).toContain("words=rings");
    await page.getByRole("button", { name: "End the search for words" }).click();
    await samplesShown(perKind * kinds.length + 1).waitFor();
  });

  it("opens a sample with its nearest neighbours and closes it with Escape", async () => {
    await page.getByRole("listbox", { name: "Samples" }).getByRole("option").nth(3).dblclick();
    const panel = page.getByRole("dialog");
    await panel.waitFor();
    await panel
      .getByText(/nearest|similar/i)
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  it("selects with a rectangle on the map", async () => {
    const map = page.getByRole("application");
    const box = await map.boundingBox();
    if (!box) throw new Error("The map has no size.");
    await page.getByRole("button", { name: /Rectangle/ }).click();
    // Not at the very edge: there the panel is made wider.
    await page.mouse.move(box.x + 16, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 10, box.y + box.height - 10, { steps: 8 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toContain("lasso=");
    await samplesShown(perKind * kinds.length + 1).waitFor();
  });

  it("runs a curation and shows its report", async () => {
    await page.getByRole("link", { name: "Curate" }).click();
    await page
      .getByRole("link", { name: /^(New|Start a) curation$/ })
      .first()
      .click();
    await page
      .getByRole("button", { name: /^(Curate|Run|Start)/ })
      .last()
      .click();
    const report = page.frameLocator("iframe").first();
    await report
      .getByText(/clusters covered/)
      .first()
      .waitFor({ timeout: 60_000 });
  });

  it("shows a run on the map, and runs it again with changes", async () => {
    await page.getByRole("button", { name: "On the map" }).click();
    const map = page.getByRole("region", { name: "Map of what was chosen" });
    await map.getByText(/ drawn$/).waitFor();
    expect(page.url()).toContain("show=map");
    const legend = map.getByRole("list", { name: "Legend" });
    const chosen = legend.getByRole("button", { name: /^label-1/ });
    await chosen.waitFor();
    await legend.getByRole("button", { name: /^Not chosen/ }).waitFor();
    const drawn = () => map.getByText(/ drawn$/).textContent();
    const before = await drawn();
    await chosen.click();
    await expect.poll(drawn).not.toBe(before);
    await page.reload();
    await map.getByText(/ drawn$/).waitFor();

    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Run again with changes" }).click();
    await page.getByRole("heading", { name: "Run label-1 again" }).waitFor();
    const budget = page.getByLabel("Budget", { exact: true });
    expect(Number(await budget.inputValue())).toBeGreaterThan(0);
    await budget.fill("40");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("heading", { name: "label-2", level: 1 }).waitFor({ timeout: 60_000 });
    expect(page.url()).toMatch(/runs\/label-2$/);
  }, 120_000);

  it("never ran a script from a name, asked nobody else, and logged no error", () => {
    expect(problems).toEqual([]);
  });
});
