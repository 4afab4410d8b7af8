import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Explored, explored, grid, hostile, keepPicturesOfFailures, perKind, shown } from "../support/explored.ts";
import { kinds } from "../support/images.ts";

const all = perKind * kinds.length + 1;
/** The machine may be busy with other tests. */
const busy = { timeout: 60_000 };
let world: Explored;

// Beside other work a browser takes its time.
vi.setConfig({ testTimeout: 300_000 });

beforeAll(async () => {
  world = await explored();
}, 240_000);
keepPicturesOfFailures(() => world);
afterAll(() => world?.[Symbol.asyncDispose]());

const selection = (page: Page) => page.getByRole("toolbar", { name: "Selection" });

describe("explore", () => {
  it("goes through samples, zooms and selects by keyboard alone", async () => {
    const page = await world.open("/explore");
    await shown(page, all).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type('label = "rings"');
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await shown(page, perKind).waitFor();
    await grid(page).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+ArrowRight");
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText(`3 of ${perKind}`).waitFor();
    const picture = page.getByRole("dialog").locator("[data-stage] img");
    await picture.waitFor();
    const fitted = (await picture.boundingBox())?.width ?? 0;
    await page.keyboard.press("+");
    await expect.poll(async () => (await picture.boundingBox())?.width).toBeGreaterThan(fitted * 1.2);
    await page.keyboard.press("ArrowRight");
    await page.getByText(`4 of ${perKind}`).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByText("2 selected").waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  });

  it("shows pictures of the areas of the map, and a click narrows to one", async () => {
    const page = await world.open("/explore");
    const areas = page.getByRole("list", { name: "Areas of the map" }).getByRole("button");
    await areas.first().waitFor();
    await areas.first().locator("img").waitFor();
    const [, count] = /, (\d+) samples?\./.exec((await areas.first().getAttribute("aria-label")) ?? "") ?? [];
    await areas.first().click();
    await expect.poll(() => page.url()).toContain("lasso=");
    expect(Number(count)).toBeGreaterThan(2);
    expect(Number(count)).toBeLessThan(all);
  });

  it("draws objects over pictures, lists them and goes to one", async () => {
    const page = await world.open("/explore?is.label=stripes");
    await grid(page).locator("svg path").first().waitFor();
    const tile = grid(page)
      .getByRole("option")
      .filter({ has: page.locator("svg path") })
      .first();
    await tile.dblclick();
    const panel = page.getByRole("dialog");
    await panel.getByRole("heading", { name: "Object" }).waitFor();
    const outline = panel.locator("[data-stage] svg path").last();
    const before = (await outline.boundingBox())?.width ?? 0;
    await panel.getByRole("button", { name: hostile }).click();
    await expect.poll(async () => (await outline.boundingBox())?.width).toBeGreaterThan(before * 1.3);
    await page.keyboard.press("v");
    await outline.waitFor({ state: "detached" });
  });

  it("compares shares with a target, narrows by a bar and leads to a balance run", async () => {
    const page = await world.open("/explore");
    await shown(page, all).waitFor();
    await page.keyboard.press("d");
    const balance = page.getByRole("region", { name: "Balance" });
    await balance.getByRole("button", { name: /^rings/ }).click();
    await shown(page, perKind).waitFor();
    await balance.getByRole("link", { name: "Choose a balanced subset" }).click();
    await page.getByRole("heading", { name: "Wished mix" }).or(page.getByText("Wished mix")).first().waitFor();
    expect(page.url()).toContain("balance=label");
  });

  it("searches by a picture of one's own, and by a part of it that is drawn", async () => {
    const page = await world.open("/explore");
    await grid(page).getByRole("option").first().waitFor();
    await page.locator("input[type=file]").first().setInputFiles(`${world.folder}/photos/rings/3.png`);
    await page.waitForURL(/picture=/);
    await expect.poll(() => grid(page).getByRole("option").first().getAttribute("aria-label"), busy).toMatch(/^3\.png/);
    const whole = page.url();
    await page.getByRole("button", { name: "Choose a region of 3.png" }).press("Enter");
    await page.getByRole("dialog").getByRole("toolbar", { name: "Region" }).waitFor();
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => page.url(), busy).not.toBe(whole);
    await shown(page, perKind * kinds.length + 1).waitFor();
    await page.getByText("Similar to").waitFor();
    await page.context().close();
  });

  it("lets go of the pictures of a screen that is left", async () => {
    const page = await world.open("/explore");
    const session = await page.context().newCDPSession(page);
    const nodes = async () => {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Memory.getDOMCounters")).nodes;
    };
    const comeAndGo = async () => {
      const places = page.getByRole("navigation", { name: "Main" });
      await places.getByRole("link", { name: "Slices" }).click();
      await page.getByRole("heading", { name: "Slices", level: 1 }).waitFor();
      await places.getByRole("link", { name: "Explore" }).click();
      await grid(page).locator("img").first().waitFor();
    };
    await comeAndGo();
    const before = await nodes();
    for (let round = 0; round < 8; round++) await comeAndGo();
    await expect.poll(nodes, { timeout: 30_000 }).toBeLessThan(before + 1000);
    await page.context().close();
  });

  it("shows in one tab what another one changed", async () => {
    const context = await world.browser.newContext({ viewport: { width: 1280, height: 800 } });
    const one = await world.open("/explore?is.label=dots", { context });
    const two = await world.open("/explore?is.label=dots", { context });
    await shown(one, perKind).waitFor();
    await shown(two, perKind).waitFor();
    for (const [page, tag] of [
      [one, "first"],
      [two, "second"],
    ] as const) {
      await grid(page).focus();
      await page.keyboard.press("x");
      await selection(page).waitFor();
      await page.keyboard.press("t");
      await page.getByRole("textbox", { name: "Tag" }).fill(tag);
      await page.keyboard.press("Enter");
      await page.getByText(`1 sample tagged ${tag}`).waitFor();
    }
    await one.reload();
    await grid(one).getByRole("option").first().dblclick();
    const panel = one.getByRole("dialog");
    await panel.getByRole("button", { name: "second" }).waitFor();
    await panel.getByText("Tags of 1 sample: added first.").waitFor();
    await one.keyboard.press("Escape");
    await one.keyboard.press("Control+z");
    await one.getByText("Undone").waitFor();
    await context.close();
  });
});
