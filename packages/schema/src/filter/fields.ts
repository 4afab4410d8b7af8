import type { Unit } from "../entities.ts";

/** The type of a field; a `text-list` field fulfils a condition when any of its texts does. */
export type FieldType = "text" | "number" | "boolean" | "date" | "text-list";

/** One field of the filter language. */
export interface FilterField {
  /** snake_case; camelCase is accepted in filter text. */
  readonly name: string;
  readonly type: FieldType;
  /** Which rows have it. An object has the fields of its sample too, where they say `both`. */
  readonly appliesTo: Unit | "both";
  /** One line for the reference and for completions. */
  readonly doc: string;
}

/** Every field of the filter language but metadata, which is written `meta.NAME`. */
export const filterFields = [
  { name: "id", type: "text", appliesTo: "both", doc: "Id of the sample, or of the object." },
  { name: "dataset", type: "text", appliesTo: "both", doc: "Name of the dataset." },
  { name: "path", type: "text", appliesTo: "both", doc: "Path relative to the import root." },
  { name: "kind", type: "text", appliesTo: "both", doc: 'What the sample is: "image", "text" or "frame".' },
  { name: "label", type: "text", appliesTo: "both", doc: "Current class; a multi-label sample matches by any of its." },
  { name: "label_source", type: "text", appliesTo: "both", doc: 'Who set the label: "human" or "import".' },
  { name: "confidence", type: "number", appliesTo: "both", doc: "Confidence of the label, 0 to 1." },
  { name: "tags", type: "text-list", appliesTo: "both", doc: 'Free words on the sample: "night" in tags.' },
  { name: "split", type: "text", appliesTo: "both", doc: "train, val, test or any other split name." },
  { name: "width", type: "number", appliesTo: "both", doc: "Width of the image in pixels." },
  { name: "height", type: "number", appliesTo: "both", doc: "Height of the image in pixels." },
  { name: "aspect_ratio", type: "number", appliesTo: "both", doc: "Width over height of the image." },
  { name: "format", type: "text", appliesTo: "both", doc: "File format: jpeg, png, webp, ..." },
  { name: "bytes", type: "number", appliesTo: "both", doc: "Size of the file in bytes." },
  { name: "content_hash", type: "text", appliesTo: "both", doc: "Hash of the file's bytes." },
  { name: "created_at", type: "date", appliesTo: "both", doc: "When the sample was first imported (UTC)." },
  { name: "objects", type: "number", appliesTo: "sample", doc: "Number of annotated objects in the sample." },
  { name: "dark", type: "number", appliesTo: "both", doc: "Quality, 0 (too dark) to 1." },
  { name: "light", type: "number", appliesTo: "both", doc: "Quality, 0 (too light) to 1." },
  { name: "blurry", type: "number", appliesTo: "both", doc: "Quality, 0 (blurred) to 1." },
  { name: "low_information", type: "number", appliesTo: "both", doc: "Quality, 0 (nearly empty) to 1." },
  { name: "grayscale", type: "number", appliesTo: "both", doc: "0 for a picture without colour, else 1." },
  { name: "odd_aspect_ratio", type: "number", appliesTo: "both", doc: "Quality, 0 (unusual shape) to 1." },
  { name: "odd_size", type: "number", appliesTo: "both", doc: "Quality, 0 (unusual size) to 1." },
  { name: "cluster", type: "number", appliesTo: "both", doc: "Cluster at the index's stored level." },
  { name: "cluster_size", type: "number", appliesTo: "both", doc: "Members of the cluster; 2 or fewer: an edge case." },
  { name: "nn_distance", type: "number", appliesTo: "both", doc: "Cosine distance to the nearest neighbour, 0 to 2." },
  {
    name: "labeled_distance",
    type: "number",
    appliesTo: "both",
    doc: "Cosine distance to the nearest labelled sample, 0 to 2; high: like nothing labelled.",
  },
  { name: "outlier", type: "number", appliesTo: "both", doc: "Outlier score; higher is stranger." },
  { name: "typicality", type: "number", appliesTo: "both", doc: "How densely the neighbourhood is filled." },
  {
    name: "duplicate",
    type: "boolean",
    appliesTo: "both",
    doc: "True where another sample, which is nearly the same, stands for it.",
  },
  { name: "class", type: "text", appliesTo: "object", doc: "Class of the object." },
  { name: "source", type: "text", appliesTo: "object", doc: 'Who drew the object: "human", "import" or a model.' },
  {
    name: "area",
    type: "number",
    appliesTo: "object",
    doc: "Area of the object's box as a share of the image, 0 to 1.",
  },
  { name: "x", type: "number", appliesTo: "object", doc: "Left edge of the box in pixels." },
  { name: "y", type: "number", appliesTo: "object", doc: "Top edge of the box in pixels." },
  { name: "box_width", type: "number", appliesTo: "object", doc: "Width of the box in pixels." },
  { name: "box_height", type: "number", appliesTo: "object", doc: "Height of the box in pixels." },
] as const satisfies readonly FilterField[];

/** The canonical name of a field. */
export type FieldName = (typeof filterFields)[number]["name"];

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const bySpelling = new Map(filterFields.flatMap((field) => [field.name, camelCase(field.name)].map((s) => [s, field])));

/** The field of that name in snake_case or camelCase, or undefined. */
export function fieldNamed(name: string): (FilterField & { readonly name: FieldName }) | undefined {
  return bySpelling.get(name);
}

/** True where rows of the unit have the field. */
export function fieldAppliesTo(field: FilterField, unit: Unit): boolean {
  return field.appliesTo === "both" || field.appliesTo === unit;
}
