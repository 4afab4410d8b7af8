import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { Hono } from "hono";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/**
 * The built web application. Names are matched against a plain pattern and never joined with `..`; any path without a dot
 * is a place inside the application and gets its page.
 */
export function webFiles(folder: string): Hono {
  const routes = new Hono();
  routes.get("/assets/:name{[A-Za-z0-9_.-]+}", async (context) => {
    const name = context.req.param("name");
    const type = types[extname(name)];
    const bytes = type ? await read(join(folder, "assets", name)) : null;
    if (!bytes || !type) return context.notFound();
    return context.body(bytes, 200, { "content-type": type, "cache-control": "public, max-age=31536000, immutable" });
  });
  routes.get("/favicon.svg", async (context) => {
    const bytes = await read(join(folder, "favicon.svg"));
    return bytes ? context.body(bytes, 200, { "content-type": "image/svg+xml" }) : context.notFound();
  });
  routes.get("/*", async (context) => {
    if (context.req.path.includes(".")) return context.notFound();
    const page = await read(join(folder, "index.html"));
    if (!page) return context.text("The web application is not built. Run `npm run build -w packages/web`.", 503);
    return context.body(page, 200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" });
  });
  return routes;
}

async function read(file: string): Promise<ArrayBuffer | null> {
  try {
    return Uint8Array.from(await readFile(file)).buffer;
  } catch {
    return null;
  }
}
