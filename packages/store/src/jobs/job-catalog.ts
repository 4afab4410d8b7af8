import { randomUUID } from "node:crypto";
import { GleanerError, type Job, jobSchema } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Row } from "../catalog/row.ts";
import type { JobPatch, Jobs, StoredJob } from "../contract/jobs.ts";

/** How often progress alone is written, in milliseconds. */
const progressInterval = 2000;

const columns = "id, operation, state, document, request, created_at, finished_at";

/** The jobs in the catalog. Progress of running jobs is kept in memory between writes. */
export class JobCatalog implements Jobs {
  readonly #catalog: Catalog;
  readonly #running = new Map<string, { job: StoredJob; writtenAt: number }>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  async create(operation: string, request: Record<string, unknown>): Promise<Job> {
    const job: StoredJob = {
      id: randomUUID(),
      operation,
      state: "queued",
      progress: null,
      phase: "",
      done: 0,
      total: null,
      createdAt: new Date().toISOString(),
      finishedAt: null,
      error: null,
      request,
    };
    await this.#catalog.transaction(async (connection) => {
      await connection.change("insert into jobs values (?, ?, 'queued', ?, ?, epoch_ms(?::bigint), null)", [
        job.id,
        operation,
        documentOf(job),
        JSON.stringify(request),
        Date.parse(job.createdAt),
      ]);
    });
    return job;
  }

  async update(id: string, patch: JobPatch): Promise<Job> {
    const before = await this.get(id);
    const state = patch.state ?? before.state;
    const ended = state === "done" || state === "failed" || state === "cancelled";
    const job: StoredJob = {
      ...before,
      ...patch,
      finishedAt: ended ? (before.finishedAt ?? new Date().toISOString()) : null,
    };
    const writtenAt = this.#running.get(id)?.writtenAt ?? 0;
    const durable = state !== before.state || patch.result !== undefined || patch.error !== undefined;
    if (!durable && Date.now() - writtenAt < progressInterval) {
      this.#running.set(id, { job, writtenAt });
      return job;
    }
    this.#running.set(id, { job, writtenAt: Date.now() });
    await this.#catalog.transaction(async (connection) => {
      await connection.change(
        "update jobs set state = ?, document = ?, finished_at = epoch_ms(?::bigint) where id = ?",
        [state, documentOf(job), job.finishedAt === null ? null : Date.parse(job.finishedAt), id],
      );
    });
    if (ended) this.#running.delete(id);
    return job;
  }

  async get(id: string): Promise<StoredJob> {
    const running = this.#running.get(id);
    if (running) return running.job;
    const [row] = await this.#catalog.rows(`select ${columns} from jobs where id = ?`, [id]);
    if (row) return jobOf(row);
    throw new GleanerError("job_not_found", `There is no job ${id}.`, { details: { job: id } });
  }

  async list(limit = 100): Promise<Job[]> {
    const rows = await this.#catalog.rows(
      `select ${columns} from jobs order by created_at desc, id limit ${Math.floor(limit)}`,
    );
    return rows.map((row) => {
      const { request: _, ...job } = this.#running.get(row.text("id"))?.job ?? jobOf(row);
      return job;
    });
  }

  async interrupted(): Promise<StoredJob[]> {
    const rows = await this.#catalog.rows(`select ${columns} from jobs where state = 'failed' order by created_at`);
    return rows.map(jobOf).filter((job) => job.error?.details?.resumable === true);
  }

  /** Marks what was queued or running when the last process ended as failed and resumable; gives how many. */
  async failInterrupted(): Promise<number> {
    const rows = await this.#catalog.rows(`select ${columns} from jobs where state in ('queued', 'running')`);
    for (const job of rows.map(jobOf)) {
      await this.update(job.id, {
        state: "failed",
        error: {
          code: "cancelled",
          message: "The process that ran this job ended.",
          hint: "Run the same command again; it continues where it stopped.",
          details: { resumable: true },
        },
      });
    }
    return rows.length;
  }
}

function documentOf({ progress, phase, done, total, result, error }: StoredJob): string {
  return JSON.stringify({ progress, phase, done, total, result, error });
}

function jobOf(row: Row): StoredJob {
  const job = jobSchema.parse({
    ...row.document("document"),
    id: row.text("id"),
    operation: row.text("operation"),
    state: row.text("state"),
    createdAt: row.time("created_at"),
    finishedAt: row.timeOrNull("finished_at"),
  });
  return { ...job, request: row.document("request") };
}
