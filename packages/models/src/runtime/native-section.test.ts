import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { NativeSection } from "./native-section.ts";

describe("NativeSection", () => {
  it("stops when the running work is done, and lets no other begin", async () => {
    const section = new NativeSection();
    const inWorker = new NativeSection(section.cells);
    const events: string[] = [];
    const work = inWorker.run(async () => {
      await sleep(20);
      events.push("worked");
    });
    await section.stop();
    events.push("stopped");
    await work;
    expect(events).toEqual(["worked", "stopped"]);
    await expect(inWorker.run(async () => events.push("more"))).rejects.toThrow("about to end");
    section.stopNow();
    expect(events).toEqual(["worked", "stopped"]);
  });

  it("is left when the work fails", async () => {
    const section = new NativeSection();
    await expect(section.run(async () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    await section.stop();
  });
});
