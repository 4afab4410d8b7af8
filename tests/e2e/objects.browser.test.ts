import { join } from "node:path";
import type { RequestOf } from "@gleaner/schema";
import { createClient } from "@gleaner/sdk";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "../support/accessibility.ts";
import { type Explored, keepPicturesOfFailures, served } from "../support/explored.ts";
import { writeScenes } from "../support/scenes.ts";

const scenes = 12;
let world: Explored;

beforeAll(async () => {
  world = await served(async (folder, gleaner) => {
    await writeScenes(join(folder, "street"), scenes);
    await gleaner.dataset("street").import(join(folder, "street/scenes.jsonl"));
    await gleaner.call("embed", { datasets: ["street"] });
    await gleaner.call("embed", { datasets: ["street"], unit: "object" });
    await gleaner.call("index", { datasets: ["street"], unit: "object" });
  });
}, 240_000);
keepPicturesOfFailures(() => world);
afterAll(async () => world[Symbol.asyncDispose]());

/** What the server holds, asked beside the page. */
function ask() {
  const { origin, hash } = new URL(world.url);
  return createClient({ baseUrl: origin, token: new URLSearchParams(hash.slice(1)).get("token") ?? "" });
}
const objects = async (request: Partial<RequestOf<"query">> = {}) =>
  (await ask().call("query", { unit: "object", limit: 100, ...request })).samples;

/** What becomes true on the server in its own time. */
const soon = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 30_000, interval: 200 });

const ofObjects = (page: Page) => page.getByRole("listbox", { name: "Objects" });

