import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeHubFolder } from "../testing/hub-folder.ts";
import { folderModel } from "./folder-model.ts";
import { downloadModel, hubFolder, isDownloaded } from "./hub-download.ts";

let root: string;
let server: Server;
let endpoint: string;
let asked: string[] = [];
/** Bytes after which the server hangs up; null: it gives all. */
let breaksAfter: number | null = null;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "gleaner-download-"));
  await writeHubFolder(join(root, "hub", "someone", "clip"), "clip");
  await writeHubFolder(join(root, "hub", "someone", "beit"), "beit");
  server = createServer(async ({ url = "" }, response) => {
    asked.push(url);
    const [, owner = "", name = "", file = ""] = /^\/(.+?)\/(.+?)\/resolve\/main\/(.+)$/.exec(url) ?? [];
    const bytes = await readFile(join(root, "hub", owner, name, file)).catch(() => null);
    if (!bytes) return response.writeHead(404).end();
    response.writeHead(200, { "content-length": bytes.length });
    if (breaksAfter === null) return response.end(bytes);
    response.write(bytes.subarray(0, breaksAfter));
    setTimeout(() => response.destroy(), 20);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(root, { recursive: true });
});

const cache = (name: string) => join(root, "caches", name);

describe("a download from the hub", () => {
  it("gives a folder that is a model, with its text tower", async () => {
    expect(await isDownloaded("someone/clip", cache("whole"))).toBe(false);
    const files: string[] = [];
    const onProgress = (file: string) => files.push(file);
    const folder = await downloadModel("someone/clip", { cache: cache("whole"), endpoint, onProgress });
    expect(folder).toBe(hubFolder("someone/clip", cache("whole")));
    expect(await folderModel(folder)).toMatchObject({ dimension: 3, text: { output: "text_embeds" } });
    expect(await isDownloaded("someone/clip", cache("whole"))).toBe(true);
    expect(new Set(files)).toContain("onnx/text_model.onnx");
    const beit = await downloadModel("someone/beit", { cache: cache("whole"), endpoint });
    expect(await folderModel(beit)).toMatchObject({ dimension: 3, text: null });
  });

  it("goes on where it stopped, and never takes a part for the whole", async () => {
    breaksAfter = 10;
    const options = { cache: cache("broken"), endpoint };
    await expect(downloadModel("someone/clip", options)).rejects.toMatchObject({ code: "unreachable" });
    expect(await isDownloaded("someone/clip", cache("broken"))).toBe(false);
    breaksAfter = null;
    const folder = await downloadModel("someone/clip", options);
    expect(JSON.parse(await readFile(join(folder, "config.json"), "utf8"))).toMatchObject({ model_type: "clip" });
    asked = [];
    await downloadModel("someone/clip", options);
    expect(asked.filter((url) => url.endsWith("config.json") || url.endsWith("vision_model.onnx"))).toEqual([]);
  });

  it("refuses what is not there, and says so when the hub is not", async () => {
    const options = { cache: cache("none"), endpoint };
    await expect(downloadModel("someone/nothing", options)).rejects.toMatchObject({ code: "model_not_found" });
    const gone = downloadModel("someone/clip", { ...options, endpoint: "http://127.0.0.1:9" });
    await expect(gone).rejects.toMatchObject({ code: "unreachable" });
    const signal = AbortSignal.abort();
    await expect(downloadModel("someone/clip", { ...options, signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});
