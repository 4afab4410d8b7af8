import { functionOfField } from "../functions/function-rule.ts";

const names: Record<string, string> = {
  dataset: "Dataset",
  label: "Label",
  label_source: "Label source",
  tags: "Tags",
  split: "Split",
  kind: "Kind",
  width: "Width",
  height: "Height",
  aspect_ratio: "Aspect ratio",
  format: "Format",
  bytes: "File size",
  created_at: "Imported",
  objects: "Objects",
  confidence: "Label confidence",
  area: "Share of the image",
  box_width: "Box width",
  box_height: "Box height",
  x: "Left edge",
  y: "Top edge",
  cluster: "Cluster",
  cluster_size: "Cluster size",
  nn_distance: "Distance to nearest",
  outlier: "Outlier score",
  typicality: "Typicality",
  duplicate: "Near duplicate",
  dark: "Darkness check",
  light: "Brightness check",
  blurry: "Sharpness",
  low_information: "Information",
  grayscale: "Colour",
  odd_aspect_ratio: "Usual shape",
  odd_size: "Usual size",
};

/** A field's name for people. */
export function fieldLabel(field: string): string {
  const saved = functionOfField(field);
  if (saved !== null) return `Function ${saved}`;
  if (field.startsWith("meta.")) return field.slice("meta.".length);
  return names[field] ?? field.replace(/_/g, " ").replace(/^./, (letter) => letter.toUpperCase());
}

/** One value of a field for people; null is a missing value. */
export function valueLabel(field: string, value: string | null): string {
  if (value === null) return field === "label" ? "No label" : field === "tags" ? "No tag" : "None";
  if (field === "duplicate") return value === "true" ? "Yes" : "No";
  return value === "" ? "(empty)" : value;
}
