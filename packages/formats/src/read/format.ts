import { GleanerError } from "@gleaner/schema";
import type { Source, SourceOptions } from "./source.ts";

/** One path that the user gave, resolved. */
export interface InputPath {
  /** As given. */
  given: string;
  /** Absolute real path, as text in the form of `fileNameText`. */
  file: string;
  isFolder: boolean;
}

/** A dataset format that can be read. */
export interface Format {
  name: string;
  /** What `--labels FILE` means to it, or null when it takes none. */
  labels: string | null;
  /** Says in a few words what in the paths shows that they are of this format, or null when they are not. */
  detect(paths: InputPath[]): Promise<string | null>;
  /** Opens the paths. `asked` is false when the format was detected, true when the user named it. */
  open(paths: InputPath[], options: SourceOptions, asked: boolean): Promise<Source>;
}

/** Refuses folders for a format whose datasets are single files. @throws GleanerError `unsupported_format` */
export function requireFiles(paths: InputPath[], format: string): void {
  const folder = paths.find((path) => path.isFolder);
  if (folder) {
    throw new GleanerError("unsupported_format", `${folder.given} is a folder, not a ${format} file.`, {
      hint: "Name the file inside it.",
    });
  }
}
