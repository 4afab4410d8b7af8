import { GleanerError, type ObjectDetail, type SampleObject } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import type { Change } from "../contract/events.ts";
import type { ObjectColumns, ObjectDraft, Objects, SampleObjects } from "../contract/objects.ts";
import { counted, recordEvent } from "../events/record.ts";
import { derivedOf, listRows, withNumberList } from "../samples/sample-rows.ts";
import { drawnObject, requireBox } from "./drawn-object.ts";
import { changeObjects, nextRevision, type ObjectChange } from "./object-changes.ts";
import { areaOf, type ObjectRecord } from "./object-records.ts";
import { objectColumns, objectOf } from "./object-row.ts";
import { readRecords } from "./read-records.ts";
import { labeledChanges } from "./replace-labeled.ts";

/** The objects in the catalog. */
export class ObjectCatalog implements Objects {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  async get(id: string): Promise<SampleObject> {
    const [row] = await this.#catalog.rows(
      `select ${objectColumns} from objects o join samples s on s.number = o.sample where o.id = ?`,
      [id],
    );
    if (row) return objectOf(row);
    throw objectNotFound([id]);
  }

  async detail(id: string, { space = "objects" }: { space?: string } = {}): Promise<ObjectDetail> {
    const { number } = await this.get(id);
    const [[row], said] = await Promise.all([
      listRows(this.#catalog, [number]),
      derivedOf(this.#catalog, number, space),
    ]);
    if (!row?.object) throw objectNotFound([id]);
    return { ...row, object: row.object, ...said };
  }

  async ofSamples(samples: ArrayLike<number>): Promise<Map<number, SampleObject[]>> {
    const rows = await withNumberList(this.#catalog, samples, (list) =>
      this.#catalog.rows(
        `select s.number as sample_number, ${objectColumns} from objects o join samples s on s.number = o.sample
         where o.sample in ${list} order by o.number`,
      ),
    );
    const bySample = Map.groupBy(rows, (row) => row.number("sample_number"));
    return new Map([...bySample].map(([number, own]) => [number, own.map(objectOf)]));
  }

  columns(wanted: Int32Array): Promise<ObjectColumns> {
    return this.#catalog.withNumbers(wanted, async (table) => {
      const from = `from ${table} n join objects o on o.number = n.number order by n.rowid`;
      const [numbers, samples] = await this.#catalog.integers(`select o.number, o.sample ${from}`);
      const [x, y, width, height] = await Promise.all(
        ["x", "y", "width", "height"].map((side) => this.#catalog.doubles(`select o.${side} ${from}`)),
      );
      return { numbers, samples, x, y, width, height };
    });
  }

  async add(sample: string, draft: ObjectDraft, change: Change = {}): Promise<SampleObject> {
    const drawn = await this.#catalog.transaction(async (connection) => {
      const record = await drawnObject(connection, { id: sample }, draft);
      await this.#record(connection, [{ before: null, after: record }], "object.add", `Drew ${named(record)}.`, change);
      return record;
    });
    return this.get(drawn.id);
  }

  async edit(id: string, changes: Partial<ObjectDraft>, change: Change = {}): Promise<SampleObject> {
    if (changes.box) requireBox(changes.box);
    await this.#catalog.transaction(async (connection) => {
      const [row] = await connection.rows("select number, sample from objects where id = ?", [id]);
      if (!row) throw objectNotFound([id]);
      const [before] = await readRecords(connection, [row.number("number")]);
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const edited = { ...before, ...given };
      const [image] = await connection.rows("select width, height from samples where number = ?", [before.sample]);
      const size = { width: image.numberOrNull("width"), height: image.numberOrNull("height") };
      const after: ObjectRecord = {
        ...edited,
        source: "human",
        // A class or a box that somebody set has no confidence of a model.
        confidence: null,
        area: areaOf(edited.box, size),
        revision: nextRevision(before, edited),
      };
      await this.#record(connection, [{ before, after }], "object.edit", `Changed ${named(before)}.`, change);
    });
    return this.get(id);
  }

  async setClass(numbers: ArrayLike<number>, className: string | null, change: Change = {}): Promise<number> {
    return this.#catalog.transaction(async (connection) => {
      const changes = (await readRecords(connection, numbers))
        .filter((before) => before.class !== className || before.source !== "human")
        .map((before) => ({ before, after: { ...before, class: className, source: "human", confidence: null } }));
      const summary = `Labelled ${counted(changes.length, "object")} as ${className ?? "nothing"}.`;
      return this.#record(connection, changes, "object.label", summary, change);
    });
  }

  async replace(entries: readonly SampleObjects[], change: Change = {}): Promise<number> {
    return this.#catalog.transaction(async (connection) => {
      const changes = await labeledChanges(connection, entries);
      const summary = `Took ${counted(changes.length, "object")} from a file of labels.`;
      return this.#record(connection, changes, "object.replace", summary, change);
    });
  }

  async delete(numbers: ArrayLike<number>, change: Change = {}): Promise<number> {
    return this.#catalog.transaction(async (connection) => {
      const changes = (await readRecords(connection, numbers)).map((before) => ({ before, after: null }));
      const summary = `Deleted ${counted(changes.length, "object")}.`;
      return this.#record(connection, changes, "object.delete", summary, change);
    });
  }

  async #record(
    connection: Connection,
    changes: readonly ObjectChange[],
    kind: string,
    summary: string,
    change: Change,
  ): Promise<number> {
    if (changes.length === 0) return 0;
    const ids = changes.slice(0, 10).map(({ before, after }) => (after ?? before)?.id);
    const details = { objects: changes.length, ids };
    const event = await recordEvent(connection, { ...change, kind, summary, details, undoable: true });
    await changeObjects(connection, event, changes);
    return changes.length;
  }
}

/** The error for ids that no object has. */
export function objectNotFound(ids: readonly string[]): GleanerError {
  return new GleanerError("object_not_found", `There is no object with the id ${ids.slice(0, 10).join(", ")}.`, {
    hint: "`gleaner query DATASET --unit object` lists objects with their ids.",
    details: { ids: ids.slice(0, 10), count: ids.length },
  });
}

function named(record: ObjectRecord): string {
  return record.class === null ? "an object" : `an object of class ${record.class}`;
}
