import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine } from "@gleaner/engine";
import { openWorkspace } from "@gleaner/store";
import type { Hono } from "hono";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createApp } from "./app.ts";

const token = "a-token-that-only-the-test-knows";
const host = "127.0.0.1:5151";
let folder: string;
let engine: Engine;
let app: Hono;
let sample: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gleaner-object-media-"));
  await mkdir(join(folder, "photos"));
  const half = { create: { width: 100, height: 80, channels: 3 as const, background: "#f00" } };
  const right = await sharp({ create: { ...half.create, background: "#00f" } })
    .png()
    .toBuffer();
  const both = await sharp({ create: { ...half.create, width: 200 } }).composite([{ input: right, left: 100, top: 0 }]);
  await writeFile(join(folder, "photos", "halves.png"), await both.png().toBuffer());
  engine = await createEngine(await openWorkspace(join(folder, "workspace"), { create: true }), { threads: 1 });
  await engine.call("import", { paths: [join(folder, "photos")], dataset: "photos" });
  const { samples } = await engine.call("query", {});
  sample = samples[0].id;
  app = createApp({ engine, token, version: "0", web: folder, hosts: new Set([host]), cookieName: "gleaner_5151" });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const send = (path: string, method = "GET", body?: unknown, headers: Record<string, string> = {}) =>
  app.request(`http://${host}${path}`, {
    method,
    headers: { host, authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

const colour = async (response: Response) => {
  const { data } = await sharp(Buffer.from(await response.arrayBuffer()))
    .resize(1, 1)
    .raw()
    .toBuffer({
      resolveWithObject: true,
    });
  return [...data].map((value) => Math.round(value / 255));
};

describe("objects over HTTP", () => {
  it("are drawn, shown as crops that follow their box, changed and deleted", async () => {
    const drawn = await send("/api/v1/objects", "POST", { sample, class: "left", box: [10, 10, 60, 60] });
    expect(drawn.status).toBe(200);
    const { id } = z.object({ id: z.string() }).parse(await drawn.json());
    const first = await send(`/media/objects/${id}/thumb`);
    const etag = first.headers.get("etag") ?? "";
    expect(first.headers.get("content-type")).toBe("image/jpeg");
    expect(await colour(first)).toEqual([1, 0, 0]);
    const again = await send(`/media/objects/${id}/thumb`, "GET", undefined, { "if-none-match": etag });
    expect(again.status).toBe(304);
    const moved = await send(`/api/v1/objects/${id}`, "PATCH", { box: [120, 10, 60, 60], class: "right" });
    expect(await moved.json()).toMatchObject({ labels: ["right"], object: { box: [120, 10, 60, 60] } });
    const second = await send(`/media/objects/${id}/thumb`, "GET", undefined, { "if-none-match": etag });
    expect(second.status).toBe(200);
    expect(await colour(second)).toEqual([0, 0, 1]);
    const shown = await send(`/api/v1/samples/${sample}`);
    expect(await shown.json()).toMatchObject({ objects: [{ id, class: "right", source: "human" }] });
    expect(await (await send(`/api/v1/objects/${id}`, "DELETE")).json()).toEqual({ deleted: 1, dryRun: false });
    expect((await send(`/media/objects/${id}/thumb`)).status).toBe(404);
    expect((await send(`/api/v1/objects/${id}`)).status).toBe(404);
  });

  it("are shown by their id alone too, as a sample is, and so are regions of a sample", async () => {
    const drawn = await send("/api/v1/objects", "POST", { sample, class: "right", box: [120, 10, 60, 60] });
    const { id } = z.object({ id: z.string() }).parse(await drawn.json());
    const crop = await send(`/media/${id}/thumb`);
    expect(crop.headers.get("cache-control")).toBe("private, no-cache");
    expect(await colour(crop)).toEqual([0, 0, 1]);
    const region = await send(`/media/${sample}@5,5,60,60/thumb`);
    expect(region.headers.get("etag")).toBeNull();
    expect(await colour(region)).toEqual([1, 0, 0]);
    expect((await send(`/media/${sample}@5,5,0,60/thumb`)).status).toBe(400);
    expect((await send(`/media/${sample}@900,5,60,60/thumb`)).status).toBe(404);
  });

  it("refuse boxes that are none, and unknown samples", async () => {
    const bad = await send("/api/v1/objects", "POST", { sample, box: [0, 0, -5, 5] });
    expect(bad.status).toBe(400);
    expect((await send("/api/v1/objects", "POST", { sample: "nope", box: [0, 0, 5, 5] })).status).toBe(404);
    expect((await send("/api/v1/objects", "POST", { sample })).status).toBe(400);
  });
});
