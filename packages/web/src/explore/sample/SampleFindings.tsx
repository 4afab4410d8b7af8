import { useOperation } from "../../api/queries.ts";
import { issueName, stateWords } from "../../quality/kinds.ts";
import { Link } from "../../router/Link.tsx";
import { quality } from "../../router/routes.ts";
import { formatShare } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";

const shown = 10;

/** What the quality checks hold against one sample, decided or open. */
export function SampleFindings({ id }: { id: string }) {
  const { data } = useOperation("listFindings", { sample: id, states: [], count: shown });
  if (!data || data.findings.length === 0) return null;
  return (
    <section className="border-b border-line px-4 py-3">
      <h2 className="mb-1.5 text-xs font-semibold text-ink-muted">Findings</h2>
      <ul className="flex flex-col gap-2">
        {data.findings.map((finding) => (
          <li key={finding.id} className="flex gap-2">
            <Icon name="warning" size={14} className="mt-0.5 shrink-0 text-warning" />
            <div className="min-w-0">
              <Link
                to={quality({
                  kind: finding.kind,
                  show: finding.state === "open" ? "open" : "decided",
                  finding: finding.id,
                })}
                className="text-accent underline-offset-2 hover:underline"
              >
                {issueName(finding.issue)}
              </Link>
              <span className="tabular ml-1.5 text-xs text-ink-muted">
                {formatShare(finding.score)}
                {finding.state !== "open" && `, ${stateWords[finding.state]}`}
              </span>
              <p className="text-xs break-words text-ink-muted">{finding.reason}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
