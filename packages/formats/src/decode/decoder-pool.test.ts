import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { smallJpeg } from "../testing/pictures.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { createDecoder } from "./decoder.ts";
import { DecoderPool } from "./decoder-pool.ts";
import type { DecoderTask } from "./decoding.ts";

const task = (file: string): DecoderTask => ({ kind: "decode", input: { file }, request: {}, maxPixels: 1 });

/** A decoder process that crashes or hangs over some file names, always or only until a file is there. */
const program = `
import { existsSync, writeFileSync } from "node:fs";
process.on("disconnect", () => process.exit());
let previous = Promise.resolve();
process.on("message", ({ id, task }) => {
  previous = previous.then(async () => {
    const { file } = task.input;
    if (file === "crash") process.exit(1);
    if (file === "hang") await new Promise(() => setInterval(() => {}, 1000));
    if (file.startsWith("once ") && !existsSync(file.slice(5))) {
      writeFileSync(file.slice(5), "");
      process.kill(process.pid, "SIGSEGV");
      await new Promise(() => {});
    }
    process.send({ kind: "result", id, result: { ok: false, code: "unsupported_type", message: file } });
  });
});
process.send({ kind: "ready" });
`;

async function poolOf(source: string, size: number, timeout = 20_000): Promise<DecoderPool> {
  const file = join(await temporaryFolder(), "program.mjs");
  await writeFile(file, source);
  const pool = new DecoderPool(pathToFileURL(file), size, timeout);
  onTestFinished(() => pool.close());
  return pool;
}

test("a crash costs one item, which is tried twice", async () => {
  const pool = await poolOf(program, 2);
  const files = ["a", "b", "crash", "c", "d", "e", "crash", "f"];
  const results = await Promise.all(files.map((file) => pool.run(task(file))));
  const outcomes = results.map((result) =>
    result.ok ? "ok" : result.code === "decoder_crashed" ? "X" : result.message,
  );
  expect(outcomes).toEqual(["a", "b", "X", "c", "d", "e", "X", "f"]);
});

test("a crash that does not come again costs nothing", async () => {
  const pool = await poolOf(program, 1);
  const marker = join(await temporaryFolder(), "crashed");
  const results = await Promise.all(["a", `once ${marker}`, "b"].map((file) => pool.run(task(file))));
  expect(results.map((result) => !result.ok && result.message)).toEqual(["a", `once ${marker}`, "b"]);
});

test("a hang ends at the time limit", async () => {
  const pool = await poolOf(program, 1, 300);
  const results = await Promise.all(["hang", "a"].map((file) => pool.run(task(file))));
  expect(results[0]).toMatchObject({ ok: false, code: "decoder_crashed" });
  expect(results[0]).toHaveProperty("message", expect.stringContaining("0.3 s"));
  expect(results[1]).toMatchObject({ message: "a" });
});

test("a program that cannot start fails every task with the reason", async () => {
  const pool = await poolOf('process.send({ kind: "broken", message: "no binary" });', 2);
  const results = await Promise.allSettled(["a", "b", "c"].map((file) => pool.run(task(file))));
  for (const result of results) {
    expect(result).toMatchObject({ status: "rejected", reason: { code: "internal" } });
    expect(result).toHaveProperty("reason.message", expect.stringContaining("no binary"));
  }
});

test("closing rejects what is not done", async () => {
  const pool = await poolOf(program, 1);
  const results = Promise.allSettled(["hang", "a", "b"].map((file) => pool.run(task(file))));
  pool.close();
  for (const result of await results) expect(result).toMatchObject({ reason: { code: "cancelled" } });
  await expect(pool.run(task("a"))).rejects.toMatchObject({ code: "cancelled" });
});

test("killing a real decoder process in the middle of work loses nothing", async () => {
  using decoder = createDecoder({ processes: 2 });
  const items = await Promise.all(Array.from({ length: 40 }, (_, seed) => smallJpeg(seed)));
  const results: boolean[] = [];
  let number = 0;
  for await (const { result } of decoder.decodeAll(items, (bytes) => ({ bytes }), { measures: true })) {
    if (++number % 10 === 0) process.kill(decoder.processIds[0], "SIGKILL");
    results.push(result?.ok ?? false);
  }
  expect(results).toEqual(Array(40).fill(true));
});

test("Ctrl-C, which reaches every process of the group, stops no decoder", async () => {
  using decoder = createDecoder({ processes: 1 });
  const bytes = await smallJpeg();
  await decoder.decode({ bytes }, {});
  const [before] = decoder.processIds;
  process.kill(before, "SIGINT");
  process.kill(before, "SIGTERM");
  expect(await decoder.decode({ bytes }, {})).toMatchObject({ ok: true });
  expect(decoder.processIds).toEqual([before]);
});

test("decodeAll keeps the order and reads ahead only a little", async () => {
  using decoder = createDecoder({ processes: 2 });
  const bytes = await smallJpeg();
  let taken = 0;
  const items = (function* () {
    for (; taken < 100; taken++) yield taken;
  })();
  let expected = 0;
  for await (const { item, result } of decoder.decodeAll(items, (n) => (n % 3 === 0 ? null : { bytes }), {})) {
    expect(item).toBe(expected);
    expect(result === null).toBe(expected % 3 === 0);
    expect(taken - expected).toBeLessThanOrEqual(8);
    expected++;
  }
  expect(expected).toBe(100);
});
