import { GleanerError } from "@gleaner/schema";
import { crashPoint } from "../workspace/crash-point.ts";
import type { Catalog } from "./catalog.ts";
import { firstCatalog } from "./migrations/0001-first-catalog.ts";
import { functions } from "./migrations/0002-functions.ts";

/** The steps from an empty catalog to today's, in order; a step that was released never changes. */
export const migrations: readonly (readonly string[])[] = [firstCatalog, functions];

/** The version of the catalog, 0 for an empty one. */
export async function catalogVersion(catalog: Catalog): Promise<number> {
  const known = await catalog.rows(
    "select 1 from duckdb_tables() where table_name = 'schema_version' and not temporary",
  );
  if (known.length === 0) return 0;
  return (await catalog.row("select coalesce(max(version), 0) as version from schema_version")).number("version");
}

/**
 * Brings the catalog up to the newest version, a transaction a step, so that a crash leaves a whole version behind.
 * `beforeChange` makes a backup; it is not called for a new catalog. Throws `workspace_newer`.
 */
export async function migrate(
  catalog: Catalog,
  beforeChange: () => Promise<void>,
  steps: readonly (readonly string[])[] = migrations,
): Promise<void> {
  const version = await catalogVersion(catalog);
  if (version > steps.length) {
    throw new GleanerError(
      "workspace_newer",
      `The workspace has catalog version ${version}; this program knows versions up to ${steps.length}.`,
      {
        hint: "Update Gleaner, or open the workspace with the program that made it.",
        details: { version, known: steps.length },
      },
    );
  }
  if (version === steps.length || catalog.readOnly) return;
  if (version > 0) await beforeChange();
  for (let next = version; next < steps.length; next++) {
    await catalog.transaction(async (connection) => {
      if (next === 0)
        await connection.change("create table schema_version(version integer not null, applied_at timestamp not null)");
      for (const statement of steps[next]) {
        await connection.change(statement);
        crashPoint("store.inMigration");
      }
      await connection.change("insert into schema_version values (?, now()::timestamp)", [next + 1]);
    });
    crashPoint("store.afterMigration");
  }
}
