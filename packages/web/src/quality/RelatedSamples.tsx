import type { Finding } from "@gleaner/schema";
import { printFilter } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { idsFilter } from "../explore/view-of.ts";
import { Link } from "../router/Link.tsx";
import { explore } from "../router/routes.ts";
import { classes } from "../ui/classes.ts";
import { formatCount } from "../ui/format.ts";
import { Thumbnail } from "../ui/Thumbnail.tsx";

const most = 12;

const headings: Record<Finding["kind"], string> = {
  mislabel: "Looks like these",
  box: "Compare with",
  duplicate: "The group",
  leak: "Also there",
  image: "Compare with",
  outlier: "Nearest to it",
};

/** What a finding is to be compared with: each with its label, which is what one looks for. */
export function RelatedSamples({ finding }: { finding: Finding }) {
  const ids = finding.relatedUnit === "sample" ? finding.related.slice(0, most) : [];
  const { data } = useOperation(
    "query",
    { where: printFilter(idsFilter(ids)), limit: most },
    { enabled: ids.length > 0, staleTime: 60_000 },
  );
  const rowOf = new Map(data?.samples.map((sample) => [sample.id, sample]));
  if (ids.length === 0) return null;
  const rest = finding.related.length - ids.length;
  return (
    <section aria-label={headings[finding.kind]}>
      <h2 className="mb-1.5 text-xs font-medium text-ink-muted">{headings[finding.kind]}</h2>
      <ul className="grid grid-cols-3 gap-1.5 2xl:grid-cols-4">
        {ids.map((id) => {
          const row = rowOf.get(id);
          const label = row?.labels.join(", ") ?? "";
          return (
            <li key={id} className="min-w-0">
              <Link
                to={explore({ sample: { id, at: null } })}
                aria-label={`${row?.path ?? id}${label && `, ${label}`}`}
                title={row?.path}
                className="block overflow-hidden rounded-md bg-tile focus-visible:outline-offset-2"
              >
                <Thumbnail id={id} alt="" width={row?.width} className="aspect-square w-full" />
              </Link>
              <span
                className={classes(
                  "block truncate text-2xs",
                  label !== "" && label === finding.suggested ? "font-medium text-ink" : "text-ink-muted",
                )}
              >
                {label || row?.split || " "}
              </span>
            </li>
          );
        })}
      </ul>
      {rest > 0 && <p className="mt-1 text-2xs text-ink-muted">and {formatCount(rest)} more</p>}
    </section>
  );
}
