import { join } from "node:path";
import { unstoredObject } from "../read/stored-object.ts";
import type { DatasetWriter, ExportObject, ExportSample } from "./export-sample.ts";
import { imageParts } from "./image-parts.ts";
import { TextFile } from "./text-file.ts";

/** An object in the form that `readObject` takes; fields that say nothing are left out. */
export function objectJson(object: ExportObject): Record<string, unknown> {
  const { label, box, polygons, confidence, source, crowd, sourceId, attributes } = unstoredObject(object);
  return {
    label,
    box,
    ...(polygons && { polygons }),
    ...(confidence !== null && { confidence }),
    ...(source !== null && { source }),
    ...(crowd && { crowd }),
    ...(sourceId !== null && { id: sourceId }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

/** `samples.jsonl`: one JSON object a line, in the form that the `jsonl` reader takes. */
export class JsonlWriter implements DatasetWriter {
  readonly #file: TextFile;

  constructor(directory: string) {
    this.#file = new TextFile(join(directory, "samples.jsonl"));
  }

  imagePath(sample: ExportSample): string[] {
    return ["images", ...imageParts(sample)];
  }

  async add(sample: ExportSample, image: string | null): Promise<void> {
    const { id, path, file, labels, split, tags, width, height, meta } = sample;
    const place = image === null ? { path, file } : { path: image };
    const objects = sample.objects.map(objectJson);
    await this.#file.write(`${JSON.stringify({ ...place, id, labels, split, tags, width, height, meta, objects })}\n`);
  }

  async finish(): Promise<number> {
    await this.#file.close();
    return 1;
  }
}
