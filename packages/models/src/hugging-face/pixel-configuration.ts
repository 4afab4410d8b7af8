import { GleanerError } from "@gleaner/schema";
import { z } from "zod";
import type { PartInput, Preprocessing } from "../model.ts";

const side = z.number().int().positive().max(4096);
const rectangle = z.object({ height: side, width: side });
const triple = z.tuple([z.number(), z.number(), z.number()]);

/** `preprocessor_config.json` of an image model, as far as it decides the pixels. */
export const preprocessorSchema = z.object({
  size: z.union([side, rectangle, z.object({ shortest_edge: side })]).default(224),
  do_center_crop: z.boolean().default(false),
  crop_size: z.union([side, rectangle]).nullish(),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: triple.default([0.5, 0.5, 0.5]),
  image_std: triple.default([0.5, 0.5, 0.5]),
});

/** What a model's folder says about pixels, in our terms. */
export interface PixelConfiguration {
  inputSize: number;
  preprocessing: Preprocessing;
  mean: PartInput["mean"];
  std: PartInput["std"];
}

/**
 * Reads how a model wants its pixels. Resizing is always cubic, whatever the file says.
 * @throws GleanerError `model_corrupt` when the model takes no squares
 */
export function pixelConfiguration(config: z.infer<typeof preprocessorSchema>, file: string): PixelConfiguration {
  const { size, crop_size: crop, rescale_factor: factor, do_normalize: normalizes } = config;
  const cropped = config.do_center_crop ? squareSide(crop ?? edgeOf(size), file) : null;
  const inputSize =
    cropped ?? squareSide(typeof size === "object" && "shortest_edge" in size ? edgeOf(size) : size, file);
  const background: Preprocessing["background"] = [255, 255, 255];
  // A value is byte * factor; ours is byte / 255.
  const unit = 255 * factor;
  const scaled = ([r, g, b]: readonly [number, number, number]): [number, number, number] => [
    r / unit,
    g / unit,
    b / unit,
  ];
  const [mean, std] = normalizes
    ? [scaled(config.image_mean), scaled(config.image_std)]
    : [scaled([0, 0, 0]), scaled([1, 1, 1])];
  if (cropped === null) return { inputSize, preprocessing: { fit: "stretch", background }, mean, std };
  const edge = Math.max(cropped, edgeOf(size));
  return { inputSize, preprocessing: { fit: "crop", edge, background }, mean, std };
}

type Size = z.infer<typeof preprocessorSchema>["size"];

/** Length of the shorter side after resizing. */
function edgeOf(size: Size): number {
  if (typeof size === "number") return size;
  return "shortest_edge" in size ? size.shortest_edge : Math.min(size.height, size.width);
}

function squareSide(size: number | { height: number; width: number }, file: string): number {
  if (typeof size === "number") return size;
  if (size.height === size.width) return size.height;
  throw new GleanerError(
    "model_corrupt",
    `${file} asks for ${size.width} x ${size.height} pixels, which is no square.`,
    {
      details: { file },
    },
  );
}
