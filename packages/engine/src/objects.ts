import { boundingBox } from "@gleaner/formats";
import { GleanerError } from "@gleaner/schema";
import type { UseCase } from "./context.ts";

export const getObject: UseCase<"getObject"> = ({ workspace }, { id }) => workspace.objects.detail(id);

export const objectsOfSamples: UseCase<"objectsOfSamples"> = async ({ workspace }, { samples }) => {
  const numbers = await workspace.samples.idsToNumbers(samples);
  return { objects: [...(await workspace.objects.ofSamples(numbers)).values()].flat() };
};

/** Draws an object. Where its dataset has vectors of objects, its crop is embedded in the background. */
export const addObject: UseCase<"addObject"> = async ({ workspace, renewal, actor }, request) => {
  const { sample, class: className, polygons, attributes } = request;
  const box = request.box ?? (polygons ? boundingBox(polygons) : null);
  if (box === null) throw new GleanerError("bad_request", "An object needs a box or polygons.");
  const { id, number } = await workspace.objects.add(
    sample,
    { class: className, box, polygons, attributes },
    { actor },
  );
  renewal.changed([number]);
  return workspace.objects.detail(id);
};

/** Changes an object. Vectors of an old box are no longer used from here on; the new crop is embedded in the background. */
export const editObject: UseCase<"editObject"> = async ({ workspace, renewal, actor }, { id, ...changes }) => {
  const { class: className, attributes } = changes;
  // A shape and its box change together, so that they never contradict each other.
  const polygons = changes.polygons ?? (changes.box || changes.polygons === null ? null : undefined);
  const box = changes.box ?? (changes.polygons ? boundingBox(changes.polygons) : undefined);
  const { number } = await workspace.objects.edit(id, { class: className, box, polygons, attributes }, { actor });
  renewal.changed([number]);
  return workspace.objects.detail(id);
};

export const deleteObject: UseCase<"deleteObject"> = async ({ workspace, actor }, { id }) => {
  const { number } = await workspace.objects.get(id);
  return { deleted: await workspace.objects.delete([number], { actor }), dryRun: false };
};

/** The error for work on objects where there are none. */
export function noObjects(): GleanerError {
  return new GleanerError("empty_selection", "There are no objects among the samples that were asked for.", {
    hint: "Import a data set with boxes, draw some, or leave out --unit object.",
  });
}
