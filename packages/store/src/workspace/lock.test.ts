import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTemporary, temporaryFolder } from "../testing/temporary-workspace.ts";
import { takeLock } from "./lock.ts";
import { readServer, writeServer } from "./server-file.ts";

/** A process id that no process has now. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid ?? 0;
}

function lockText(holder: { pid: number; host?: string; started?: string | null }): string {
  return JSON.stringify({ host: hostname(), since: "2026-01-02T03:04:05.000Z", started: null, ...holder });
}

describe("the lock of a workspace", () => {
  it("names the holder to whoever comes second, and is free after release", async () => {
    const file = join(await temporaryFolder(), "lock.json");
    const lock = await takeLock(file);
    await expect(takeLock(file)).rejects.toMatchObject({
      code: "workspace_locked",
      details: { pid: process.pid, host: hostname(), since: expect.stringMatching(/^\d{4}-/) },
    });
    await lock.release();
    await (await takeLock(file)).release();
    await expect(stat(file)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("is taken over from a dead process of this host", async () => {
    const file = join(await temporaryFolder(), "lock.json");
    await writeFile(file, lockText({ pid: await deadProcess() }));
    const lock = await takeLock(file);
    expect(JSON.parse(await readFile(file, "utf8")).pid).toBe(process.pid);
    await lock.release();
  });

  it("is taken over when the pid was given to another process since", async () => {
    const file = join(await temporaryFolder(), "lock.json");
    await writeFile(file, lockText({ pid: process.pid, started: "another boot:1" }));
    await (await takeLock(file)).release();
  });

  it("is never stolen from another host", async () => {
    const file = join(await temporaryFolder(), "lock.json");
    const text = lockText({ pid: await deadProcess(), host: "elsewhere" });
    await writeFile(file, text);
    await expect(takeLock(file)).rejects.toMatchObject({ code: "workspace_locked", details: { host: "elsewhere" } });
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it("is given to exactly one of many who find it dead at once", async () => {
    const file = join(await temporaryFolder(), "lock.json");
    await writeFile(file, lockText({ pid: await deadProcess() }));
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(file)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  });

  it("is not taken when its file can't be understood", async () => {
    const file = join(await temporaryFolder(), "lock.json");
    await writeFile(file, "{");
    await expect(takeLock(file)).rejects.toMatchObject({ code: "workspace_locked" });
  });
});

describe("the server's address", () => {
  it("is readable by its user alone while the workspace is held, and gone after", async () => {
    const workspace = await openTemporary(join(await temporaryFolder(), "workspace"));
    const address = { pid: process.pid, host: "127.0.0.1", port: 4711, token: "secret" };
    await writeServer(workspace.folder, address);
    expect(await readServer(workspace.folder)).toEqual(address);
    expect((await stat(join(workspace.folder, "server.json"))).mode & 0o777).toBe(0o600);
    await workspace.close();
    expect(await readServer(workspace.folder)).toBeNull();
  });

  it("does not count when its process is dead", async () => {
    const folder = await temporaryFolder();
    const pid = await deadProcess();
    await writeFile(join(folder, "lock.json"), lockText({ pid }));
    await writeServer(folder, { pid, host: "127.0.0.1", port: 4711, token: "secret" });
    expect(await readServer(folder)).toBeNull();
  });
});
