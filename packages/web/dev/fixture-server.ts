import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { GleanerError, type Job, operations } from "@gleaner/schema";
import { idOf, labelsOf, numberOf, splits } from "./fixture-data.ts";
import { valuesOf } from "./fixture-filter.ts";
import { paintSample } from "./fixture-images.ts";
import { handlersFor, operationAt } from "./fixture-operations.ts";
import { FixtureWorld } from "./fixture-world.ts";

/*
 * A stand-in for the Gleaner server with seeded synthetic data, for work on the user interface at any size:
 *   node dev/fixture-server.ts [--port 5199] NAME=COUNT ...        for example  street=70000 empty=0
 * It serves dist/ under the product's content security policy.
 */
const options = process.argv.slice(2);
const port = options[0] === "--port" ? Number(options.splice(0, 2)[1]) : 5199;
const world = new FixtureWorld(options.map((text) => ({ name: text.split("=")[0], n: Number(text.split("=")[1]) })));
const handlers = handlersFor(world);
const pictures = new Map<string, Buffer>();
const dist = join(import.meta.dirname, "../dist");
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; img-src 'self' blob: data:; frame-ancestors 'none'";

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendArrays(response: ServerResponse, arrays: ArrayBufferView[], headers: Record<string, string> = {}): void {
  const bytes = Buffer.concat(arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength)));
  response.writeHead(200, { "content-type": "application/octet-stream", ...headers }).end(bytes);
}

function mapData(url: URL) {
  const data = world.datasets.find(({ name }) => name === url.searchParams.get("datasets"));
  if (!data || data.n < 4) {
    throw new GleanerError("not_indexed", "There is no map of this dataset yet.", {
      hint: "Embed and index it first.",
    });
  }
  return data;
}

function sendColors(url: URL, response: ServerResponse): void {
  const data = mapData(url);
  const by = url.searchParams.get("by") ?? "label";
  if (["nn_distance", "cluster_size", "meta.temperature", "width", "cluster"].includes(by)) {
    const values = Float32Array.from({ length: data.n }, (_, i) => Number(valuesOf(by, data, i)[0]));
    const [min, max] = values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
    sendArrays(response, [values], {
      "x-gleaner-legend": encodeURIComponent(JSON.stringify({ kind: "number", min, max })),
    });
    return;
  }
  const counts = new Map<string, number>();
  const texts = Array.from({ length: data.n }, (_, i) => {
    const value =
      by === "label" ? labelsOf(data, i)[0] : by === "split" ? splits[data.splitOf[i]] : valuesOf(by, data, i)[0];
    const text = value === undefined || value === null ? null : String(value);
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
    return text;
  });
  const categories = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
  const codes = new Map(categories.map(({ name }, code) => [name, code]));
  const legend = encodeURIComponent(JSON.stringify({ kind: "categories", categories }));
  sendArrays(response, [Uint16Array.from(texts, (text) => (text === null ? 65535 : (codes.get(text) ?? 65535)))], {
    "x-gleaner-legend": legend,
  });
}

async function advance(job: Job, finish: () => unknown): Promise<void> {
  for (let step = 1; step <= 20 && job.state === "running"; step++) {
    await new Promise((resolve) => setTimeout(resolve, 120));
    Object.assign(job, { progress: step / 20, done: step * 120, phase: step < 8 ? "reading" : "writing" });
  }
  if (job.state !== "running") return;
  try {
    Object.assign(job, { state: "done", result: finish() });
  } catch (error) {
    Object.assign(job, { state: "failed", error: GleanerError.from(error).toDocument().error });
  }
  job.finishedAt = new Date().toISOString();
}

async function sendEvents(job: Job, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (;;) {
    response.write(`data: ${JSON.stringify(job)}\n\n`);
    if (job.state !== "running" || response.destroyed) break;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  response.end();
}

async function answerApi(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = url.pathname.slice("/api/v1".length);
  const mask = /^\/views\/([^/]+)\/mask$/.exec(path);
  const events = /^\/jobs\/([^/]+)\/events$/.exec(path);
  if (path === "/health" || path === "/session") return sendJson(response, 200, { status: "ok" });
  if (path === "/maps") {
    const { n, first, positions, clusterOf, clusterSizes } = mapData(url);
    const numbers = Int32Array.from({ length: n }, (_, i) => first + i);
    return sendArrays(response, [numbers, positions, clusterOf, clusterSizes], { "x-gleaner-shape": String(n) });
  }
  if (path === "/maps/colors") return sendColors(url, response);
  if (mask) {
    const { n, first } = mapData(url);
    const bits = new Uint8Array((n + 7) >> 3);
    for (const number of world.snapshot(mask[1]).numbers) {
      const i = number - first;
      if (i >= 0 && i < n) bits[i >> 3] |= 1 << (i & 7);
    }
    return sendArrays(response, [bits]);
  }
  if (events) return sendEvents(world.jobs.get(events[1]) ?? fail(), response);
  if (path.startsWith("/reports/")) {
    const page =
      "<h1 style='font:600 20px sans-serif'>Report</h1><p style='font:14px sans-serif'>All clusters covered.</p>";
    response.writeHead(200, { "content-type": "text/html" }).end(page);
    return;
  }
  const found = operationAt(request.method ?? "GET", path);
  const handler = found && handlers[found.name];
  if (!found || !handler) throw new GleanerError("not_found", `The fixture has no ${request.method} ${path}.`);
  const given = { ...Object.fromEntries(url.searchParams), ...Object(await bodyOf(request)), ...found.parameters };
  const parsed = operations[found.name].request.parse(given);
  const run = () => Reflect.apply(handler, null, [parsed]);
  if (!operations[found.name].long) return sendJson(response, 200, run());
  const job: Job = {
    id: `job-${world.jobs.size + 1}`,
    operation: found.name,
    state: "running",
    progress: 0,
    phase: "starting",
    done: 0,
    total: 2400,
    createdAt: new Date().toISOString(),
    finishedAt: null,
    error: null,
  };
  world.jobs.set(job.id, job);
  void advance(job, run);
  sendJson(response, 202, { job });
}

function fail(): never {
  throw new GleanerError("job_not_found", "There is no such job.");
}

function sendPicture(path: string, response: ServerResponse): void {
  const [, , id, size] = path.split("/");
  const { data, i } = world.locate(numberOf(id));
  const [width, height] = [
    [160, 160],
    [160, 120],
    [120, 160],
  ][i % 3].map((side) => (size === "full" ? side * 3 : side));
  const key = `${id}/${size}`;
  const bytes = pictures.get(key) ?? paintSample(data.first + i, data.classOf[i], width, height);
  if (pictures.size < 3000) pictures.set(key, bytes);
  response.writeHead(200, { "content-type": "image/png", "cache-control": "private, max-age=600" }).end(bytes);
}

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const types: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
  const isFile = extname(path) !== "" && !path.includes("..");
  const bytes = await readFile(join(dist, isFile ? path : "index.html"));
  const type = isFile ? (types[extname(path)] ?? "application/octet-stream") : "text/html";
  response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(bytes);
}

createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  try {
    if (url.pathname.startsWith("/api/v1/")) await answerApi(url, request, response);
    else if (url.pathname.startsWith("/media/")) sendPicture(url.pathname, response);
    else await sendFile(url.pathname, response);
  } catch (error) {
    const failure = GleanerError.from(error);
    sendJson(response, failure.status, failure.toDocument());
  }
}).listen(port, "127.0.0.1", () => {
  const sample = world.datasets[0] ? ` first sample ${idOf(0)}` : "";
  process.stderr.write(`fixture on http://127.0.0.1:${port}${sample}\n`);
});
