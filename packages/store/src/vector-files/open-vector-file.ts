import { GleanerError } from "@gleaner/schema";
import { statOrNull } from "../workspace/files.ts";
import { openArrowFile } from "./arrow-file.ts";
import { openNpyFile } from "./npy-file.ts";
import { openTableFile } from "./table-file.ts";
import { corruptFile, type VectorFile } from "./vector-file.ts";

/** A format of vector files by the ending of their names. */
export type VectorFormat = "npy" | "parquet" | "arrow" | "csv";

const endings: Record<string, VectorFormat> = {
  npy: "npy",
  parquet: "parquet",
  pq: "parquet",
  arrow: "arrow",
  ipc: "arrow",
  feather: "arrow",
  csv: "csv",
  tsv: "csv",
};

/** Formats that run code when they are read; no reader for them exists here. */
const pickled = new Set(["pt", "pth", "pkl", "pickle", "npz", "joblib"]);

/** The format that a file name's ending stands for. Throws `unsupported_or_corrupt` for pickle and `unsupported_format` for others. */
export function vectorFormatOf(file: string): VectorFormat {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1].toLowerCase() ?? "";
  const format = Object.hasOwn(endings, ending) ? endings[ending] : undefined;
  if (format) return format;
  if (pickled.has(ending)) throw corruptFile(file, `.${ending} files can hold code and are never opened`);
  throw new GleanerError("unsupported_format", `Vector files end in ${Object.keys(endings).join(", ")}: ${file}`, {
    details: { path: file },
  });
}

/** Opens a vector file and finds its shape. Throws `path_not_found`, `unsupported_or_corrupt`, `unsupported_format`, `vector_ids`. */
export async function openVectorFile(file: string): Promise<VectorFile> {
  const format = vectorFormatOf(file);
  if (!(await statOrNull(file))) {
    throw new GleanerError("path_not_found", `There is no file ${file}.`, { details: { path: file } });
  }
  switch (format) {
    case "npy":
      return openNpyFile(file);
    case "arrow":
      return openArrowFile(file);
    default:
      return openTableFile(file, format);
  }
}
