import type { Event } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Row } from "../catalog/row.ts";
import type { Change, Events, Undone } from "../contract/events.ts";
import type { ShardFiles } from "../vectors/shard-files.ts";
import { recordEvent } from "./record.ts";
import { undoNewest } from "./undo.ts";

/** The event log in the catalog. */
export class EventCatalog implements Events {
  readonly #catalog: Catalog;
  readonly #files: ShardFiles;

  constructor(catalog: Catalog, files: ShardFiles) {
    this.#catalog = catalog;
    this.#files = files;
  }

  async list(options: { dataset?: string; sample?: number; limit?: number } = {}): Promise<Event[]> {
    const { dataset, sample, limit = 100 } = options;
    const conditions = ["(?::varchar is null or dataset = ?)"];
    if (sample !== undefined) conditions.push(touches(Math.floor(sample)));
    const rows = await this.#catalog.rows(
      `select id, created_at, actor, kind, summary, details from events where ${conditions.join(" and ")}
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

  undo(change: Change = {}): Promise<Undone | null> {
    return this.#catalog.transaction((connection) => undoNewest(connection, this.#files, change));
  }
}

/** SQL: the event changed a sample, or took such a change back. */
function touches(sample: number): string {
  const changes = ["tag_changes", "label_changes", "member_changes"].map(
    (table) => `select event from ${table} where sample = ${sample}`,
  );
  const events = changes.join(" union ");
  return `(id in (${events}) or id in (select undone_by from events where id in (${events})))`;
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
