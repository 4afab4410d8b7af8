import { chmod, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { ServerAddress } from "../contract/workspace.ts";
import { parseDocument } from "./document.ts";
import { readIfPresent, writeDurably } from "./files.ts";
import { layoutOf } from "./layout.ts";
import { lockHolder } from "./lock.ts";

/**
 * The address of the server that holds a workspace, or null. An address that a dead process left is not given:
 * it counts only while its process holds the lock.
 */
export async function readServer(folder: string): Promise<ServerAddress | null> {
  const layout = layoutOf(resolve(folder));
  const bytes = await readIfPresent(layout.server);
  if (!bytes) return null;
  const holder = await lockHolder(layout.lock);
  if (!holder) return null;
  const address = addressIn(parseDocument(bytes.toString("utf8")));
  return address?.pid === holder.pid && holder.host === hostname() ? address : null;
}

/** Tells other processes of this user how to reach this one (mode 0600: it holds the token). `close` of the workspace removes it. */
export async function writeServer(folder: string, address: ServerAddress): Promise<void> {
  const file = layoutOf(resolve(folder)).server;
  await writeDurably(file, [Buffer.from(`${JSON.stringify(address)}\n`)], 0o600);
  await chmod(file, 0o600);
}

/** Removes the address. */
export async function removeServer(folder: string): Promise<void> {
  await rm(layoutOf(resolve(folder)).server, { force: true });
}

function addressIn(document: Record<string, unknown> | null): ServerAddress | null {
  if (!document) return null;
  const { pid, host, port, token } = document;
  if (typeof pid !== "number" || typeof host !== "string" || typeof port !== "number" || typeof token !== "string") {
    return null;
  }
  return { pid, host, port, token };
}
