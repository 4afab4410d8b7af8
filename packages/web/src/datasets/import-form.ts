import type { RequestOf } from "@gleaner/schema";

export type ImportFormat = NonNullable<RequestOf<"import">["format"]>;

/** What the import dialog asks. */
export interface ImportForm {
  path: string;
  dataset: string;
  format: ImportFormat;
  split: string;
  tags: string;
  copy: boolean;
  /** Embed and index afterwards, so that search, map and curation work at once. */
  prepare: boolean;
}

export const emptyImport: ImportForm = {
  path: "",
  dataset: "",
  format: "auto",
  split: "",
  tags: "",
  copy: false,
  prepare: true,
};

export const importFormats: { value: ImportFormat; label: string; hint: string }[] = [
  { value: "auto", label: "Detect", hint: "Looks at the files and says what it found" },
  { value: "folder", label: "Folder of images", hint: "Names of sub-folders become labels" },
  { value: "csv", label: "CSV", hint: "One row an image, with a path column" },
  { value: "jsonl", label: "JSON Lines", hint: "One object an image, with a path field" },
  { value: "idx", label: "IDX", hint: "The files of MNIST and its kin" },
  { value: "coco", label: "COCO", hint: "Boxes and polygons in one JSON file" },
  { value: "yolo", label: "YOLO", hint: "A data.yaml and one text file an image" },
  { value: "voc", label: "Pascal VOC", hint: "One XML file an image" },
  { value: "cvat", label: "CVAT", hint: "annotations.xml of CVAT for images 1.1" },
  { value: "label-studio", label: "Label Studio", hint: "JSON export with its images" },
  { value: "huggingface", label: "Hugging Face", hint: "An image folder with a metadata file" },
  { value: "parquet", label: "Parquet", hint: "One row an image" },
];

/** A name for a dataset from the last part of its path: `/data/Street Photos/` -> `Street Photos`. */
export function nameFromPath(path: string): string {
  const last = path.split(/[/\\]/).findLast((part) => part !== "") ?? "";
  return last.replace(/\.(csv|jsonl|json|parquet|yaml|yml)$/i, "").slice(0, 200);
}

/** The request that a filled-in form stands for. */
export function importRequest(form: ImportForm): RequestOf<"import"> {
  const tags = form.tags.split(",").map((tag) => tag.trim());
  return {
    paths: [form.path.trim()],
    dataset: (form.dataset || nameFromPath(form.path)).trim(),
    format: form.format,
    split: form.split.trim() || undefined,
    tags: tags.filter(Boolean),
    copy: form.copy,
  };
}
