import { createHash } from "node:crypto";
import { GleanerError, type ImageAnchor, parseRegion, printRegion, type Space } from "@gleaner/schema";
import type { ExampleInput } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import { anchorKinds, imageVectors, sampleVectors, textVectors } from "../search/similarity.ts";

/** What a person points at. */
export interface ExampleRequest {
  samples: readonly string[];
  objects: readonly string[];
  images: readonly ImageAnchor[];
  text?: string;
}

/**
 * Makes examples with their vectors in a space, in the order samples, images, text; each once.
 * @throws GleanerError `sample_not_found`, `object_not_found`, `not_embedded` naming the space that has a vector, `no_text_tower`,
 * `unreadable_image`, `bad_request` for an example without a direction
 */
export async function makeExamples(
  context: EngineContext,
  space: Space,
  { samples, objects, images, text }: ExampleRequest,
): Promise<ExampleInput[]> {
  const ids = [...new Set([...samples, ...objects].map((anchor) => printRegion(parseRegion(anchor))))];
  for (const id of objects) await context.workspace.objects.get(id);
  const kinds = await anchorKinds(context, ids);
  const ofSamples = await sampleVectors(context, space, ids);
  const ofImages = await imageVectors(context, space, images);
  const texts = text === undefined ? [] : [text];
  const ofTexts = await textVectors(context, space, texts);
  const row = (vectors: Float32Array, at: number) => vectors.slice(at * space.dimension, (at + 1) * space.dimension);
  const made = [
    ...ids.map(
      (id, at): ExampleInput => ({
        id,
        kind: kinds[at],
        text: null,
        vector: row(ofSamples, at),
      }),
    ),
    ...images.map((_, at): ExampleInput => {
      const vector = row(ofImages, at);
      return { id: nameOf("image", vector), kind: "image", text: null, vector };
    }),
    ...texts.map((words, at): ExampleInput => {
      const vector = row(ofTexts, at);
      return { id: nameOf("text", vector), kind: "text", text: words, vector };
    }),
  ];
  const blank = made.find(({ vector }) => vector.every((value) => value === 0));
  if (blank) {
    throw new GleanerError("bad_request", `The vector of ${blank.id} is all zero, so nothing can be like it.`, {
      hint: "Choose another example.",
      details: { id: blank.id },
    });
  }
  return [...new Map(made.map((example) => [example.id, example])).values()];
}

/** The same image or text has the same name. */
function nameOf(kind: string, vector: Float32Array): string {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return `${kind}-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}`;
}

/** @throws GleanerError `bad_request` for an example on both sides, or none to look for */
export function checkExamples(positives: readonly ExampleInput[], negatives: readonly ExampleInput[]): void {
  if (positives.length === 0) {
    throw new GleanerError("bad_request", "A function needs an example to look for.", {
      hint: "Give --sample ID, --image FILE or --text WORDS.",
    });
  }
  const both = positives.find(({ id }) => negatives.some((other) => other.id === id));
  if (!both) return;
  throw new GleanerError("bad_request", `${both.id} can't be an example and a counter-example at once.`, {
    details: { id: both.id },
  });
}
