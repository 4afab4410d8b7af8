import type { Engine } from "@gleaner/engine";
import { GleanerError } from "@gleaner/schema";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { setCookie } from "hono/cookie";
import { arrayRoutes, mediaRoutes } from "./array-routes.ts";
import { type GuardOptions, originGuard, safetyHeaders, sameToken, tokenGuard } from "./guard.ts";
import { openApiDocument } from "./openapi.ts";
import { operationRoutes } from "./operation-routes.ts";
import { webFiles } from "./web-files.ts";

/** What the HTTP application needs. */
export interface AppOptions extends GuardOptions {
  engine: Engine;
  version: string;
  /** Folder of the built web application. */
  web: string;
}

const largestBody = 64 * 1024 * 1024;

/** The HTTP application: guards first, then API, media and the web application. Can be called in process with `app.request`. */
export function createApp(options: AppOptions): Hono {
  const { engine, version, web, token, cookieName } = options;
  const app = new Hono();
  app.use(originGuard(options));
  app.use(safetyHeaders());
  app.use(
    bodyLimit({
      maxSize: largestBody,
      onError: () => {
        throw new GleanerError("payload_too_large", "The request is larger than 64 MB.", {
          hint: "Send a filter or a view instead of long lists of ids.",
        });
      },
    }),
  );
  app.onError((error, context) => {
    const known = GleanerError.from(error);
    if (known.code === "internal") process.stderr.write(`${error.stack ?? error.message}\n`);
    return new Response(JSON.stringify(known.toDocument()), {
      status: known.status,
      headers: { "content-type": "application/json", ...Object.fromEntries(context.res.headers) },
    });
  });

  app.get("/health", (context) => context.json({ status: "ok", version }));
  app.get("/api/v1/health", (context) => context.json({ status: "ok", version }));
  app.post("/api/v1/session", async (context) => {
    const body: unknown = await context.req.json().catch(() => null);
    const given = typeof body === "object" && body !== null && "token" in body ? String(body.token) : undefined;
    if (!sameToken(given, token)) throw new GleanerError("unauthorized", "The launch token is not valid.");
    setCookie(context, cookieName, token, { httpOnly: true, sameSite: "Strict", path: "/" });
    return context.json({ version });
  });
  app.use("/api/*", tokenGuard(options));
  app.use("/media/*", tokenGuard(options));
  app.get("/api/v1/openapi.json", (context) => context.json(openApiDocument(version)));
  app.route("/api/v1", arrayRoutes(engine));
  app.route("/api/v1", operationRoutes(engine));
  app.all("/api/*", () => {
    throw new GleanerError("not_found", "There is no such resource.", { hint: "See /api/v1/openapi.json." });
  });
  app.route("/media", mediaRoutes(engine));
  app.all("/media/*", () => {
    throw new GleanerError("not_found", "There is no such picture.");
  });
  app.route("/", webFiles(web));
  return app;
}
