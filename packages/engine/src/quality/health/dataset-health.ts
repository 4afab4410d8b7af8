import type { DatasetHealth } from "@gleaner/schema";
import { measureNames } from "@gleaner/store";
import type { EngineContext, UseCase } from "../../context.ts";
import { fieldCodes } from "../../curate/field-codes.ts";
import { requireDatasets } from "../../datasets/datasets.ts";
import type { FieldValues } from "../../report/index.ts";
import { boxStatistics, classesOfObjects, labeledObjects } from "./boxes.ts";
import { classCounts, underrepresented } from "./classes.ts";
import { type Property, spuriousCorrelations } from "./correlations.ts";
import { metadataHealth } from "./metadata.ts";
import { semanticDistribution } from "./semantic.ts";

/** Fields with more values are no groups. */
const valuesAtMost = 100;
const imageProperties = ["width", "height", "aspect_ratio", "bytes", ...measureNames];

/**
 * What the samples of a view are like as a whole: classes by their sub-clusters, splits against each other, how well metadata is filled in,
 * class statistics, and properties that go together with the class.
 */
export const datasetHealth: UseCase<"datasetHealth"> = async (context, request, work) => {
  const { workspace } = context;
  const { datasets, where, slice, space } = request;
  await requireDatasets(context, datasets);
  const numbers = await workspace.samples.numbers({ datasets, where, slice, space });
  const objects = await labeledObjects(context, datasets, numbers);
  const own = await fieldCodes(context, numbers, "label", space);
  // Where only objects are labelled, a sample has the classes of its objects.
  const labels = own.names.length > 0 ? own : classesOfObjects(objects, numbers.length);
  const first = await workspace.samples.classes(numbers);
  const single = { names: first.classes, codes: first.indices };
  work.progress({ phase: "metadata", done: 0, total: 3 });
  const metadata = await metadataHealth(context, request, numbers);
  work.check();
  work.progress({ phase: "classes", done: 1, total: 3 });
  const groups = await groupFields(context, request, numbers);
  const properties = await numericProperties(context, request, numbers);
  const classes: DatasetHealth["classes"] = {
    ...classCounts(labels, numbers.length),
    boxes: boxStatistics(objects, request.classes),
    underrepresented: underrepresented(single, groups),
    correlations: spuriousCorrelations(single, properties, groups),
  };
  work.check();
  work.progress({ phase: "semantic", done: 2, total: 3 });
  const { semantic, notes } = await semanticPart(context, request, numbers);
  const crops = await semanticPart(context, { ...request, space: request.objectSpace }, objects.numbers);
  return { samples: numbers.length, semantic, objects: crops.semantic, metadata, classes, notes };
};

type Request = Parameters<typeof datasetHealth>[1];

/** Split, dataset, file format and text metadata with few enough values. */
async function groupFields(
  context: EngineContext,
  { datasets, space }: Request,
  numbers: Int32Array,
): Promise<FieldValues[]> {
  const keys = await context.workspace.samples.metadataKeys(datasets);
  const named = keys.filter(({ type }) => type === "text" || type === "boolean").map(({ key }) => `meta.${key}`);
  const fields: FieldValues[] = [];
  for (const field of ["dataset", "split", "format", ...named]) {
    const values = await fieldCodes(context, numbers, field, space);
    if (values.names.length > 1 && values.names.length <= valuesAtMost) fields.push(values);
  }
  return fields;
}

async function numericProperties(
  { workspace }: EngineContext,
  { datasets, space }: Request,
  numbers: Int32Array,
): Promise<Property[]> {
  const keys = await workspace.samples.metadataKeys(datasets);
  const named = keys.filter(({ type }) => type === "number").map(({ key }) => `meta.${key}`);
  const properties: Property[] = [];
  for (const field of [...imageProperties, ...named]) {
    properties.push({ field, values: await workspace.samples.values(numbers, field, { space }) });
  }
  return properties;
}

async function semanticPart(
  context: EngineContext,
  { datasets, space, classes, seed }: Request,
  numbers: Int32Array,
): Promise<{ semantic: DatasetHealth["semantic"]; notes: string[] }> {
  const { workspace, indexes } = context;
  if (numbers.length === 0) return { semantic: null, notes: [] };
  const index = (await workspace.spaces.find(space)) && (await indexes.latest(space, datasets));
  if (!index) {
    const names = datasets.length > 0 ? datasets.join(",") : "--all";
    return { semantic: null, notes: [`Sub-clusters and splits by content need an index: gleaner index ${names}`] };
  }
  const loaded = await indexes.load(space, datasets);
  const held = numbers.filter((number) => loaded.rowOf(number) >= 0);
  const { classes: names, indices } = await workspace.samples.classes(held);
  const semantic = await semanticDistribution({
    context,
    loaded,
    rows: held.map(loaded.rowOf),
    labels: { names, codes: indices },
    splits: await workspace.samples.texts(held, "split"),
    classes,
    seed,
  });
  const missing = numbers.length - held.length;
  return { semantic, notes: missing > 0 ? [`${missing} samples are not in the index yet.`] : [] };
}
