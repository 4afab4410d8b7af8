import { readFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { z } from "zod";

const colour = z.number().int().min(0).max(255);
const triple = z.tuple([z.number(), z.number(), z.number()]);
const spread = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

/**
 * What a user writes beside an ONNX file of their own: `NAME.json` next to `NAME.onnx`. Only `dimension` must be there;
 * the defaults are those of most exported vision models, except for `mean` and `std` (0 and 1).
 */
export const descriptionSchema = z.strictObject({
  /** Shown in lists and stored with the space; default: the file's name without its ending. */
  id: z.string().min(1).optional(),
  title: z.string().optional(),
  /** Length of the vectors. */
  dimension: z.number().int().positive(),
  /** Side of the square of pixels that the graph takes. */
  size: z.number().int().positive().max(4096).default(224),
  /** `stretch` scales both sides to the square, `crop` scales the shorter one and keeps the middle. */
  fit: z.enum(["stretch", "crop"]).default("stretch"),
  /** Colour under transparent pictures. */
  background: z.tuple([colour, colour, colour]).default([255, 255, 255]),
  input: z
    .strictObject({
      /** Tensor name; null: the graph's first input. */
      name: z.string().nullable().default(null),
      type: z.enum(["float32", "uint8"]).default("float32"),
      order: z.enum(["NCHW", "NHWC"]).default("NCHW"),
      colors: z.enum(["RGB", "BGR"]).default("RGB"),
      /** float32 only: value = (byte / 255 - mean) / std. */
      mean: triple.default([0, 0, 0]),
      std: spread.default([1, 1, 1]),
    })
    .prefault({}),
  output: z
    .strictObject({
      /** Tensor name; null: the graph's first output. */
      name: z.string().nullable().default(null),
      /** For `N x tokens x d` tensors: the first token or the mean of all; `none` for `N x d`. */
      pooling: z.enum(["none", "first-token", "mean-token"]).default("none"),
    })
    .prefault({}),
  /** Whether the vector is L2-normalised before it joins others in a combination; a single model's always is. */
  normalize: z.boolean().default(true),
  /** Expected SHA-256 of the ONNX file; checked when it is there. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")
    .optional(),
  licence: z.string().default("unknown"),
  source: z.string().default(""),
});
export type ModelDescription = z.infer<typeof descriptionSchema>;

/** The description file of an ONNX file. */
export function descriptionFile(onnxFile: string): string {
  return join(dirname(onnxFile), `${basename(onnxFile, extname(onnxFile))}.json`);
}

/**
 * Reads the description beside an ONNX file.
 * @throws GleanerError `model_not_found` when there is none, `model_corrupt` with the fields at fault when it is wrong
 */
export async function readDescription(onnxFile: string): Promise<ModelDescription> {
  const file = descriptionFile(onnxFile);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new GleanerError("model_not_found", `The model ${onnxFile} needs a description; ${file} cannot be read.`, {
      hint: 'It holds at least the length of the vectors: {"dimension": 384}. The reference lists the other fields.',
      details: { file },
      cause: error,
    });
  });
  const parsed = descriptionSchema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  throw new GleanerError("model_corrupt", `The description ${file} is wrong: ${z.prettifyError(parsed.error)}`, {
    details: { file, fields: parsed.error.issues.map(({ path }) => path.join(".")) },
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GleanerError("model_corrupt", `The description ${file} is not JSON.`, {
      details: { file },
      cause: error,
    });
  }
}
