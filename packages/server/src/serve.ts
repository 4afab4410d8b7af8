import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { isIPv6 } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import type { Engine } from "@gleaner/engine";
import { GleanerError } from "@gleaner/schema";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./app.ts";

/** Where to listen. */
export interface ServeOptions {
  engine: Engine;
  version: string;
  web: string;
  /** Default 127.0.0.1. Another than a loopback address needs `auth`. */
  host?: string;
  /** Default: 5151 or the next free port. A port given by the caller is used or refused. */
  port?: number;
  /** The user's word that others on the network may reach the server, with the token. */
  auth?: boolean;
}

/** A server that listens. */
export interface RunningServer {
  host: string;
  port: number;
  token: string;
  /** The address to open, with the launch token in the fragment. */
  url: string;
  close(): Promise<void>;
}

const firstPort = 5151;
const loopback = new Set(["127.0.0.1", "::1", "localhost"]);

/** Starts the server. @throws GleanerError `forbidden` for an open host without `auth`, `conflict`-like `bad_request` for a taken port. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  if (!loopback.has(host) && !options.auth) {
    throw new GleanerError("forbidden", `Listening on ${host} would let others on the network in.`, {
      hint: "Add --auth to allow it: whoever has the token can then see and change everything.",
    });
  }
  const token = randomBytes(32).toString("base64url");
  const hosts = new Set<string>();
  const app = { fetch: (_request: Request): Response | Promise<Response> => new Response(null, { status: 503 }) };
  const server = createAdaptorServer({ fetch: (request: Request) => app.fetch(request) }) as Server;
  server.headersTimeout = 10_000;
  const port = await listen(server, host, options.port);
  for (const name of namesOf(host)) hosts.add(`${name}:${port}`);
  const cookieName = `gleaner_${port}`;
  app.fetch = createApp({ ...options, token, hosts, cookieName }).fetch;
  // The first page asks for the datasets: counted while the browser starts, a million samples are there at once.
  const counted = options.engine.call("listDatasets", {}).then(
    () => {},
    () => {},
  );
  const shown = isIPv6(host) ? `[${host}]` : host;
  return {
    host,
    port,
    token,
    url: `http://${shown}:${port}/#token=${token}`,
    close: async () => {
      await counted;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Every name under which a browser may reach a server on `host`; for the wildcard addresses, those of all interfaces. */
function namesOf(host: string): string[] {
  const local = ["127.0.0.1", "localhost", "[::1]"];
  if (loopback.has(host)) return local;
  const wildcard = host === "0.0.0.0" || host === "::";
  const interfaces = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address));
  const outside = wildcard ? [hostname(), ...interfaces] : [host];
  return [...local, ...outside.map((name) => (isIPv6(name) ? `[${name}]` : name))];
}

async function listen(server: Server, host: string, wanted: number | undefined): Promise<number> {
  const candidates = wanted === undefined ? Array.from({ length: 50 }, (_, i) => firstPort + i) : [wanted];
  for (const port of candidates) {
    try {
      return await new Promise<number>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          const address = server.address();
          resolve(typeof address === "object" && address ? address.port : port);
        });
      });
    } catch (error) {
      const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!taken) throw new GleanerError("bad_request", `Can't listen on ${host}:${port}.`, { cause: error });
    }
  }
  throw new GleanerError("bad_request", `Port ${wanted ?? firstPort} is in use.`, {
    hint: "Choose another with --port.",
  });
}
