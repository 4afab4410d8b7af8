import type { Engine, MapName } from "@gleaner/engine";
import { GleanerError } from "@gleaner/schema";
import { type Context, Hono } from "hono";

/** Large arrays as raw little-endian bytes: map points, their colours, and which points a view holds. */
export function arrayRoutes(engine: Engine): Hono {
  const routes = new Hono();
  routes.get("/maps", async (context) => {
    const points = await engine.mapPoints(mapName(context));
    const etag = `"${points.etag}"`;
    if (context.req.header("if-none-match") === etag) return context.body(null, 304);
    return context.body(concatenate([points.numbers, points.xy, points.cluster, points.clusterSize]), 200, {
      "content-type": "application/octet-stream",
      "x-gleaner-shape": String(points.n),
      "cache-control": "private, no-cache",
      etag,
    });
  });
  routes.get("/maps/colors", async (context) => {
    const colors = await engine.mapColors(mapName(context), context.req.query("by") ?? "label");
    const legend =
      colors.kind === "categories"
        ? { kind: colors.kind, categories: colors.categories }
        : { kind: colors.kind, min: colors.min, max: colors.max };
    return context.body(concatenate([colors.kind === "categories" ? colors.codes : colors.values]), 200, {
      "content-type": "application/octet-stream",
      "x-gleaner-legend": encodeURIComponent(JSON.stringify(legend)),
    });
  });
  routes.get("/views/:view/mask", async (context) =>
    context.body(concatenate([await engine.viewMask(context.req.param("view"), mapName(context))]), 200, {
      "content-type": "application/octet-stream",
    }),
  );
  routes.get("/reports/:file{.+\\.(html|json)}", async (context) => {
    const file = context.req.param("file");
    const dot = file.lastIndexOf(".");
    const kind = file.slice(dot + 1);
    if (kind !== "html" && kind !== "json") throw new GleanerError("not_found", "There is no such report.");
    return context.body(await engine.reportFile(file.slice(0, dot), kind), 200, {
      "content-type": kind === "html" ? "text/html; charset=utf-8" : "application/json",
      "content-security-policy":
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
    });
  });
  return routes;
}

/** Pictures by id of a sample, an object or a region only; they can't run anything, whatever bytes they hold. */
export function mediaRoutes(engine: Engine): Hono {
  const routes = new Hono();
  const send = async (context: Context, anchor: string) => {
    const size = context.req.param("size") === "thumb" ? "thumb" : "full";
    const media = await engine.media(anchor, size);
    // A box can be changed, so a picture of an object is asked for again, and sent only where it is another.
    const headers: Record<string, string> = media.etag
      ? { "cache-control": "private, no-cache", etag: `"${media.etag}-${size}"` }
      : { "cache-control": "private, max-age=3600" };
    if (headers.etag && context.req.header("if-none-match") === headers.etag) return context.body(null, 304, headers);
    return context.body(concatenate([media.bytes]), 200, {
      ...headers,
      "content-type": media.type,
      "content-security-policy": "default-src 'none'; sandbox",
    });
  };
  routes.get("/objects/:object/:size{thumb|full}", (context) => send(context, context.req.param("object")));
  routes.get("/:anchor/:size{thumb|full}", (context) => send(context, context.req.param("anchor")));
  return routes;
}

function mapName(context: Context): MapName {
  const datasets = context.req.query("datasets") ?? "";
  return { space: context.req.query("space") ?? "default", datasets: datasets ? datasets.split(",") : [] };
}

function concatenate(arrays: ArrayBufferView[]): ArrayBuffer {
  const bytes = new Uint8Array(arrays.reduce((sum, array) => sum + array.byteLength, 0));
  let at = 0;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes.buffer;
}
