import type { SampleObject } from "@gleaner/schema";
import type { Draft, Finder, Scan } from "../scan.ts";
import { fingerprintOf, nothing } from "../scan.ts";
import { boxFaults } from "./box-rules.ts";
import { doubtfulCrops } from "./doubtful-crops.ts";
import { missingObjects } from "./missing-objects.ts";
import { disagreements } from "./predictions.ts";
import { type ShapeOutlier, shapeOutliers } from "./shape-outliers.ts";
import { lookIntoImages } from "./windows/look-into-images.ts";

const samplesAtOnce = 5000;

/** Boxes with their samples, in pieces so that a million of them need no million objects at once. */
interface BoxColumns {
  numbers: number[];
  samples: number[];
  classes: (string | null)[];
  /** Root of the share of the image, and width over height. */
  sizes: number[];
  ratios: number[];
}

/** What is wrong with boxes: by their geometry, by their crops, by what images alike have, and by the predictions of a model. */
export const boxFindings: Finder = {
  kind: "box",
  async fingerprint(scan) {
    const { workspace } = scan.context;
    const numbers = await objectNumbers(scan);
    if (numbers.length === 0) return fingerprintOf(scan.numbers);
    const { x, y, width, height } = await workspace.objects.columns(numbers);
    const { classes, indices } = await workspace.samples.classes(numbers);
    const sources = await workspace.samples.texts(numbers, "source");
    const index = await crops(scan);
    const space = await objectSpace(scan);
    return fingerprintOf(
      space ? await workspace.vectors.missing(space, numbers) : null,
      scan.numbers,
      scan.loaded?.index.id ?? null,
      index?.index.id ?? null,
      index?.index.fingerprint ?? null,
      scan.request.model ?? null,
      scan.request.windows ?? null,
      scan.request.seed,
      numbers,
      ...[x, y, width, height],
      classes,
      indices,
      sources,
    );
  },
  async find(scan) {
    const { numbers, context, work } = scan;
    if ((await objectNumbers(scan)).length === 0) return nothing();
    const drafts: Draft[] = [];
    const columns: BoxColumns = { numbers: [], samples: [], classes: [], sizes: [], ratios: [] };
    const predicted = disagreements(scan.request.model);
    for (let start = 0; start < numbers.length; start += samplesAtOnce) {
      work.check();
      const part = numbers.subarray(start, start + samplesAtOnce);
      const bySample = await context.workspace.objects.ofSamples(part);
      const images = await sizesOf(scan, part);
      for (const [sample, objects] of bySample) {
        const labels = objects.filter(isLabel);
        const image = images.get(sample) ?? { width: null, height: null };
        drafts.push(...geometryDrafts(sample, labels, image));
        for (const label of labels) collect(columns, sample, label, image);
        predicted.add(sample, labels, objects);
      }
    }
    const index = await crops(scan);
    const doubtful = index ? await doubtfulCrops(scan, index, new Set(columns.numbers)) : nothing();
    const looked = await lookIntoImages(scan, columns);
    return {
      drafts: [
        ...drafts,
        ...shapeDrafts(columns),
        ...predicted.drafts(),
        ...onceEach([...looked.drafts, ...doubtful.drafts, ...(await missingObjects(scan, columns))]),
      ],
      notes: [
        ...doubtful.notes,
        ...looked.notes,
        ...(index
          ? []
          : [
              "Crops that look like another class need an index of objects: gleaner embed and index with --unit object",
            ]),
      ],
    };
  },
};

/**
 * What pictures show comes first: a box that lies beside its object needs not be called background too, and a missing object whose place is
 * known not be told by the images alike.
 */
function onceEach(drafts: readonly Draft[]): Draft[] {
  const said = new Set<string>();
  return drafts.filter(({ issue, sample, object, suggested }) => {
    const question = issue === "background" || issue === "misplaced" ? `place ${object}` : null;
    const key = issue === "missing_object" ? `missing ${sample} ${suggested}` : question;
    if (key === null) return true;
    const isNew = !said.has(key);
    said.add(key);
    return isNew;
  });
}

/** What people and imports say; the rest are predictions. */
export const isLabel = ({ source }: Pick<SampleObject, "source">) => source === "human" || source === "import";

function objectNumbers({ context, datasets }: Scan): Promise<Int32Array> {
  return context.workspace.samples.numbers({ datasets: [...datasets], unit: "object" });
}

/** The space of the objects' crops; null where there is none. */
async function objectSpace({ context, request }: Scan): Promise<string | null> {
  const space = await context.workspace.spaces.find(request.objectSpace);
  return space?.unit === "object" ? space.name : null;
}

/** The index of the objects' crops; null without one. */
async function crops(scan: Scan) {
  const { context, datasets } = scan;
  const space = await objectSpace(scan);
  const index = space && (await context.indexes.latest(space, datasets));
  return space && index ? context.indexes.load(space, datasets) : null;
}

async function sizesOf({ context }: Scan, numbers: Int32Array) {
  const widths = await context.workspace.samples.values(numbers, "width");
  const heights = await context.workspace.samples.values(numbers, "height");
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  return new Map(
    Array.from(numbers, (number, at) => [number, { width: known(widths[at]), height: known(heights[at]) }]),
  );
}

function geometryDrafts(
  sample: number,
  labels: readonly SampleObject[],
  image: { width: number | null; height: number | null },
): Draft[] {
  const classOf = new Map(labels.map(({ number, class: name }) => [number, name]));
  return boxFaults(labels, image).map(({ issue, number, other, score, reason }) => ({
    kind: "box",
    issue,
    sample,
    object: number,
    relatedUnit: "object",
    score,
    label: classOf.get(number) ?? null,
    suggested: null,
    reason,
    related: other === null ? [] : [other],
    actions: ["delete", "accept", "ignore", "relabel"],
  }));
}

function collect(
  columns: BoxColumns,
  sample: number,
  { number, class: name, box }: SampleObject,
  { width, height }: { width: number | null; height: number | null },
): void {
  const [, , w, h] = box;
  columns.numbers.push(number);
  columns.samples.push(sample);
  columns.classes.push(name);
  columns.sizes.push(width && height ? Math.sqrt((w * h) / (width * height)) : Number.NaN);
  columns.ratios.push(h > 0 ? w / h : Number.NaN);
}

function shapeDrafts({ numbers, samples, classes, sizes, ratios }: BoxColumns): Draft[] {
  return shapeOutliers(classes, sizes, ratios).map(({ at, issue, deviations, score }) => ({
    kind: "box",
    issue,
    sample: samples[at],
    object: numbers[at],
    relatedUnit: "object",
    score,
    label: classes[at],
    suggested: null,
    reason: `${shapeWords(issue, deviations)} than usual for ${classes[at]}: ${Math.abs(deviations).toFixed(1)} robust deviations`,
    related: [],
    actions: ["accept", "delete", "relabel", "ignore"],
  }));
}

function shapeWords(issue: ShapeOutlier["issue"], deviations: number): string {
  if (issue === "size_outlier") return deviations > 0 ? "larger" : "smaller";
  return deviations > 0 ? "wider" : "taller";
}
