import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { MetadataValue } from "@gleaner/schema";
import { fileLocation } from "../read/file-name.ts";
import { openTables, sqlName, sqlText } from "../read/parquet-rows.ts";
import type { DatasetWriter, ExportSample } from "./export-sample.ts";
import { imageParts } from "./image-parts.ts";
import { objectJson } from "./jsonl-writer.ts";
import { TextFile } from "./text-file.ts";

/** Largest row, in bytes. */
const rowLimit = 32 * 1024 * 1024;
const objectType =
  "STRUCT(label VARCHAR, box DOUBLE[], polygons DOUBLE[][], confidence DOUBLE, source VARCHAR, crowd BOOLEAN, id VARCHAR, attributes VARCHAR)[]";
const columnTypes: Record<string, string> = {
  path: "VARCHAR",
  file: "VARCHAR",
  id: "VARCHAR",
  labels: "VARCHAR[]",
  split: "VARCHAR",
  tags: "VARCHAR[]",
  width: "INTEGER",
  height: "INTEGER",
  objects: objectType,
};

function typeOf(value: MetadataValue): string {
  return typeof value === "number" ? "DOUBLE" : typeof value === "boolean" ? "BOOLEAN" : "VARCHAR";
}

/** `samples.parquet`: a row a sample with the columns of JSON Lines; metadata as typed columns `meta.<name>`, attributes of objects as JSON text. */
export class ParquetWriter implements DatasetWriter {
  readonly #directory: string;
  readonly #spool: TextFile;
  readonly #metaTypes = new Map<string, string>();

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
    const place = image === null ? { path: sample.path, file: sample.file } : { path: image };
    const objects = sample.objects.map((object) => {
      const { attributes, ...fields } = objectJson(object);
      return attributes === undefined ? fields : { ...fields, attributes: JSON.stringify(attributes) };
    });
    const row: [string, unknown][] = Object.entries({ ...place, id, labels, split, tags, width, height, objects });
    for (const [name, value] of Object.entries(meta)) {
      if (value === null) continue;
      const type = typeOf(value);
      this.#metaTypes.set(name, (this.#metaTypes.get(name) ?? type) === type ? type : "VARCHAR");
      row.push([`meta.${name}`, value]);
    }
    await this.#spool.write(`${JSON.stringify(Object.fromEntries(row))}\n`);
  }

  async finish(): Promise<number> {
    await this.#spool.close();
    const types = {
      ...columnTypes,
      ...Object.fromEntries([...this.#metaTypes].map(([name, type]) => [`meta.${name}`, type])),
    };
    const columns = Object.entries(types).map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`);
    const source = `read_json(${sqlText(this.#spool.file)}, format = 'newline_delimited', maximum_object_size = ${rowLimit}, columns = {${columns.join(", ")}})`;
    const database = join(this.#directory, ".tables.partial");
    const instance = await openTables(database);
    const connection = await instance.connect();
    try {
      const names = Object.keys(types).map(sqlName).join(", ");
      const target = sqlText(join(this.#directory, "samples.parquet"));
      await connection.run(`copy (select ${names} from ${source}) to ${target} (format parquet)`);
    } finally {
      connection.closeSync();
      instance.closeSync();
      for (const file of [this.#spool.file, database, `${database}.wal`]) await rm(fileLocation(file), { force: true });
    }
    return 1;
  }
}
