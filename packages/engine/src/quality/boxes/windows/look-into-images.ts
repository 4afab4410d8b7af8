import { type Box, boxSchema, GleanerError } from "@gleaner/schema";
import { countText } from "../../../report/index.ts";
import { type Discovery, type Draft, nothing, type Scan } from "../../scan.ts";
import { shareInside } from "../geometry.ts";
import { examplesOf } from "./examples.ts";
import type { ImageSize } from "./jitters.ts";
import { openKeptProbes } from "./kept-probes.ts";
import type { LabeledBoxes } from "./labeled-boxes.ts";
import { missingPlaces } from "./missing-places.ts";
import { badlyPlaced } from "./placement.ts";
import { openRegionVectors } from "./region-vectors.ts";

/** Labelled boxes with vectors from which something can be learned. */
const leastBoxes = 60;
/**
 * Windows that are looked at where nobody says how many: about as many as there are objects, so that looking costs what embedding them did;
 * in steps of 10,000, so that an object more does not move them all.
 */
const usualWindows = (objects: number): number => Math.min(40_000, 10_000 * Math.max(1, Math.ceil(objects / 10_000)));

/** Share of a window that a better place of a box covers, from which both show the same object. */
const sharedFrom = 0.2;

/** Labels, in pieces of one sample each; arrays are parallel. */
export interface Labels {
  numbers: readonly number[];
  samples: readonly number[];
  classes: readonly (string | null)[];
}

/**
 * What the images themselves say about boxes, without predictions: boxes beside their objects, and objects without a box. Needs vectors of
 * objects by a model that can be opened. Costs up to 3,000 crops of moved boxes, 16 for each suspicious box (at most 6,400) and the windows;
 * what was embedded once, and the probes that were fitted, are kept for the next time, so that after a few edits only the images in
 * question are embedded.
 */
export async function lookIntoImages(scan: Scan, labels: Labels): Promise<Discovery> {
  const { context, request, datasets, work } = scan;
  const { workspace, models } = context;
  const most = request.windows ?? usualWindows(labels.numbers.length);
  const space = await workspace.spaces.find(request.objectSpace);
  if (most === 0 || space?.unit !== "object") return nothing();
  const present = new Set(await workspace.vectors.present(space.name, Int32Array.from(labels.numbers)));
  if (present.size < leastBoxes) return nothing();
  const embedder = await models.openFor(space).catch((error: unknown) => GleanerError.from(error));
  if (!embedder || embedder instanceof GleanerError) {
    const why = embedder ? embedder.message : "its vectors were imported";
    return nothing(
      `Badly placed and missing boxes were not looked for: the model of space ${space.name} is needed (${why}).`,
    );
  }
  const sizes = await sizesOf(scan);
  const { labeled, boxes } = await boxesOf(scan, labels, present, sizes, space.name);
  const regions = await openRegionVectors(context, embedder, space, datasets, work);
  const kept = await openKeptProbes(workspace, [datasets, space.name, space.modelHash, most], labeled);
  let isStopped = true;
  let misplaced: Draft[];
  let missing: Discovery;
  try {
    const examples = await examplesOf(context, labeled, regions);
    misplaced = await badlyPlaced(scan, labeled, examples, regions, kept);
    missing = await missingPlaces(scan, labeled, examples, regions, kept, { sizes, boxes }, most);
    await kept.keep();
    isStopped = false;
  } finally {
    await regions.keep(isStopped);
  }
  const left = labels.numbers.length - present.size;
  return {
    drafts: [...misplaced, ...missing.drafts.filter((draft) => !misplaced.some((other) => isSame(draft, other)))],
    notes: [
      ...missing.notes,
      ...(left > 0 ? [`${countText(left)} objects have no vector yet: gleaner embed --unit object`] : []),
    ],
  };
}

/** Whether an object seems to be missing because its box lies beside it: the better place of that box is there. */
function isSame({ sample, box }: Draft, other: Draft): boolean {
  if (sample !== other.sample) return false;
  const [place, better] = [boxSchema.safeParse(box), boxSchema.safeParse(other.box)];
  return place.success && better.success && shareInside(place.data, better.data) > sharedFrom;
}

async function sizesOf({ context, numbers }: Scan): Promise<Map<number, ImageSize>> {
  const widths = await context.workspace.samples.values(numbers, "width");
  const heights = await context.workspace.samples.values(numbers, "height");
  const sizes = new Map<number, ImageSize>();
  numbers.forEach((number, at) => {
    if (widths[at] > 0 && heights[at] > 0) sizes.set(number, { width: widths[at], height: heights[at] });
  });
  return sizes;
}

/** The labelled boxes that have vectors, and all labelled boxes by sample. */
async function boxesOf(
  { context }: Scan,
  labels: Labels,
  present: ReadonlySet<number>,
  sizes: ReadonlyMap<number, ImageSize>,
  space: string,
): Promise<{ labeled: LabeledBoxes; boxes: Map<number, Box[]> }> {
  const columns = await context.workspace.objects.columns(Int32Array.from(labels.numbers));
  const className = new Map(labels.numbers.map((number, at) => [number, labels.classes[at]]));
  const classes = [...new Set(labels.classes.filter((name) => name !== null))].sort();
  const codes = new Map(classes.map((name, code) => [name, code]));
  const all = Array.from(
    columns.numbers,
    (_, at): Box => [columns.x[at], columns.y[at], columns.width[at], columns.height[at]],
  );
  const boxes = new Map<number, Box[]>();
  all.forEach((box, at) => {
    const own = boxes.get(columns.samples[at]);
    if (own) own.push(box);
    else boxes.set(columns.samples[at], [box]);
  });
  const rows = [...columns.numbers.keys()].filter((at) => present.has(columns.numbers[at]));
  const numbers = Int32Array.from(rows, (at) => columns.numbers[at]);
  const labeled: LabeledBoxes = {
    space,
    numbers,
    samples: Int32Array.from(rows, (at) => columns.samples[at]),
    codes: numbers.map((number) => codes.get(className.get(number) ?? "") ?? -1),
    classes,
    boxes: rows.map((at) => all[at]),
    sizes,
  };
  return { labeled, boxes };
}
