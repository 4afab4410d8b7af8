import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { violations } from "../support/accessibility.ts";
import { type Explored, explored, grid, keepPicturesOfFailures, perKind, shown } from "../support/explored.ts";
import { kinds } from "../support/images.ts";

const all = perKind * kinds.length + 1;
let world: Explored;

// Jobs and restarts wait for processes, which takes long beside other work.
vi.setConfig({ testTimeout: 300_000 });

beforeAll(async () => {
  world = await explored();
}, 240_000);
keepPicturesOfFailures(() => world);
afterAll(() => world?.[Symbol.asyncDispose]());

describe("explore", () => {
  it("searches by a sample, keeps what was found as a slice, and exports it", async () => {
    const name = `alike ${Date.now()}`;
    const page = await world.open("/explore");
    await grid(page).getByRole("option").nth(1).dblclick();
    await page.getByRole("dialog").getByRole("button", { name: "More like this" }).click();
    await grid(page).getByText("1.000").first().waitFor();
    const tiles = grid(page).getByRole("option");
    await tiles.nth(0).hover();
    await tiles.nth(0).locator("[data-select]").click();
    await tiles.nth(4).click({ modifiers: ["Shift"] });
    await page.getByText("5 selected").waitFor();
    await page.keyboard.press("s");
    await page.getByLabel("Name of the slice").fill(name);
    await page.keyboard.press("Enter");
    await page.getByText(`${name} holds 5 samples`).waitFor();
    await page.goto(`${world.origin}/explore?slice=${encodeURIComponent(name)}`);
    await shown(page, 5).waitFor();
    await page.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Export this view" }).click();
    await page.getByLabel("Folder on the server's machine").fill(join(world.folder, name));
    await page.keyboard.press("Enter");
    await page.getByText(/5 samples written/).waitFor();
    const rows = (await readFile(join(world.folder, name, "samples.csv"), "utf8")).trim().split("\n");
    expect(rows).toHaveLength(6);
  });
});

describe("a server that goes away in the middle of a job", () => {
  it("is told of, comes back with a new key, and the tab goes on where it was", async () => {
    const page = await world.open("/curate/new");
    await page
      .getByRole("button", { name: /^(Curate|Run|Start)/ })
      .last()
      .click();
    await page.waitForURL(/\/curate\/runs\/|\/curate\/new/);
    await world.kill();
    await page.goto(`${world.origin}/explore`).catch(() => undefined);
    const other = await world.browser.newContext();
    await other.close();
    await world.restart();
    await page.goto(`${world.origin}/explore?is.label=rings`);
    await page.getByRole("heading", { name: "Open Gleaner by its launch address" }).waitFor();
    expect(await violations(page)).toEqual([]);
    const address = page.getByLabel("Launch address");
    await address.fill("nonsense");
    await page.keyboard.press("Enter");
    await page.getByText("This is not a launch address.").waitFor();
    await address.fill(world.url);
    await page.keyboard.press("Enter");
    await shown(page, perKind).waitFor();

    const rings = page.getByRole("complementary", { name: "Facets" }).getByRole("button", { name: /^rings/ });
    // The count may be there before the facets: a server that is gone would never bring them.
    await rings.waitFor();
    await world.kill();
    await rings.click();
    await page.getByText("The Gleaner server does not answer.").waitFor();
    await world.restart();
    await page.getByRole("heading", { name: "Open Gleaner by its launch address" }).waitFor();
    const beside = await world.open("/jobs", { context: page.context() });
    await beside.getByRole("heading", { name: "Jobs" }).waitFor();
    await page.getByRole("heading", { name: "Open Gleaner by its launch address" }).waitFor({ state: "detached" });
    await shown(page, all).waitFor();
    expect(world.problems).toEqual([]);
  });
});
