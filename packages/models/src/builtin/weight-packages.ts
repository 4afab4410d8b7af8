import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { GleanerError } from "@gleaner/schema";
import { z } from "zod";
import { readTfjsModel, type TfjsModel } from "./tfjs-model.ts";
import { findTfliteModel, readTfliteModel, type TfliteModel } from "./tflite-model.ts";

const packages = createRequire(import.meta.url);
const classifierModule = "nsfwjs/models/mobilenet_v2_mid";
const detectorFile = "@mediapipe/objectron/objectron_solution_packed_assets.data";

type Loader = () => Promise<unknown>;
const loaderSchema = z.custom<Loader>((value) => typeof value === "function");

const classifierSchema = z.object({
  MobileNetV2MidModel: z.object({ modelJson: loaderSchema, weightBundles: z.array(loaderSchema).nonempty() }),
});
const shardSchema = z.string().transform((text) => Buffer.from(text, "base64"));

/**
 * The image classifier of the npm package `nsfwjs` (MIT): MobileNetV2 of width 1.4.
 * @throws GleanerError `model_not_found` when the package is not installed, `model_corrupt` when its form has changed
 */
export async function loadClassifier(): Promise<TfjsModel> {
  locate(classifierModule);
  // The CommonJS variant of the package copies its 5 MB text letter by letter, which takes 10 s.
  const exported: unknown = await import(classifierModule);
  const definition = classifierSchema.safeParse(exported);
  if (!definition.success) throw changed(classifierModule, definition.error);
  const { modelJson, weightBundles } = definition.data.MobileNetV2MidModel;
  const shards = z.array(shardSchema).safeParse(await Promise.all(weightBundles.map(loadDefault)));
  if (!shards.success) throw changed(classifierModule, shards.error);
  return readTfjsModel(await loadDefault(modelJson), Buffer.concat(shards.data));
}

/**
 * The object detector inside the npm package `@mediapipe/objectron` (Apache-2.0): SSD on MobileNetV2, Open Images V4.
 * @throws GleanerError `model_not_found` when the package is not installed, `model_corrupt` when its form has changed
 */
export async function loadDetector(): Promise<TfliteModel> {
  return readTfliteModel(findTfliteModel(await readFile(locate(detectorFile))));
}

async function loadDefault(load: Loader): Promise<unknown> {
  const loaded = await load();
  return typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : loaded;
}

function locate(specifier: string): string {
  try {
    return packages.resolve(specifier);
  } catch (error) {
    throw new GleanerError("model_not_found", `The built-in model cannot be made: ${specifier} is not installed.`, {
      hint: "Run `npm ci` in the clone, or install the published package, which carries the model.",
      cause: error,
    });
  }
}

function changed(specifier: string, error: z.ZodError): GleanerError {
  return new GleanerError("model_corrupt", `${specifier} has an unexpected form: ${z.prettifyError(error)}`);
}
