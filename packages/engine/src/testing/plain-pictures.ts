import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { encodePng } from "@gleaner/formats";
import { channelMeanGraph, channelMeanSide } from "@gleaner/models/testing";
import { openWorkspace, type Workspace } from "@gleaner/store";
import { createEngine } from "../create-engine.ts";
import type { Engine } from "../engine.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** Colours by name; the model of {@link pictureWorkspace} gives each as its vector. */
export const colours = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255], white: [255, 255, 255] } as const;

/** The PNG of a picture whose quarters have these colours: above left and right, below left and right. */
export function quarteredPng(side: number, quarters: readonly [Colour, Colour, Colour, Colour]): Uint8Array {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0, at = 0; y < side; y++)
    for (let x = 0; x < side; x++, at += 3) data.set(quarters[(x < side / 2 ? 0 : 1) + (y < side / 2 ? 0 : 2)], at);
  return encodePng({ width: side, height: side, channels: 3, data });
}

/** The PNG of a picture in one colour. */
export function plainPng(side: number, colour: Colour): Uint8Array {
  return quarteredPng(side, [colour, colour, colour, colour]);
}

/** A workspace of picture files, embedded with a model whose vectors are the mean colours. */
export interface PictureWorkspace {
  engine: Engine;
  workspace: Workspace;
  /** A folder for the test's own files. */
  folder: string;
  /** Ids by path in the dataset. */
  ids: Map<string, string>;
  close(): Promise<void>;
}

/** Imports pictures, given by their path, into the dataset `pictures` of a new workspace and embeds them. */
export async function pictureWorkspace(files: Readonly<Record<string, Uint8Array>>): Promise<PictureWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), "gleaner-pictures-"));
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(folder, "pictures", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  const model = join(folder, "means.onnx");
  await writeFile(model, channelMeanGraph());
  await writeFile(join(folder, "means.json"), JSON.stringify({ dimension: 3, size: channelMeanSide }));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const engine = await createEngine(workspace, { threads: 1 });
  await engine.call("import", { paths: [join(folder, "pictures")], dataset: "pictures" });
  await engine.call("embed", { datasets: ["pictures"], model });
  const { samples } = await engine.call("query", { limit: 1000 });
  return {
    engine,
    workspace,
    folder,
    ids: new Map(samples.map(({ path, id }) => [path, id])),
    async close() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
