import { z } from "zod";
import { GleanerError } from "./errors.ts";

/** A rectangle of an upright image in pixels: left, top, width, height. It may be fractional, and reach over the edges. */
export const boxSchema = z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()]);
export type Box = z.infer<typeof boxSchema>;

/** A picture to search by: base64 of an image file, alone or with the region that is meant. */
export const imageAnchorSchema = z.union([z.string().min(1), z.object({ data: z.string().min(1), box: boxSchema })]);
export type ImageAnchor = z.infer<typeof imageAnchorSchema>;

/** Something with the region of it that is meant; null: all of it. */
export interface RegionOf {
  subject: string;
  box: Box | null;
}

/**
 * Reads `SUBJECT` or `SUBJECT@left,top,width,height`, the form in which a sample or a file with a region is named.
 * @throws GleanerError `bad_request` for a region without an area
 */
export function parseRegion(text: string): RegionOf {
  const [, subject, numbers] = /^(.+)@(-?[\d.]+(?:,-?[\d.]+){3})$/s.exec(text) ?? [];
  if (subject === undefined) return { subject: text, box: null };
  const box = boxSchema.safeParse(numbers.split(",").map(Number));
  if (box.success) return { subject, box: box.data };
  throw new GleanerError("bad_request", `The region ${numbers} has no area.`, {
    hint: "It is left,top,width,height in pixels, such as 40,60,128,128.",
    details: { region: numbers },
  });
}

/** Writes what {@link parseRegion} reads. */
export function printRegion({ subject, box }: RegionOf): string {
  return box ? `${subject}@${box.join(",")}` : subject;
}
