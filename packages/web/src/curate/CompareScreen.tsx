import type { Curation, ResultOf } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { Link } from "../router/Link.tsx";
import { navigate } from "../router/router.ts";
import { runRoute } from "../router/routes.ts";
import { classes } from "../ui/classes.ts";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatCount, formatNumber, formatShare, wordsOf } from "../ui/format.ts";
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
        <Link
          to={{ screen: "curations" }}
          className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
        >
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
          <p className="text-ink-muted">
            {data.sameInputs
              ? "Both stood on the same index, pool and labels."
              : "They stood on different data: the index, the pool or the labels changed between them."}
            {data.newInB !== null &&
              data.newInB > 0 &&
              ` Of the picks only in ${data.b.run}, ${formatCount(data.newInB)} came into the workspace after ${data.a.run}.`}
          </p>
          <RunsTable comparison={data} />
        </div>
      )}
    </Page>
  );
}

type Comparison = ResultOf<"compareCurations">;

/** What both runs are, what differs in their recipes, and their metrics. */
function RunsTable({ comparison }: { comparison: Comparison }) {
  const { a, b } = comparison;
  const runs = [a, b];
  const share = (part: number, total: number) => (total > 0 ? formatShare(part / total) : "–");
  const number = (value: number | null) => (value === null ? "–" : formatNumber(value));
  const rows: [string, string, string][] = [
    ["Goal", a.goal, b.goal],
    ["Strategy", a.strategy, b.strategy],
    ["Seed", String(a.seed), String(b.seed)],
    ["Samples chosen", formatCount(a.selected), formatCount(b.selected)],
    ["To choose from", number(comparison.pool.a), number(comparison.pool.b)],
    ["Clusters covered", ...both(runs, ({ covered, total }) => share(covered, total))],
    ["Random draws would cover", ...both(runs, ({ random, total }) => share(random, total))],
    ...comparison.metrics.map(({ key, a: left, b: right }): [string, string, string] => [
      wordsOf(key),
      number(left),
      number(right),
    ]),
    ...comparison.recipe
      .filter(({ key }) => !["goal", "strategy", "seed"].includes(key))
      .map(({ key, a: left, b: right }): [string, string, string] => [
        `Recipe: ${wordsOf(key)}`,
        plainValue(left),
        plainValue(right),
      ]),
  ];
  return (
    <table className="w-full overflow-hidden rounded-xl border border-line bg-raised text-left">
      <thead>
        <tr className="border-b border-line">
          <td className="px-5 py-2.5" />
          {runs.map(({ run }) => (
            <th key={run} scope="col" className="w-1/4 px-5 py-2.5 font-semibold">
              <Link
                to={runRoute(run)}
                className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
              >
                {run}
              </Link>
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="tabular">
        {rows.map(([name, left, right]) => (
          <tr key={name} className="border-b border-line last:border-0">
            <th scope="row" className="px-5 py-2 font-normal text-ink-muted">
              {name}
            </th>
            <td className="px-5 py-2 break-words">{left}</td>
            <td className={classes("px-5 py-2 break-words", left !== right && "font-medium")}>{right}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A recipe's value as one would say it: the comparison holds it as JSON. */
function plainValue(json: string | null): string {
  if (json === null) return "–";
  return /^"[^"\\]*"$/.test(json) ? json.slice(1, -1) : json;
}

function both(runs: Curation[], of: (coverage: NonNullable<Curation["coverage"]>) => string): [string, string] {
  const [left, right] = runs.map(({ coverage }) => (coverage ? of(coverage) : "–"));
  return [left, right];
}
