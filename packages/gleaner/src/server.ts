import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GleanerError } from "@gleaner/schema";
import { readServer, writeServer } from "@gleaner/store/server-file";
import { openEngine } from "./caller.ts";
import { version } from "./version.ts";

/** Where a server of a workspace listens. */
export interface StartOptions {
  port?: number;
  host?: string;
  /** Needed for a host that others can reach. */
  auth?: boolean;
}

/** A server that holds a workspace. */
export interface ServerHandle {
  /** The address to open; its fragment holds the launch token. */
  url: string;
  close(): Promise<void>;
}

/**
 * Opens a workspace (made when missing) and serves its API and the web application.
 * @throws GleanerError `workspace_locked` when another process holds it, `forbidden` for an open host without `auth`
 */
export async function startServer(folder: string, options: StartOptions = {}): Promise<ServerHandle> {
  const running = await readServer(folder);
  if (running) {
    throw new GleanerError("workspace_locked", `The workspace is already served by process ${running.pid}.`, {
      hint: `Open http://${running.host}:${running.port}/#token=${running.token}, or end that process.`,
    });
  }
  const { serve } = await import("@gleaner/server");
  const engine = await openEngine(folder, { create: true });
  try {
    const server = await serve({ engine, version, web: webFolder(), ...options });
    await writeServer(folder, { pid: process.pid, host: server.host, port: server.port, token: server.token });
    return {
      url: server.url,
      async close() {
        await server.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** The built web application: beside the bundle in the published package, in its own package in a clone. */
function webFolder(): string {
  const beside = fileURLToPath(new URL("./web", import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL("../../web/dist", import.meta.url));
}
