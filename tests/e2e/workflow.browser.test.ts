import type { ChildProcess } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Gleaner } from "gleaner";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, watchedPage } from "../support/browser.ts";
import { kill, serverLine, start, temporaryFolder } from "../support/cli.ts";
import { kinds, writeImages } from "../support/images.ts";

const perKind = 9;
const copies = 3;
const good = perKind * kinds.length + copies;
/** The machine may be busy with other tests. */
const patient = { timeout: 60_000 };
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ChildProcess;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  const photos = join(folder.path, "photos");
  await writeImages(photos, perKind);
  for (let i = 0; i < copies; i++) {
    await copyFile(join(photos, "dots", `${i}.png`), join(photos, "dots", `copy of ${i}.png`));
  }
  await writeFile(join(photos, "rings", "empty.jpg"), "");
  await writeFile(join(photos, "rings", "no picture.png"), "<svg onload=alert(1)>");
  await mkdir(join(photos, ".hidden"));
  await (await Gleaner.open(join(folder.path, "workspace"))).close();
  server = start(["serve", "--port", "0", "--workspace", "workspace"], folder.path);
  const { url } = await serverLine(server);
  browser = await launchChromium();
  ({ page, problems } = await watchedPage(browser, new URL(url).origin));
  page.setDefaultTimeout(60_000);
  await page.goto(url);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await kill(server);
  await folder[Symbol.asyncDispose]();
});

const key = (name: string) => page.keyboard.press(name);
const command = async (name: string) => {
  await key("Control+k");
  const box = page.getByPlaceholder("What do you want to do?");
  await box.fill(name);
  await page.getByRole("option", { name }).first().waitFor();
  await box.press("Enter");
};

describe("from nothing to clean data, by keyboard", () => {
  it("teaches on the first run and imports a folder that was found by browsing, with what was skipped", async () => {
    await page.getByRole("heading", { name: /From a heap of images/ }).waitFor();
    await key("i");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/Folder or file/).fill(folder.path);
    await dialog.getByRole("button", { name: "Browse" }).press("Enter");
    await dialog.getByRole("button", { name: "photos" }).press("Enter");
    await dialog.getByText("0 images directly").waitFor();
    await dialog.getByRole("button", { name: "dots" }).waitFor();
    await dialog.getByRole("button", { name: "Choose this folder" }).press("Enter");
    await dialog.getByRole("button", { name: "Import", exact: true }).press("Enter");
    await dialog.getByText("photos is ready").waitFor(patient);
    await dialog.getByText("2 files skipped").waitFor();
    await dialog.getByText("empty.jpg").waitFor();
    await dialog.getByText(`${good} samples added`).waitFor();
    await key("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Map and clusters ready").waitFor();
  }, 300_000);

  it("foretells what a budget covers, runs it, and shows the report", async () => {
    await command("Start a curation");
    const preview = page.getByRole("figure", { name: "What the budget covers" });
    await preview.waitFor();
    const random = preview.getByText(/±/);
    const before = await random.textContent();
    await page.getByRole("slider", { name: "Budget, share of the pool" }).press("End");
    await expect.poll(() => random.textContent()).not.toBe(before);
    await preview.getByText("Every cluster is covered.").waitFor();
    await expect.poll(() => page.url()).toContain("budget=100");
    await page.getByLabel("Budget", { exact: true }).fill("30");
    await page.getByRole("button", { name: "Run" }).press("Enter");
    const report = page.frameLocator("iframe").first();
    await report
      .getByText(/clusters covered/)
      .first()
      .waitFor(patient);
  }, 300_000);

  it("finds doubles and decides on them by single keys, and takes decisions back", async () => {
    await command("Go to quality");
    await page.getByText("Nothing was checked yet").waitFor();
    await command("Check the data");
    const tab = page.getByRole("link", { name: /^Duplicates/ });
    await expect.poll(() => tab.textContent(), patient).toBe(`Duplicates${copies}`);
    await tab.press("Enter");
    const place = page.getByText(/^\d+ of \d+$/);
    const expectLeft = (left: number) => expect.poll(() => place.textContent(), patient).toBe(`1 of ${left}`);
    await expectLeft(copies);
    await key("a");
    await expectLeft(copies - 1);
    await key("u");
    await expectLeft(copies);
    await key("m");
    await expectLeft(copies - 1);
    await key("m");
    await expectLeft(copies - 2);
  }, 300_000);

  it("lists what was decided, and opens it again", async () => {
    await page.getByRole("button", { name: "Decided" }).press("Enter");
    const tab = page.getByRole("link", { name: /^Duplicates/ });
    await expect.poll(() => tab.textContent(), patient).toBe("Duplicates2");
    const decision = page.getByRole("complementary", { name: "Decision" });
    await decision.getByText("Fixed").waitFor();
    await key("o");
    await expect.poll(() => tab.textContent(), patient).toBe("Duplicates1");
    await key("u");
    await expect.poll(() => tab.textContent(), patient).toBe("Duplicates2");
    await page.getByRole("button", { name: "To decide" }).press("Enter");
    await expect.poll(() => tab.textContent(), patient).toBe(`Duplicates${copies - 2}`);
  }, 300_000);

  it("combines slices to a rule and opens the guide page that fits", async () => {
    await command("Go to slices");
    await page.getByRole("button", { name: "New slice" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("rings");
    await dialog.getByLabel("Filter").fill('label = "rings"');
    await dialog.getByRole("button", { name: "Create" }).press("Enter");
    await page.getByRole("link", { name: "rings", exact: true }).waitFor();
    await page.getByRole("button", { name: "More for rings" }).press("Enter");
    await page.getByRole("menuitem", { name: "Combine with another" }).press("Enter");
    await dialog.getByText('slice("rings") and not slice("label-1")').waitFor();
    await dialog.getByRole("button", { name: "Create" }).press("Enter");
    await page.getByRole("link", { name: "rings without label-1", exact: true }).waitFor();
    await page.getByRole("link", { name: "Guide" }).press("Enter");
    await page.getByRole("heading", { name: "Slices", level: 1 }).waitFor();
    expect(problems).toEqual([]);
  }, 300_000);
});
