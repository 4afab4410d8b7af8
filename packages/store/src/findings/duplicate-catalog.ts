import type { Catalog } from "../catalog/catalog.ts";
import type { DuplicateAnswer, DuplicateThresholds } from "../contract/findings.ts";
import { spaceRow } from "../vectors/space-rows.ts";

/** The near-duplicate thresholds in the catalog. The smaller number of a pair comes first. */
export class DuplicateCatalog implements DuplicateThresholds {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  async answers(space: string): Promise<DuplicateAnswer[]> {
    const { id } = await spaceRow(this.#catalog, space);
    const rows = await this.#catalog.rows(
      "select a, b, is_duplicate from duplicate_answers where space = ? order by a, b",
      [id],
    );
    return rows.map((row) => ({
      a: row.number("a"),
      b: row.number("b"),
      isDuplicate: row.boolean("is_duplicate"),
    }));
  }

  async answer(
    space: string,
    answers: readonly DuplicateAnswer[],
    forget: readonly [number, number][] = [],
  ): Promise<void> {
    const { id } = await spaceRow(this.#catalog, space);
    await this.#catalog.transaction(async (connection) => {
      const pairs = [...answers.map(({ a, b }): [number, number] => [a, b]), ...forget];
      for (const [a, b] of pairs) {
        await connection.change("delete from duplicate_answers where space = ? and a = ? and b = ?", [
          id,
          Math.min(a, b),
          Math.max(a, b),
        ]);
      }
      await connection.append({ table: "duplicate_answers" }, [
        { type: "integer", values: answers.map(() => id) },
        { type: "integer", values: answers.map(({ a, b }) => Math.min(a, b)) },
        { type: "integer", values: answers.map(({ a, b }) => Math.max(a, b)) },
        { type: "boolean", values: answers.map(({ isDuplicate }) => isDuplicate) },
      ]);
    });
  }

  async get(space: string): Promise<{ distance: number; document: Record<string, unknown> } | null> {
    const { id } = await spaceRow(this.#catalog, space);
    const [row] = await this.#catalog.rows("select document from duplicate_thresholds where space = ?", [id]);
    if (!row) return null;
    const { distance, ...document } = row.document("document");
    return { distance: Number(distance), document };
  }

  async set(space: string, settled: { distance: number; document: Record<string, unknown> } | null): Promise<void> {
    const { id } = await spaceRow(this.#catalog, space);
    await this.#catalog.transaction(async (connection) => {
      await connection.change("delete from duplicate_thresholds where space = ?", [id]);
      if (!settled) return;
      await connection.change("insert into duplicate_thresholds values (?, ?)", [
        id,
        JSON.stringify({ ...settled.document, distance: settled.distance }),
      ]);
    });
  }
}
