import {
  curateResultSchema,
  embedResultSchema,
  exportResultSchema,
  importResultSchema,
  indexResultSchema,
  type Job,
  qualityResultSchema,
} from "@gleaner/schema";
import { SkippedItems } from "../datasets/SkippedItems.tsx";
import { Link } from "../router/Link.tsx";
import { explore, quality, runRoute } from "../router/routes.ts";
import { formatAmount, formatCount } from "../ui/format.ts";

/** What came of a finished job, with the way to it. Renders nothing for work that has no outcome of its own to show. */
export function JobOutcome({ job }: { job: Job }) {
  if (job.state !== "done") return null;
  switch (job.operation) {
    case "import": {
      const { data } = importResultSchema.safeParse(job.result);
      return (
        data && (
          <>
            <p className="mb-1">
              {formatAmount(data.added, "sample")} added to{" "}
              <Link
                to={explore({ datasets: [data.dataset] })}
                className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
              >
                {data.dataset}
              </Link>
              {data.updated > 0 && `, ${formatCount(data.updated)} updated`}
              {data.unchanged > 0 && `, ${formatCount(data.unchanged)} unchanged`}
            </p>
            <SkippedItems items={data.skipped} />
          </>
        )
      );
    }
    case "index": {
      const { data } = indexResultSchema.safeParse(job.result);
      return (
        data && (
          <p>
            {formatAmount(data.samples, "sample")} in {formatCount(data.clusters)} clusters,{" "}
            {formatAmount(data.edgeCases, "edge case")}
          </p>
        )
      );
    }
    case "curate": {
      const { data } = curateResultSchema.safeParse(job.result);
      return (
        data && (
          <p>
            <Link
              to={runRoute(data.run)}
              className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
            >
              {data.run}
            </Link>
            : {formatAmount(data.selected, "sample")} of {formatCount(data.pool.samples)}
          </p>
        )
      );
    }
    case "export": {
      const { data } = exportResultSchema.safeParse(job.result);
      return (
        data && (
          <>
            <p className="mb-1">
              {formatAmount(data.samples, "sample")} written as {formatAmount(data.files, "file")}
            </p>
            <SkippedItems items={data.skipped} />
          </>
        )
      );
    }
    case "embed": {
      const { data } = embedResultSchema.safeParse(job.result);
      return (
        data && (
          <>
            <p className="mb-1">
              {formatAmount(data.embedded, "sample")} embedded in the space {data.space}
            </p>
            <SkippedItems items={data.skipped} />
          </>
        )
      );
    }
    case "quality": {
      const { data } = qualityResultSchema.safeParse(job.result);
      const open = data && Object.values(data.counts).reduce((sum, count) => sum + count, 0);
      return (
        data && (
          <p>
            <Link
              to={quality()}
              className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
            >
              {formatAmount(open ?? 0, "finding")}
            </Link>{" "}
            to decide
          </p>
        )
      );
    }
    default:
      return null;
  }
}
