import { join } from "node:path";

/** Where everything lives in a workspace's folder. */
export interface Layout {
  folder: string;
  catalog: string;
  /** DuckDB's write-ahead log; beside the catalog by DuckDB's own rule. */
  log: string;
  lock: string;
  server: string;
  vectors: string;
  artifacts: string;
  media: string;
  backups: string;
  quarantine: string;
  temporary: string;
}

export function layoutOf(folder: string): Layout {
  return {
    folder,
    catalog: join(folder, "catalog.duckdb"),
    log: join(folder, "catalog.duckdb.wal"),
    lock: join(folder, "lock.json"),
    server: join(folder, "server.json"),
    vectors: join(folder, "vectors"),
    artifacts: join(folder, "artifacts"),
    media: join(folder, "media"),
    backups: join(folder, "backups"),
    quarantine: join(folder, "quarantine"),
    temporary: join(folder, "tmp"),
  };
}
