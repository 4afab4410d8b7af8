import type { Event } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Row } from "../catalog/row.ts";
import type { Change, Events } from "../contract/events.ts";
import { recordEvent } from "./record.ts";
import { undoNewest } from "./undo.ts";

/** The event log in the catalog. */
export class EventCatalog implements Events {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  async list({ dataset, limit = 100 }: { dataset?: string; limit?: number } = {}): Promise<Event[]> {
    const rows = await this.#catalog.rows(
      `select id, created_at, actor, kind, summary, details from events where ?::varchar is null or dataset = ?
       order by id desc limit ${Math.floor(limit)}`,
      [dataset ?? null, dataset ?? null],
    );
    return rows.map(eventOf);
  }

  append(kind: string, summary: string, details: Record<string, unknown>, change: Change = {}): Promise<number> {
    const dataset = typeof details.dataset === "string" ? details.dataset : undefined;
    return this.#catalog.transaction((connection) =>
      recordEvent(connection, { ...change, kind, summary, details, dataset }),
    );
  }

  undo(change: Change = {}): Promise<{ undone: string; changed: number } | null> {
    return this.#catalog.transaction((connection) => undoNewest(connection, change));
  }
}

function eventOf(row: Row): Event {
  return {
    id: row.number("id"),
    at: row.time("created_at"),
    actor: row.text("actor"),
    kind: row.text("kind"),
    summary: row.text("summary"),
    details: row.document("details"),
  };
}
