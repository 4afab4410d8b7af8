import { GleanerError, parseFilter, printFilter, type Slice, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import { spaceFor } from "../catalog/units.ts";
import type { Change } from "../contract/events.ts";
import type { SliceEdit, SliceInput, Slices } from "../contract/slices.ts";
import { recordEvent } from "../events/record.ts";
import type { Selection } from "../samples/selection.ts";
import { addMembers, changeSlice, removeMembers } from "./slice-changes.ts";
import { type SliceRow, sliceRow, sliceRows } from "./slice-rows.ts";

/** The slices in the catalog. */
export class SliceCatalog implements Slices {
  readonly #catalog: Catalog;
  readonly #selection: Selection;

  constructor(catalog: Catalog, selection: Selection) {
    this.#catalog = catalog;
    this.#selection = selection;
  }

  async list(): Promise<Slice[]> {
    const counts = await this.#staticCounts();
    return Promise.all((await sliceRows(this.#catalog)).map((row) => this.#present(row, counts)));
  }

  async get(name: string): Promise<Slice> {
    return this.#present(await sliceRow(this.#catalog, name), await this.#staticCounts());
  }

  async has(name: string): Promise<boolean> {
    return (await sliceRows(this.#catalog)).some((slice) => slice.name === name);
  }

  async create(input: SliceInput, { append = false, ...change }: Change & { append?: boolean } = {}): Promise<Slice> {
    const { content } = input;
    if ("where" in content) {
      const rule = printFilter(parseFilter(content.where, { unit: input.unit ?? "sample" }));
      const planned = { ...input, content: { ...content, where: rule } };
      await refuseTaken(this.#catalog, input.name);
      await this.#selection.checkSlice(rowOf(-1, planned));
      await this.#make(planned, null, change);
    } else {
      await this.#catalog.withNumbers(content.numbers, async (table) => {
        const known = (await sliceRows(this.#catalog)).find((slice) => slice.name === input.name);
        if (known && append) await this.#add(sameUnit(known, input.unit ?? "sample"), table, change);
        else await this.#make(input, table, change);
      });
    }
    return this.get(input.name);
  }

  async edit(
    name: string,
    { rename = name, description, color, where }: SliceEdit,
    change: Change = {},
  ): Promise<Slice> {
    const known = await sliceRow(this.#catalog, name);
    if (where !== undefined && known.kind === "static") {
      throw new GleanerError("bad_request", `The slice "${name}" is a list, not a rule.`, {
        hint: "Add and remove samples, or make a dynamic slice.",
        details: { slice: name },
      });
    }
    const after: SliceRow = {
      ...known,
      name: rename,
      description: description ?? known.description,
      color: color === undefined ? known.color : color,
      rule: where === undefined ? known.rule : printFilter(parseFilter(where, { unit: known.unit })),
    };
    if (where !== undefined) await this.#selection.checkSlice(after);
    await this.#catalog.transaction(async (connection) => {
      const before = await sliceRow(connection, name);
      if (rename !== name) await refuseTaken(connection, rename);
      const event = await recordEvent(connection, {
        ...change,
        kind: "slice.edit",
        summary: rename === name ? `Changed slice ${name}.` : `Renamed slice ${name} to ${rename}.`,
        details: { slice: rename, before: name },
        undoable: true,
      });
      await changeSlice(connection, { event, slice: before.id, before, after: { ...after, id: before.id } });
    });
    return this.get(rename);
  }

  add(name: string, numbers: ArrayLike<number>, change: Change = {}): Promise<number> {
    return this.#catalog.withNumbers(numbers, async (table) =>
      this.#add(await sliceRow(this.#catalog, name), table, change),
    );
  }

  remove(name: string, numbers: ArrayLike<number>, change: Change = {}): Promise<number> {
    return this.#catalog.withNumbers(numbers, (table) =>
      this.#catalog.transaction(async (connection) => {
        const slice = onlyStatic(await sliceRow(connection, name));
        const event = await recordEvent(connection, {
          ...change,
          kind: "slice.remove",
          summary: `Took samples out of slice ${name}.`,
          details: { slice: name },
          undoable: true,
        });
        return removeMembers(connection, event, slice.id, table);
      }),
    );
  }

  async delete(name: string, change: Change = {}): Promise<void> {
    await this.#catalog.transaction(async (connection) => {
      const before = await sliceRow(connection, name);
      const event = await recordEvent(connection, {
        ...change,
        kind: "slice.delete",
        summary: `Deleted slice ${name}.`,
        details: { slice: name },
        undoable: true,
      });
      await removeMembers(connection, event, before.id);
      await changeSlice(connection, { event, slice: before.id, before, after: null });
    });
  }

  async members(name: string): Promise<Int32Array> {
    const slice = await sliceRow(this.#catalog, name);
    if (slice.kind === "dynamic") return this.#selection.numbers({ slice: name, unit: slice.unit });
    const [members] = await this.#catalog.integers(
      "select sample from slice_members where slice = ? order by position, sample",
      [slice.id],
    );
    return members;
  }

  #add(slice: SliceRow, table: string, change: Change): Promise<number> {
    onlyStatic(slice);
    return this.#catalog.transaction(async (connection) => {
      const event = await recordEvent(connection, {
        ...change,
        kind: "slice.add",
        summary: `Added samples to slice ${slice.name}.`,
        details: { slice: slice.name },
        undoable: true,
      });
      return addMembers(connection, event, slice.id, table);
    });
  }

  async #make(input: SliceInput, table: string | null, change: Change): Promise<void> {
    await this.#catalog.transaction(async (connection) => {
      await refuseTaken(connection, input.name);
      const id = await takeNumbers(connection, "slice");
      const event = await recordEvent(connection, {
        ...change,
        kind: "slice.create",
        summary: `Created slice ${input.name}.`,
        details: { slice: input.name, origin: input.origin },
        undoable: true,
      });
      await changeSlice(connection, { event, slice: id, before: null, after: rowOf(id, input) });
      if (table) await addMembers(connection, event, id, table);
    });
  }

  async #staticCounts(): Promise<Map<number, number>> {
    const rows = await this.#catalog.rows("select slice, count(*)::integer as count from slice_members group by slice");
    return new Map(rows.map((row) => [row.number("slice"), row.number("count")]));
  }

  async #present(row: SliceRow, counts: ReadonlyMap<number, number>): Promise<Slice> {
    const { name, kind, unit, description, color, rule, origin, createdAt } = row;
    const shown = { name, kind, unit, description, color, where: rule, origin, createdAt };
    if (kind === "static") return { ...shown, count: counts.get(row.id) ?? 0 };
    return { ...shown, ...(await this.#countRule(name, unit)) };
  }

  /** A rule that names something that is gone stays listed, with what stops it. */
  async #countRule(slice: string, unit: Unit): Promise<Pick<Slice, "count" | "problem">> {
    try {
      return { count: await this.#selection.count({ slice, unit }) };
    } catch (error) {
      if (error instanceof GleanerError) return { count: 0, problem: error.message };
      throw error;
    }
  }
}

