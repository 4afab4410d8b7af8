import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeBuiltinModel } from "../builtin/builtin-file.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gleaner-end-"));
  await writeBuiltinModel(join(folder, "builtin.onnx"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs code in a process of its own, with `embedder` opened on the built-in model; gives its exit code and stderr. */
async function ending(code: string): Promise<{ status: number | null; stderr: string }> {
  const modules = new URL("../index.ts", import.meta.url);
  const file = JSON.stringify(join(folder, "builtin.onnx"));
  const program = `
    import { builtinModel, openModel } from ${JSON.stringify(modules.href)};
    const parts = builtinModel.parts.map((part) => ({ ...part, locate: async () => ${file} }));
    const embedder = await openModel({ ...builtinModel, parts }, { threads: 2 });
    const pictures = new Uint8Array(16 * 224 * 224 * 3);
    ${code}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [status] = await once(child, "close");
  return { status, stderr };
}

describe("a process with an open embedder", () => {
  it("ends by itself when all calls are answered", async () => {
    expect(await ending("await embedder.embed(pictures, 16);")).toEqual({ status: 0, stderr: "" });
  });

  it("can exit in the middle of a call with its own code", async () => {
    const code = "void embedder.embed(pictures, 16); setTimeout(() => process.exit(130), 60);";
    expect(await ending(code)).toEqual({ status: 130, stderr: "" });
  });
});
