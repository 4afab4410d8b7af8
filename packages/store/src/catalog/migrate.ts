import { GleanerError } from "@gleaner/schema";
import { crashPoint } from "../workspace/crash-point.ts";
import type { Catalog } from "./catalog.ts";
import { firstCatalog } from "./migrations/0001-first-catalog.ts";
import { functions } from "./migrations/0002-functions.ts";
import { objects } from "./migrations/0003-objects.ts";
import { findings } from "./migrations/0004-findings.ts";
import { functionChanges } from "./migrations/0006-function-changes.ts";
import { signatures } from "./migrations/0007-signatures.ts";

/** The steps from an empty catalog to today's, in order; a step that was released never changes. */
export const migrations: readonly (readonly string[])[] = [
  firstCatalog,
  functions,
  objects,
  findings,
  [],
  functionChanges,
  signatures,
];

/** The version of the catalog, 0 for an empty one. */
export async function catalogVersion(catalog: Catalog): Promise<number> {
  const known = await catalog.rows(
    "select 1 from duckdb_tables() where table_name = 'schema_version' and not temporary",
  );
  if (known.length === 0) return 0;
  return (await catalog.row("select coalesce(max(version), 0) as version from schema_version")).number("version");
}

/**
 * Whether steps are missing in a catalog that has data. Throws `workspace_newer` for one of a newer program, and `workspace_read_only` where
 * the missing steps can't be taken.
 */
export async function isOutdated(
  catalog: Catalog,
  steps: readonly (readonly string[])[] = migrations,
): Promise<boolean> {
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
  if (version < steps.length && catalog.readOnly) {
    throw new GleanerError(
      "workspace_read_only",
      "The workspace was made by an older Gleaner and can't be brought up to date.",
      {
        hint: "Open it once where it can be written to.",
        details: { version, known: steps.length },
      },
    );
  }
  return version > 0 && version < steps.length;
}

/** Brings the catalog up to the newest version, a transaction a step, so that a crash leaves a whole version behind. */
export async function migrate(catalog: Catalog, steps: readonly (readonly string[])[] = migrations): Promise<void> {
  for (let next = await catalogVersion(catalog); next < steps.length; next++) {
    await catalog.transaction(async (connection) => {
      if (next === 0) {
        await connection.change("create table schema_version(version integer not null, applied_at timestamp not null)");
      }
      for (const statement of steps[next]) {
        await connection.change(statement);
        crashPoint("store.inMigration");
      }
      await connection.change("insert into schema_version values (?, now()::timestamp)", [next + 1]);
    });
    crashPoint("store.afterMigration");
  }
}
