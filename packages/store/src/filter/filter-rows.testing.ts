import { evaluateFilter, type FilterRow, type FilterValue, type Operand, parseFilter } from "@gleaner/schema";
import { chosen, kept, rules, type WorldObject, type WorldSample } from "./filter-world.testing.ts";

/** A sample, or one of its objects, as the reference sees it in a space. */
export function worldRow(sample: WorldSample, space: number, object?: WorldObject): FilterRow {
  return {
    values: (operand) => valuesOf(operand, sample, space, object).filter((value) => value !== null),
    objects: () => (object ? [] : sample.objects.map((each) => worldRow(sample, space, each))),
    inSlice: (name) => inSlice(name, sample, object),
  };
}

function inSlice(name: string, sample: WorldSample, object?: WorldObject): boolean {
  if (name === "kept") return kept(sample);
  const objects = object ? [object] : sample.objects;
  if (name === "some objects") return objects.some(chosen);
  const rule = rules[name];
  const filter = parseFilter(rule.where, { unit: rule.unit });
  const inDatasets = rule.datasets.length === 0 || rule.datasets.includes(sample.dataset);
  const rows =
    rule.unit === "object" ? objects.map((each) => worldRow(sample, rule.space, each)) : [worldRow(sample, rule.space)];
  return inDatasets && rows.some((row) => evaluateFilter(filter, row));
}

type Stored = Exclude<Operand, { kind: "count" }>;

function valuesOf(operand: Stored, sample: WorldSample, space: number, object?: WorldObject): (FilterValue | null)[] {
  switch (operand.kind) {
    case "meta":
      return metadataOf(operand.name, sample);
    case "attribute":
      return [JSON.parse(object?.attributes ?? "{}")[operand.name] ?? null];
    case "function":
      return operand.name === "forklift"
        ? [sample.forklift]
        : (object ? [object] : sample.objects).map((each) => each.score);
    case "similar":
      return [sample.similarity];
    case "prediction":
      return [sample.predicted];
    case "field":
      return object
        ? (objectValues(operand.name, object) ?? sampleValues(operand.name, sample, space))
        : sampleValues(operand.name, sample, space);
  }
}

function metadataOf(name: string, sample: WorldSample): (FilterValue | null)[] {
  if (name === "camera") return [sample.camera];
  if (name === "temperature") return [sample.temperature];
  if (name === "indoors") return [sample.indoors];
  return name === "taken" && sample.taken ? [sample.taken, new Date(sample.taken)] : [];
}

function objectValues(name: string, object: WorldObject): (FilterValue | null)[] | null {
  switch (name) {
    case "id":
      return [object.id];
    case "class":
    case "label":
      return [object.class];
    case "source":
    case "label_source":
      return [object.source];
    case "confidence":
      return [object.confidence];
    case "area":
      return [object.area];
    case "x":
      return [object.x];
    case "y":
      return [object.y];
    case "box_width":
      return [object.width];
    case "box_height":
      return [object.height];
    default:
      return null;
  }
}

function sampleValues(name: string, sample: WorldSample, space: number): (FilterValue | null)[] {
  const scores = sample.scores.get(space);
  const values: Record<string, (FilterValue | null | undefined)[]> = {
    id: [sample.id],
    dataset: [sample.dataset],
    path: [sample.path],
    label: sample.labels,
    confidence: [sample.confidence],
    tags: sample.tags,
    split: [sample.split],
    width: [sample.width],
    height: [sample.height],
    aspect_ratio: [sample.width !== null && sample.height ? sample.width / sample.height : null],
    bytes: [sample.bytes],
    created_at: [sample.createdAt],
    objects: [sample.objects.length],
    dark: [sample.dark],
    cluster: [scores?.cluster],
    cluster_size: [scores?.cluster_size],
    nn_distance: [scores?.nn_distance],
    outlier: [scores?.outlier],
    typicality: [scores?.typicality],
    duplicate: [scores?.duplicate],
  };
  return (values[name] ?? []).map((value) => value ?? null);
}
