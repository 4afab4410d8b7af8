import type { Box } from "@gleaner/schema";
import { countText } from "../../../report/index.ts";
import { type Discovery, type Draft, nothing, type Scan } from "../../scan.ts";
import { shareInside } from "../geometry.ts";
import type { Examples } from "./examples.ts";
import type { ImageSize } from "./jitters.ts";
import type { KeptProbes } from "./kept-probes.ts";
import { finiteRows, judgeByFold, type LabeledBoxes, probesByFold, rowsOf, stacked } from "./labeled-boxes.ts";
import type { ImagePart, RegionVectors } from "./region-vectors.ts";
import { stableOrder } from "./stable-sample.ts";
import { freeWindows, windowSides, windowsOf } from "./window-grid.ts";

/** A moved box still shows its object from this overlap on. */
const showsFrom = 0.35;
/** Crops of labelled boxes that are learned from at most. */
const mostCrops = 10_000;
/** Windows that share this much of one of them show the same object. */
const sameFrom = 0.4;
/** Scores from which a window is a finding. */
const leastScore = 0.4;

/** Images with the boxes that people and imports say are in them. */
export interface LookedAt {
  sizes: ReadonlyMap<number, ImageSize>;
  /** By sample, of all labels, embedded or not. */
  boxes: ReadonlyMap<number, readonly Box[]>;
}

/**
 * Places that look like an object that nobody labelled. Windows of the sizes of the dataset's boxes, where there is no box, are embedded as
 * objects are and compared with crops of labelled boxes: a probe over the classes and "background" learns from crops, crops moved a little,
 * and the windows themselves as background, since nearly all of them are (learning from positive and unlabelled examples, Elkan & Noto
 * 2008); each image is judged by a probe that has not seen it. Windows that overlap are one place.
 * @param most windows that are embedded at most: above that a part of the images is looked at, and a note says so
 */
export async function missingPlaces(
  scan: Scan,
  labeled: LabeledBoxes,
  examples: Examples,
  regions: RegionVectors,
  kept: KeptProbes,
  { sizes, boxes }: LookedAt,
  most: number,
): Promise<Discovery> {
  const sides = windowSides(labeled.boxes.map((box, at) => sizeOf(box, labeled.sizes.get(labeled.samples[at]))));
  const windows: ImagePart[] = [];
  let images = 0;
  for (const sample of stableOrder(sizes.keys())) {
    const size = sizes.get(sample);
    if (!size) continue;
    const free = freeWindows(windowsOf(size, sides), boxes.get(sample) ?? []);
    if (windows.length + free.length > most) break;
    images++;
    windows.push(...free.map((box) => ({ sample, box })));
  }
  if (windows.length === 0) return nothing();
  const vectors = await regions.of(windows, "look for objects");
  const known = finiteRows(vectors, regions.dimension);
  const sampleOf = (row: number) => windows[row].sample;
  const background = labeled.classes.length;
  const probes = await kept.of("presence", async () => {
    const crops = await cropsOf(scan, labeled, examples);
    const lesson = {
      dimension: regions.dimension,
      vectors: stacked(crops.vectors, rowsOf(vectors, regions.dimension, known)),
      labels: Int32Array.from([...crops.labels, ...known.map(() => background)]),
      samples: [...crops.samples, ...known.map(sampleOf)],
    };
    return probesByFold(lesson, background + 1, scan);
  });
  const seen: SeenWindow[] = [];
  const judged = { vectors, dimension: regions.dimension, rows: known };
  await judgeByFold(probes, judged, sampleOf, scan, (row, beliefs) => seen.push({ ...windows[row], beliefs }));
  const isPart = images < sizes.size;
  const notes = isPart
    ? [
        `Missing objects were looked for in ${countText(images)} of ${countText(sizes.size)} images (${countText(windows.length)} windows); --windows looks at more.`,
      ]
    : [];
  const drafts = [...Map.groupBy(seen, ({ sample }) => sample).values()].flatMap((own) => draftsOf(own, labeled));
  return { drafts, notes };
}

const sizeOf = ([, , width, height]: Box, image: ImageSize | undefined): number =>
  image ? Math.sqrt((width * height) / (image.width * image.height)) : Number.NaN;

/** Crops of labelled boxes, and of those that were moved but still show their object, with their classes. */
async function cropsOf({ context }: Scan, labeled: LabeledBoxes, { of, overlaps, vectors, dimension }: Examples) {
  const { numbers, samples, codes, space } = labeled;
  const position = new Map(Array.from(numbers, (number, at) => [number, at]));
  const own = stableOrder(numbers)
    .flatMap((number) => position.get(number) ?? [])
    .filter((at) => codes[at] >= 0)
    .slice(0, mostCrops);
  const moved = [...of.keys()].filter((row) => overlaps[row] < 1 && overlaps[row] >= showsFrom && codes[of[row]] >= 0);
  const places = [...own, ...moved.map((row) => of[row])];
  return {
    vectors: stacked(
      await context.workspace.vectors.read(
        space,
        own.map((at) => numbers[at]),
      ),
      rowsOf(vectors, dimension, moved),
    ),
    labels: places.map((at) => codes[at]),
    samples: places.map((at) => samples[at]),
  };
}

interface SeenWindow extends ImagePart {
  /** Of each class, then of the background. */
  beliefs: Float32Array;
}

/** The places of one image: the window that looks most like an object, with all that show the same. */
function draftsOf(windows: readonly SeenWindow[], { classes }: LabeledBoxes): Draft[] {
  const isObject = ({ beliefs }: SeenWindow) => 1 - beliefs[classes.length];
  const drafts = new Map<number, Draft>();
  const open = new Set(windows.toSorted((a, b) => isObject(b) - isObject(a)));
  for (const window of open) {
    const same = [...open].filter(
      ({ box }) => shareInside(box, window.box) > sameFrom || shareInside(window.box, box) > sameFrom,
    );
    for (const each of same) open.delete(each);
    const { code, share } = classOf(same, classes.length, isObject);
    const score = isObject(window) * Math.sqrt(share);
    if (score < leastScore || drafts.has(code)) continue;
    drafts.set(code, {
      kind: "box",
      issue: "missing_object",
      sample: window.sample,
      score,
      label: null,
      suggested: classes[code],
      reason: `there is no box here, but it looks like an object (${Math.round(100 * isObject(window))} %), most like ${classes[code]}`,
      related: [],
      box: [...window.box],
      actions: ["merge", "accept", "ignore"],
    });
  }
  return [...drafts.values()];
}

/** The class that some windows together look most like, and its share among the classes. */
function classOf(windows: readonly SeenWindow[], count: number, isObject: (window: SeenWindow) => number) {
  const sums = new Float64Array(count);
  for (const window of windows) for (let c = 0; c < count; c++) sums[c] += isObject(window) * window.beliefs[c];
  const code = sums.reduce((best, value, c) => (value > sums[best] ? c : best), 0);
  return { code, share: sums[code] / sums.reduce((total, value) => total + value, 0) };
}
