import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { GleanerError } from "@gleaner/schema";
import type { LockHolder } from "../contract/workspace.ts";
import { parseDocument } from "./document.ts";
import { isMissing, readIfPresent } from "./files.ts";

interface Holder extends LockHolder {
  /** When the process started, in the system's own units; null where that is not known. Tells a reused pid from the holder. */
  started: string | null;
}

/** The lock of a workspace: a file that names the process that holds it. */
export interface WorkspaceLock {
  release(): Promise<void>;
}

/** The error for a workspace that another process holds. */
export function lockedError({ pid, host, since }: LockHolder): GleanerError {
  return new GleanerError("workspace_locked", `The workspace is in use by process ${pid} on ${host} since ${since}.`, {
    hint: "Wait until it ends, or work through its server. If that machine is gone for good, delete lock.json in the workspace.",
    details: { pid, host, since },
  });
}

/**
 * Takes the lock or throws `workspace_locked`. The lock of a dead process of this host is taken over; that of another host never is,
 * because nobody here can tell whether it lives.
 */
export async function takeLock(file: string): Promise<WorkspaceLock> {
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    started: await startOf(process.pid),
  };
  const claim = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  await writeFile(claim, `${JSON.stringify(mine)}\n`, { mode: 0o644 });
  try {
    for (let attempt = 0; ; attempt++) {
      if (await linked(claim, file)) break;
      const found = await readHolder(file);
      if (found && (attempt > 20 || !(await isDead(found.holder)))) throw lockedError(found.holder);
      if (found) await removeStale(file, found.text, claim);
    }
  } finally {
    await rm(claim, { force: true });
  }
  return {
    async release() {
      const found = await readHolder(file);
      if (found?.holder.pid === mine.pid && found.holder.host === mine.host && found.holder.since === mine.since) {
        await rm(file, { force: true });
      }
    },
  };
}

/** Who holds the lock now, or null; a dead process of this host holds nothing. */
export async function lockHolder(file: string): Promise<LockHolder | null> {
  const found = await readHolder(file);
  if (!found || (await isDead(found.holder))) return null;
  const { pid, host, since } = found.holder;
  return { pid, host, since };
}

async function linked(claim: string, file: string): Promise<boolean> {
  try {
    await link(claim, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<{ holder: Holder; text: string } | null> {
  const bytes = await readIfPresent(file);
  if (!bytes) return null;
  const text = bytes.toString("utf8");
  const holder = holderIn(parseDocument(text));
  if (holder) return { holder, text };
  throw new GleanerError("workspace_locked", `The workspace's lock file cannot be read: ${file}`, {
    hint: "Make sure that no Gleaner process uses the workspace, then delete that file.",
  });
}

function holderIn(document: Record<string, unknown> | null): Holder | null {
  if (!document) return null;
  const { pid, host, since, started } = document;
  if (typeof pid !== "number" || typeof host !== "string" || typeof since !== "string") return null;
  return { pid, host, since, started: typeof started === "string" ? started : null };
}

/** Takes the stale file away under another name; if a third process was faster and it is a new lock, puts it back. */
async function removeStale(file: string, stale: string, claim: string): Promise<void> {
  const aside = `${claim}.stale`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if ((await readFile(aside, "utf8")) !== stale) await linked(aside, file);
  await rm(aside, { force: true });
}

async function isDead(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
  const started = await startOf(holder.pid);
  return holder.started !== null && started !== null && started !== holder.started;
}

/** Start time of a process in clock ticks since boot (Linux), with the boot's id; null elsewhere. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readIfPresent(`/proc/${pid}/stat`);
  if (!stat) return null;
  const boot = await readIfPresent("/proc/sys/kernel/random/boot_id");
  const text = stat.toString("utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return `${boot?.toString("utf8").trim() ?? ""}:${fields[19]}`;
}
