import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { smallJpeg } from "./testing/pictures.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const reader = new URL("./testing/folder-outcomes.ts", import.meta.url).pathname;
const isRoot = process.getuid?.() === 0;
/** Takes from root the right to read everything, so that it is refused what others are refused. */
const unprivileged = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all"];
const canDrop = isRoot && spawnSync(unprivileged[0], [...unprivileged.slice(1), "true"]).status === 0;

async function outcomesOf(folder: string): Promise<unknown> {
  const [command, ...rest] = [...(isRoot ? unprivileged : []), process.execPath, reader, folder];
  const { stdout } = await promisify(execFile)(command, rest);
  return JSON.parse(stdout);
}

// Root reads everything: where its rights can't be dropped (no setpriv) there is nothing to see.
test.skipIf(isRoot && !canDrop)(
  "files and folders that may not be read cost one item each, and are picked up once they may",
  async () => {
    const folder = await temporaryFolder();
    const closed = join(folder, "closed");
    await mkdir(closed);
    for (const file of ["open.jpg", "shut.jpg", "closed/inside.jpg"])
      await writeFile(join(folder, file), await smallJpeg());
    await chmod(join(folder, "shut.jpg"), 0o000);
    await chmod(closed, 0o000);
    expect(await outcomesOf(folder)).toEqual({
      "open.jpg": "image",
      "shut.jpg": "access_denied",
      closed: "access_denied",
    });
    await chmod(join(folder, "shut.jpg"), 0o600);
    await chmod(closed, 0o700);
    expect(await outcomesOf(folder)).toEqual({
      "open.jpg": "image",
      "shut.jpg": "image",
      "closed/inside.jpg": "image",
    });
  },
);