describe("objects in the browser", () => {
  it("take the place of samples by a key: crops, facets, map, search, slice", async () => {
    const page = await world.open("/explore?dataset=street");
    await page.getByRole("listbox", { name: "Samples" }).getByRole("option").first().waitFor();
    await page.keyboard.press("u");
    await page.getByText(`${scenes * 3} objects`).waitFor();
    await page.waitForURL(/unit=object/);
    await page
      .getByRole("group", { name: "Explore" })
      .getByRole("button", { name: "Objects", pressed: true })
      .waitFor();
    await page.getByText(/36 of 36 drawn/).waitFor();
    await page
      .getByRole("complementary", { name: "Facets" })
      .getByRole("button", { name: /^rings/ })
      .click();
    await page.waitForURL(/is\.label=rings/);
    const rings = await objects({ where: 'class = "rings"' });
    await page.getByText(`${rings.length} objects`).waitFor();
    expect(await violations(page)).toEqual([]);

    await ofObjects(page)
      .getByRole("option", { name: /^rings/ })
      .first()
      .click({ button: "right" });
    await page.getByRole("menuitem", { name: /^Find similar/ }).click();
    await page.waitForURL(/like=/);
    await page.getByText(/^1\.000$/).waitFor();

    await ofObjects(page).focus();
    await page.keyboard.press("x");
    await page.getByText("1 selected").waitFor();
    await page.keyboard.press("s");
    await page.getByRole("dialog").getByLabel("Name of the slice").fill("a ring");
    await page.keyboard.press("Enter");
    await page.getByText("a ring holds 1 object").waitFor();
    expect(await ask().call("getSlice", { name: "a ring" })).toMatchObject({ unit: "object", count: 1 });
    await page.context().close();
  });

  it("are drawn, moved by key, named, deleted and brought back in the sample panel", async () => {
    const [first] = await objects({ sort: "x" });
    const page = await world.open(`/explore?unit=object&dataset=street&sample=${first.id}`);
    await page.getByText(`${first.labels[0]} in`).waitFor();
    await page.keyboard.press("e");
    const tools = page.getByRole("toolbar", { name: "Boxes" });
    await tools.getByRole("button", { name: "Delete the box" }).waitFor();
    const state = async () => (await ask().call("getSample", { id: first.object?.sample ?? "" })).objects;
    const own = async () => (await state()).find(({ id }) => id === first.id);
    const box = first.object?.box ?? [0, 0, 0, 0];

    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowDown");
    await soon(async () => (await own())?.box).toEqual([box[0] + 2, box[1], box[2], box[3] + 1]);
    expect((await own())?.source).toBe("human");

    await page.keyboard.press("c");
    await tools.getByLabel("Class by name").fill("wheel");
    await page.keyboard.press("Enter");
    await soon(async () => (await own())?.class).toBe("wheel");

    await page.keyboard.press("Escape");
    await tools.getByText("Drag to draw a box").waitFor();
    const stage = await page.locator("[data-boxes]").boundingBox();
    if (!stage) throw new Error("There is no stage");
    const before = await state();
    // A place near the lower edge of the picture, which no scene fills with three boxes at once.
    const middle = [stage.x + stage.width / 2, stage.y + stage.height / 2] as const;
    const empty = emptyPlace(before.map((one) => one.box));
    const scale = await imageScale(page);
    const at = (place: readonly [number, number]) =>
      [middle[0] + (place[0] - 160) * scale, middle[1] + (place[1] - 120) * scale] as const;
    await page.mouse.move(...at(empty));
    await page.mouse.down();
    await page.mouse.move(...at([empty[0] + 9, empty[1] + 9]), { steps: 4 });
    await page.mouse.up();
    await soon(async () => (await state()).length).toBe(before.length + 1);
    await tools.getByRole("button", { name: "Delete the box" }).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.keyboard.press("Delete");
    await soon(async () => (await state()).length).toBe(before.length);
    await page.keyboard.press("ControlOrMeta+z");
    await soon(async () => (await state()).length).toBe(before.length + 1);
    await page.context().close();
  });

  it("are put right where a finding shows them, and put back", async () => {
    const [first] = await objects({ sort: "-x" });
    const sample = first.object?.sample ?? "";
    const box = first.object?.box ?? [0, 0, 0, 0];
    await ask().call("addObject", { sample, class: first.labels[0], box: [box[0] + 1, box[1], box[2], box[3]] });
    const page = await world.open("/quality?kind=box");
    await page.getByRole("button", { name: "Check the data" }).first().click();
    const decision = page.getByRole("complementary", { name: "Decision" });
    await decision.waitFor();
    const { findings } = await ask().call("listFindings", { kinds: ["box"], count: 50 });
    const doubled = findings.find((finding) => finding.sample === sample && finding.object !== null);
    if (!doubled?.object) throw new Error("The doubled box was not found.");
    await page.goto(`${world.origin}/quality?kind=box&finding=${doubled.id}`);
    await decision.waitFor();
    const own = async () => (await ask().call("getObject", { id: doubled.object ?? "" })).object.box;
    const before = await own();
    await page.keyboard.press("e");
    await page.getByRole("toolbar", { name: "Boxes" }).getByRole("button", { name: "Delete the box" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await soon(own).toEqual([before[0] + 1, before[1] + 1, before[2], before[3]]);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("ControlOrMeta+z");
    // Keys in a row are one change.
    await soon(own).toEqual(before);
    // Escape lets the box go, then leaves the editor; the finding is still there to be decided.
    await page.keyboard.press("Escape");
    await page.getByText("Drag to draw a box").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("toolbar", { name: "Boxes" }).waitFor({ state: "detached" });
    await decision.waitFor();
    await page.context().close();
  });

  it("and samples are searched by a region that is drawn, also by key alone", async () => {
    const [first] = await objects();
    const page = await world.open(`/explore?dataset=street&sample=${first.object?.sample}`);
    await page.getByRole("button", { name: "Search by a region" }).waitFor();
    await page.keyboard.press("r");
    await page.getByRole("toolbar", { name: "Region" }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.waitForURL(/like=[a-z0-9]+%4079%2C60%2C160%2C120/);
    await page.getByText(/Similar to/).waitFor();
    await page.getByText(`${scenes} samples`).waitFor();
    expect(world.problems).toEqual([]);
    await page.context().close();
  });
});

/** A place where a small box fits beside the others, on a grid of places. */
function emptyPlace(boxes: readonly (readonly number[])[]): readonly [number, number] {
  for (let y = 8; y < 220; y += 12) {
    for (let x = 8; x < 300; x += 12) {
      const free = boxes.every(
        ([left, top, width, height]) => x + 12 < left || y + 12 < top || x > left + width || y > top + height,
      );
      if (free) return [x, y];
    }
  }
  throw new Error("The scene is full");
}

/** CSS px for one image px on the stage. */
async function imageScale(page: Page): Promise<number> {
  const picture = await page.locator("[data-stage] img").boundingBox();
  return (picture?.width ?? 0) / 320;
}
