import type { ChildProcess } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Gleaner } from "gleaner";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterEach } from "vitest";
import { launchChromium } from "./browser.ts";
import { kill, serverLine, start, temporaryFolder } from "./cli.ts";
import { writeImages } from "./images.ts";

/** Text that would run if any place took it for markup. */
export const hostile = `<img src=x onerror=alert(1)>`;
/** Pictures of each kind. */
export const perKind = 12;

/** A served workspace, and a browser that watches what goes wrong. */
export interface Explored extends AsyncDisposable {
  folder: string;
  origin: string;
  /** Address with the token of the present start. */
  url: string;
  browser: Browser;
  /** Script errors, dialogs and requests to other places, of all pages. */
  problems: string[];
  /** A page of its own browser profile, or of a given one. */
  open: (path: string, options?: { context?: BrowserContext; theme?: "light" | "dark" }) => Promise<Page>;
  /** Saves a picture and the address of every open page, for a test that failed; gives the folder. */
  picture: (name: string) => Promise<string>;
  /** Ends the server at once, as a power cut would. */
  kill: () => Promise<void>;
  /** Starts it again on the same port. */
  restart: () => Promise<void>;
}

/** Imports, embeds and indexes drawn pictures, one of them with hostile names, and serves them. */
export function explored(): Promise<Explored> {
  return served(async (folder, gleaner) => {
    const photos = join(folder, "photos");
    await writeImages(photos, perKind);
    await mkdir(join(photos, hostile));
    const name = `'"${hostile.replaceAll("/", "")}.png`;
    await writeFile(join(photos, hostile, name), await readFile(join(photos, "dots", "0.png")));
    const dataset = gleaner.dataset("photos");
    await dataset.import(photos);
    await dataset.embed();
    await dataset.index();
    // One picture holds an object, also of a hostile class.
    const { samples } = await gleaner.call("query", { where: 'label = "stripes"', limit: 1 });
    await gleaner.call("addObject", { sample: samples[0].id, class: hostile, box: [8, 8, 40, 30] });
  });
}

/** Serves a workspace as `prepare` made it, in a folder of its own. */
export async function served(prepare: (folder: string, gleaner: Gleaner) => Promise<void>): Promise<Explored> {
  const folder = await temporaryFolder();
  {
    await using gleaner = await Gleaner.open(join(folder.path, "workspace"));
    await prepare(folder.path, gleaner);
  }
  let server: ChildProcess;
  const serve = async (port: string) => {
    server = start(["serve", "--port", port, "--workspace", "workspace"], folder.path);
    return (await serverLine(server)).url;
  };
  const url = await serve("0");
  const { origin, port } = new URL(url);
  const browser = await launchChromium();
  const problems: string[] = [];
  const world: Explored = {
    folder: folder.path,
    origin,
    url,
    browser,
    problems,
    async open(path, { context, theme = "light" } = {}) {
      if (hasEnded(server)) await world.restart();
      const place =
        context ?? (await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme }));
      const page = await place.newPage();
      page.setDefaultTimeout(90_000);
      watch(page, origin, problems);
      await page.goto(world.url);
      await page.getByRole("navigation", { name: "Main" }).waitFor();
      await page.goto(origin + path);
      return page;
    },
    async picture(name) {
      const out = process.env.GLEANER_FAILURES ?? join(tmpdir(), "gleaner-failures");
      await mkdir(out, { recursive: true });
      const pages = browser.contexts().flatMap((context) => context.pages());
      for (const [at, page] of pages.entries()) {
        const path = join(out, `${name.replace(/\W+/g, "-").slice(0, 60)}-${at}.png`);
        await page.screenshot({ path }).catch(() => {});
        console.error(`${path}: ${page.url()}`);
      }
      return out;
    },
    kill: () => kill(server),
    async restart() {
      world.url = await serve(port);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await kill(server);
      await folder[Symbol.asyncDispose]();
    },
  };
  return world;
}

/** The line that says how many samples a view holds. */
export function shown(page: Page, count: number): Locator {
  return page.getByText(new RegExp(`^${count} samples?$`)).first();
}

/** The grid of samples. */
export function grid(page: Page): Locator {
  return page.getByRole("listbox", { name: "Samples" });
}

/** After a test that failed: pictures of what its pages showed. */
export function keepPicturesOfFailures(world: () => Explored): void {
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await world().picture(task.name);
  });
}

function watch(page: Page, origin: string, problems: string[]): void {
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) problems.push(`request: ${url}`);
  });
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
