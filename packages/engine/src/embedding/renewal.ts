import { quoteText } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";
import type { JobRunner } from "../jobs.ts";
import type { ModelCache } from "./model-cache.ts";

/** Embeds objects again whose boxes were changed, in the background, in every space where their dataset has vectors of objects. */
export interface Renewal {
  /** Objects that were drawn, changed or brought back, by number. */
  changed(numbers: ArrayLike<number>): void;
  /** Does what is left to do and waits for it. */
  close(): Promise<void>;
}

/** Milliseconds after the last change; somebody who drags a box makes many. */
const quiet = 300;

/** Makes the renewal of vectors over a workspace: each round of changes is one job a space, which shows how it went. */
export function createRenewal(workspace: Workspace, models: ModelCache, jobs: JobRunner): Renewal {
  const waiting = new Set<number>();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();

  async function renew(numbers: Int32Array): Promise<void> {
    const rows = await workspace.samples.rows(numbers);
    const spaces = (await workspace.spaces.list()).filter(({ unit }) => unit === "object");
    for (const [name, own] of Map.groupBy(rows, ({ dataset }) => dataset)) {
      const { spaces: held } = await workspace.datasets.get(name);
      for (const space of spaces.filter((each) => held.includes(each.name))) {
        const missing = await workspace.vectors.missing(
          space.name,
          Int32Array.from(own, ({ number }) => number),
        );
        // Imported vectors have no model; one that can't be opened shows as a failed job.
        const hasModel = (await models.openFor(space).catch(() => undefined)) !== null;
        if (missing.length === 0 || !hasModel) continue;
        const ids = await workspace.samples.numbersToIds(missing);
        const where = `id in (${ids.map(quoteText).join(", ")})`;
        const job = await jobs.start("embed", { unit: "object", space: space.name, datasets: [name], where });
        for await (const _ of jobs.watch(job.id));
      }
    }
  }

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const numbers = Int32Array.from(waiting);
    waiting.clear();
    if (numbers.length === 0) return;
    // What stands in the way, such as a deleted dataset, leaves vectors outdated, which `embed` renews.
    running = running.then(() => renew(numbers)).catch(() => {});
  }

  return {
    changed(numbers) {
      for (const number of Array.from(numbers)) waiting.add(number);
      if (timer) clearTimeout(timer);
      timer = setTimeout(flush, quiet);
      timer.unref();
    },
    async close() {
      flush();
      await running;
    },
  };
}
