import { join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { stringify } from "csv-stringify/sync";
import { columnLimit } from "../read/csv-rows.ts";
import { guardCell } from "../read/formula-cell.ts";
import { formatList } from "../read/list-cell.ts";
import type { DatasetWriter, ExportSample } from "./export-sample.ts";
import { imageParts } from "./image-parts.ts";
import { objectJson } from "./jsonl-writer.ts";
import { TextFile } from "./text-file.ts";

const fixedColumns = ["path", "file", "id", "label", "split", "tags", "width", "height"];

/** One row of CSV, formulas guarded. */
export const csvLine = (cells: (string | number | boolean | null)[]): string =>
  stringify([cells.map((cell) => (cell === null ? "" : guardCell(String(cell))))]);

function isCells(value: unknown): value is Record<string, string | number | boolean | null> {
  return typeof value === "object" && value !== null;
}

/**
 * `samples.csv`: the columns `path`, `file` (empty when the images are in the export), `id`, `label` (`a|b` for several), `split`, `tags`,
 * `width`, `height`, `objects` (a JSON list, where there are any) and one `meta.<name>` for every metadata field that occurs. Cells that a spreadsheet program
 * would take for a formula get a leading apostrophe, which the `csv` reader takes away.
 */
export class CsvWriter implements DatasetWriter {
  readonly #directory: string;
  readonly #spool: TextFile;
  readonly #metaNames = new Set<string>();
  #hasObjects = false;

  /** The columns are known only when all samples are, so rows are kept in a file of their own until then. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#spool = new TextFile(join(directory, ".rows.partial"));
  }

  imagePath(sample: ExportSample): string[] {
    return ["images", ...imageParts(sample)];
  }

  async add(sample: ExportSample, image: string | null): Promise<void> {
    const { id, labels, split, tags, width, height, meta } = sample;
    const path = image ?? sample.path;
    const file = image === null ? sample.file : null;
    const row: [string, unknown][] = Object.entries({ path, file, id, split, width, height });
    row.push(["label", formatList(labels)], ["tags", formatList(tags)]);
    if (sample.objects.length > 0) {
      this.#hasObjects = true;
      row.push(["objects", JSON.stringify(sample.objects.map(objectJson))]);
    }
    for (const [name, value] of Object.entries(meta)) {
      this.#metaNames.add(name);
      row.push([`meta.${name}`, value]);
    }
    await this.#spool.write(`${JSON.stringify(Object.fromEntries(row))}\n`);
  }

  async finish(): Promise<number> {
    const columns = [
      ...fixedColumns,
      ...(this.#hasObjects ? ["objects"] : []),
      ...[...this.#metaNames].sort().map((name) => `meta.${name}`),
    ];
    if (columns.length > columnLimit) {
      throw new GleanerError("bad_request", `${columns.length} columns are too many for CSV.`, {
        hint: "Export as jsonl.",
      });
    }
    const file = new TextFile(join(this.#directory, "samples.csv"));
    await file.write(csvLine(columns));
    for await (const text of this.#spool.takeLines()) {
      const row: unknown = JSON.parse(text);
      if (isCells(row)) await file.write(csvLine(columns.map((column) => row[column] ?? null)));
    }
    await file.close();
    return 1;
  }
}