async function refuseTaken(connection: Pick<Connection, "rows">, name: string): Promise<void> {
  if ((await connection.rows("select 1 from slices where name = ?", [name])).length === 0) return;
  throw new GleanerError("slice_exists", `There is a slice named "${name}" already.`, {
    hint: "Choose another name, or add to it with --append.",
    details: { slice: name },
  });
}

function onlyStatic(slice: SliceRow): SliceRow {
  if (slice.kind === "static") return slice;
  throw new GleanerError("bad_request", `The slice "${slice.name}" is a rule; its members can't be added or removed.`, {
    hint: "Make a static slice from it first.",
    details: { slice: slice.name },
  });
}

function sameUnit(slice: SliceRow, unit: Unit): SliceRow {
  if (slice.unit === unit) return slice;
  throw new GleanerError("bad_request", `The slice "${slice.name}" holds ${slice.unit}s, not ${unit}s.`, {
    hint: "Choose another name.",
    details: { slice: slice.name, unit: slice.unit },
  });
}

function rowOf(id: number, input: SliceInput): SliceRow {
  const { content } = input;
  const rule = "where" in content ? content : null;
  return {
    id,
    name: input.name,
    kind: rule ? "dynamic" : "static",
    unit: input.unit ?? "sample",
    description: input.description ?? "",
    color: input.color ?? null,
    rule: rule?.where ?? null,
    datasets: [...(rule?.datasets ?? [])],
    space: spaceFor(input.unit ?? "sample", rule?.space),
    origin: input.origin,
    createdAt: new Date().toISOString(),
  };
}
