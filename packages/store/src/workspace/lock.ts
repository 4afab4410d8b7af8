import { hash, randomBytes } from "node:crypto";
import { link, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { GleanerError } from "@gleaner/schema";
import type { LockHolder } from "../contract/workspace.ts";
import { parseDocument } from "./document.ts";
import { readIfPresent } from "./files.ts";

/** How often a dead lock is tried that others are taking over at the same time. */
const patience = 200;

interface Holder extends LockHolder {
  /** When the process started, in the system's own units; null where that is not known. Tells a reused pid from the holder. */
  started: string | null;
}

/** The lock of a workspace: a file that names the process that holds it. */
export interface WorkspaceLock {
  /** True when the last holder died without releasing it. */
  takenOver: boolean;
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
  const text = `${JSON.stringify(await thisProcess())}\n`;
  for (let attempt = 0; ; attempt++) {
    const taken = await tryTake(file, text);
    if (taken) return { ...taken, release: () => release(file, text) };
    const found = await readHolder(file);
    const takingOver = found !== null && (await isDead(found.holder));
    if (found && !(takingOver && attempt < patience)) throw lockedError(found.holder);
    await setTimeout(2 + Math.random() * 10);
  }
}

/** Who holds the lock now, or null; a dead process of this host holds nothing. */
export async function lockHolder(file: string): Promise<LockHolder | null> {
  const found = await readHolder(file);
  if (!found || (await isDead(found.holder))) return null;
  const { pid, host, since } = found.holder;
  return { pid, host, since };
}

async function thisProcess(): Promise<Holder> {
  const { pid } = process;
  return { pid, host: hostname(), since: new Date().toISOString(), started: await startOf(pid) };
}

/**
 * Takes the lock if it is free or its holder is dead. Who replaces a dead holder's file first takes a lock that is named after the file's
 * text, in the same way, and looks again: so of many who find it dead one replaces it, and it never vanishes for a moment between.
 */
async function tryTake(file: string, text: string): Promise<{ takenOver: boolean } | null> {
  const claim = `${file}.${randomBytes(8).toString("hex")}.tmp`;
  await writeFile(claim, text, { mode: 0o644 });
  try {
    if (await linked(claim, file)) return { takenOver: false };
    const found = await readHolder(file);
    if (!found || !(await isDead(found.holder))) return null;
    const guard = `${file}.${hash("sha1", found.text)}`;
    if (!(await tryTake(guard, text))) return null;
    try {
      if ((await readHolder(file))?.text !== found.text) return null;
      await rename(claim, file);
      return { takenOver: true };
    } finally {
      await release(guard, text);
    }
  } finally {
    await rm(claim, { force: true });
  }
}

async function release(file: string, text: string): Promise<void> {
  if ((await readIfPresent(file))?.toString("utf8") === text) await rm(file, { force: true });
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
