import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine } from "@gleaner/engine";
import { jobSchema, operations } from "@gleaner/schema";
import { openWorkspace } from "@gleaner/store";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createApp } from "./app.ts";
import { openApiDocument } from "./openapi.ts";

const startedJobSchema = z.object({ job: jobSchema });
const token = "a-token-that-only-the-test-knows";
const host = "127.0.0.1:5151";
let folder: string;
let engine: Engine;
let app: Hono;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gleaner-server-"));
  engine = await createEngine(await openWorkspace(join(folder, "workspace"), { create: true }));
  const options = { engine, token, version: "0.0.0", web: folder, hosts: new Set([host]), cookieName: "gleaner_5151" };
  app = createApp(options);
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** A request whose headers are a plain record. */
type PlainInit = Omit<RequestInit, "headers"> & { headers?: Record<string, string> };

const request = (path: string, init: PlainInit = {}) =>
  app.request(`http://${host}${path}`, { ...init, headers: { host, ...init.headers } });
const authorized = (path: string, init: PlainInit = {}) =>
  request(path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

describe("the guards", () => {
  it.each([
    ["a foreign host", { host: "evil.example" }],
    ["a foreign origin", { origin: "http://evil.example" }],
    ["a null origin", { origin: "null" }],
    ["a cross-site fetch", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
    ["a same-site fetch from another port", { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" }],
  ])("refuse %s with an empty 403, token or not", async (_, headers: Record<string, string>) => {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
      const response = await authorized("/api/v1/datasets", { method, headers });
      expect(response.status).toBe(403);
      expect(await response.text()).toBe("");
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("demand the token for every resource and picture", async () => {
    for (const { method, path } of Object.values(operations)) {
      const response = await request(`/api/v1${path.replace(/\{\w+\}/g, "x")}`, { method });
      expect(response.status, path).toBe(401);
    }
    expect((await request("/media/x/thumb")).status).toBe(401);
    expect((await request("/api/v1/maps")).status).toBe(401);
    expect((await request("/api/v1/datasets", { headers: { authorization: `Bearer ${token}x` } })).status).toBe(401);
  });

  it("trade the token for a cookie that scripts can't read and other sites don't send", async () => {
    const headers = { "content-type": "application/json" };
    const refused = await request("/api/v1/session", {
      method: "POST",
      headers,
      body: JSON.stringify({ token: "guess" }),
    });
    expect(refused.status).toBe(401);
    const response = await request("/api/v1/session", { method: "POST", headers, body: JSON.stringify({ token }) });
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^gleaner_5151=/);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const listed = await request("/api/v1/datasets", { headers: { cookie: cookie.split(";")[0] } });
    expect(listed.status).toBe(200);
  });

  it("set headers that keep pages from running or embedding what they should not", async () => {
    const response = await authorized("/api/v1/datasets");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  });
});

describe("errors", () => {
  it("have a code, a sentence and a status", async () => {
    const response = await authorized("/api/v1/samples/nonsense");
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "sample_not_found" } });
  });

  it.each([
    "/media/..%2f..%2fetc%2fpasswd/thumb",
    "/media/..%5cserver.json/full",
    "/media//thumb",
    "/media/x%00/thumb",
    "/media/x/other",
  ])("never let a picture's address reach a file: %s", async (path) => {
    const response = await authorized(path);
    expect([400, 404]).toContain(response.status);
  });

  it.each([
    ["no JSON", "text/plain", "{}"],
    ["broken JSON", "application/json", "{"],
    ["a list", "application/json", "[]"],
  ])("refuse a body of %s", async (_, type, body) => {
    const response = await authorized("/api/v1/samples/query", {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "bad_request" } });
  });

  it("name the field of a request that does not fit", async () => {
    const body = JSON.stringify({ limit: "many" });
    const headers = { "content-type": "application/json" };
    const response = await authorized("/api/v1/samples/query", { method: "POST", headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining("limit") } });
  });
});

describe("the API", () => {
  it("describes every operation as OpenAPI 3.1", async () => {
    const document = openApiDocument("0.0.0");
    expect(await (await authorized("/api/v1/openapi.json")).json()).toEqual(JSON.parse(JSON.stringify(document)));
    const described = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(described.map((entry) => entry.operationId).sort()).toEqual(Object.keys(operations).sort());
  });

  it("runs long work as a job and streams its end", async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ paths: [join(folder, "nowhere")], dataset: "x" });
    const response = await authorized("/api/v1/datasets/import", { method: "POST", headers, body });
    expect(response.status).toBe(202);
    const { job } = startedJobSchema.parse(await response.json());
    const events = await (await authorized(`/api/v1/jobs/${job.id}/events`)).text();
    const last = events.trim().split("\n").at(-1) ?? "";
    expect(JSON.parse(last.replace(/^data: /, ""))).toMatchObject({
      state: "failed",
      error: { code: "path_not_found" },
    });
  });
});
