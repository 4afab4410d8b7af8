import type { Engine } from "@gleaner/engine";
import { GleanerError, type OperationName, operations } from "@gleaner/schema";
import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";

/** One route for each operation of the table, and the progress stream of jobs. */
export function operationRoutes(engine: Engine): Hono {
  const routes = new Hono();
  for (const name of Object.keys(operations) as OperationName[]) {
    const operation = operations[name];
    routes.on(operation.method, operation.path.replace(/\{(\w+)\}/g, ":$1"), async (context) => {
      const request = await requestOf(context);
      if (operation.long) return context.json({ job: await engine.jobs.start(name, request) }, 202);
      return context.json(await engine.call(name, request, { signal: context.req.raw.signal }));
    });
  }
  routes.get("/jobs/:id/events", async (context) => {
    await engine.call("getJob", { id: context.req.param("id") });
    return streamSSE(context, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      for await (const job of engine.jobs.watch(context.req.param("id"), gone.signal)) {
        await stream.writeSSE({ data: JSON.stringify(job) });
      }
    });
  });
  return routes;
}

/** Path parts, query and JSON body in one object; the operation's schema judges it. */
// biome-ignore lint/suspicious/noExplicitAny: the request's type is only known to the operation's own schema, which parses it
async function requestOf(context: Context): Promise<any> {
  const body = context.req.method === "POST" || context.req.method === "PATCH" ? await jsonBody(context) : {};
  return { ...context.req.query(), ...body, ...context.req.param() };
}

async function jsonBody(context: Context): Promise<Record<string, unknown>> {
  const type = context.req.header("content-type") ?? "";
  if (!type.startsWith("application/json")) {
    throw new GleanerError("bad_request", "The body must be JSON with the content type application/json.");
  }
  try {
    const value: unknown = await context.req.json();
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new GleanerError("bad_request", "The body is not valid JSON.", { cause });
  }
  throw new GleanerError("bad_request", "The body must be a JSON object.");
}
