import type { Curation } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { Link } from "../router/Link.tsx";
import { navigate } from "../router/router.ts";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatCount, formatShare } from "../ui/format.ts";
import { SelectMenu } from "../ui/SelectMenu.tsx";

/** Two runs side by side: what they share and how far each covers the clusters. */
export default function CompareScreen({ a, b }: { a: string; b: string }) {
  const runs = useOperation("listCurations", {});
  const { data, error } = useOperation(
    "compareCurations",
    { a, b },
    { enabled: a !== "" && b !== "", keepPrevious: true },
  );
  const names = runs.data?.runs.map(({ run }) => ({ value: run, label: run })) ?? [];
  const union = data ? data.shared + data.onlyA + data.onlyB : 0;
  return (
    <Page
      title="Compare two runs"
      lead={
        <Link to={{ screen: "curations" }} className="text-accent hover:underline">
          All runs
        </Link>
      }
    >
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <SelectMenu
          name="First run"
          value={a}
          options={names}
          onChange={(run) => navigate({ screen: "compare", a: run, b }, { replace: true })}
        />
        <span className="text-ink-muted">and</span>
        <SelectMenu
          name="Second run"
          value={b}
          options={names}
          onChange={(run) => navigate({ screen: "compare", a, b: run }, { replace: true })}
        />
      </div>
      {error && <ErrorNotice error={error} />}
      {data && (
        <div className="flex max-w-4xl flex-col gap-6">
          <figure className="rounded-xl border border-line bg-raised p-5">
            <div aria-hidden="true" className="flex h-3 overflow-hidden rounded-full bg-sunken">
              <span className="bg-accent/45" style={{ width: `${(data.onlyA / Math.max(1, union)) * 100}%` }} />
              <span className="bg-accent" style={{ width: `${(data.shared / Math.max(1, union)) * 100}%` }} />
              <span className="bg-wheat" style={{ width: `${(data.onlyB / Math.max(1, union)) * 100}%` }} />
            </div>
            <figcaption className="tabular mt-3 grid grid-cols-3 text-sm">
              <span>
                <strong className="font-semibold">{formatCount(data.onlyA)}</strong> only in {data.a.run}
              </span>
              <span className="text-center">
                <strong className="font-semibold">{formatCount(data.shared)}</strong> in both (
                {formatShare(data.jaccard)} of all)
              </span>
              <span className="text-right">
                <strong className="font-semibold">{formatCount(data.onlyB)}</strong> only in {data.b.run}
              </span>
            </figcaption>
          </figure>
          <RunsTable runs={[data.a, data.b]} />
        </div>
      )}
    </Page>
  );
}

function RunsTable({ runs }: { runs: Curation[] }) {
  const coverage = ({ coverage: found }: Curation) =>
    found && found.total > 0 ? formatShare(found.covered / found.total) : "–";
  const random = ({ coverage: found }: Curation) =>
    found && found.total > 0 ? formatShare(found.random / found.total) : "–";
  const rows: [string, (run: Curation) => string][] = [
    ["Goal", (run) => run.goal],
    ["Strategy", (run) => run.strategy],
    ["Seed", (run) => String(run.seed)],
    ["Samples chosen", (run) => formatCount(run.selected)],
    ["Clusters covered", coverage],
    ["Random draws would cover", random],
  ];
  return (
    <table className="w-full overflow-hidden rounded-xl border border-line bg-raised text-left">
      <thead>
        <tr className="border-b border-line">
          <td className="px-5 py-2.5" />
          {runs.map(({ run }) => (
            <th key={run} scope="col" className="px-5 py-2.5 font-semibold">
              <Link to={{ screen: "curation", run }} className="text-accent hover:underline">
                {run}
              </Link>
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="tabular">
        {rows.map(([name, of]) => (
          <tr key={name} className="border-b border-line last:border-0">
            <th scope="row" className="px-5 py-2 font-normal text-ink-muted">
              {name}
            </th>
            {runs.map((run) => (
              <td key={run.run} className="px-5 py-2">
                {of(run)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
