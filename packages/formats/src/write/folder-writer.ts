import type { DatasetWriter, ExportSample } from "./export-sample.ts";
import { imageParts } from "./image-parts.ts";

/** One folder a class, `unlabeled` for samples without one; a sample with several labels lies in the folder of the first. */
export class FolderWriter implements DatasetWriter {
  imagePath(sample: ExportSample): string[] {
    return [sample.labels[0] ?? "unlabeled", imageParts(sample).at(-1) ?? sample.id];
  }

  async add(): Promise<void> {}

  async finish(): Promise<number> {
    return 0;
  }
}
