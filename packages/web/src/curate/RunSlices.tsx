import type { Curation, Unit } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { Link } from "../router/Link.tsx";
import { explore, type Route } from "../router/routes.ts";
import { formatCount, formatShare } from "../ui/format.ts";
import { Thumbnail } from "../ui/Thumbnail.tsx";

const pictures = 5;

/** Where a slice of a run is looked at. */
export function sliceRoute(run: Pick<Curation, "dataset" | "unit">, name: string): Route {
  return explore({ unit: run.unit, slice: name, datasets: run.dataset.length === 1 ? run.dataset : [] });
}

/** The slices of a run that made several, each with a few pictures and its share. */
export function RunSlices({ run }: { run: Pick<Curation, "dataset" | "slices" | "unit"> }) {
  const total = run.slices.reduce((sum, { count }) => sum + count, 0);
  return (
    <ul aria-label="Slices" className="mt-4 grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-3">
      {run.slices.map(({ name, count }) => (
        <li
          key={name}
          className="relative overflow-hidden rounded-xl border border-line bg-raised hover:border-line-strong"
        >
          <SliceStrip unit={run.unit ?? "sample"} name={name} />
          <div className="px-4 py-2.5">
            <Link
              to={sliceRoute(run, name)}
              className="block truncate font-medium outline-none after:absolute after:inset-0 after:rounded-xl focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
            >
              {name}
            </Link>
            <p className="tabular text-xs text-ink-muted">
              {formatCount(count)}
              {total > 0 && `, ${formatShare(count / total)}`}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function SliceStrip({ unit, name }: { unit: Unit; name: string }) {
  const { data: snapshot } = useOperation(
    "createView",
    { unit, slice: name, sort: "random", seed: 1 },
    { staleTime: 60_000 },
  );
  const { data } = useOperation(
    "viewRows",
    { view: snapshot?.view ?? "", start: 0, count: pictures },
    { enabled: snapshot !== undefined && snapshot.total > 0 },
  );
  return (
    <div aria-hidden="true" className="flex h-14 gap-0.5 bg-sunken">
      {data?.rows.map((row) => (
        <Thumbnail
          key={row.id}
          id={row.id}
          alt=""
          fill
          width={row.width}
          className="h-full min-w-0 grow basis-0 bg-tile"
        />
      ))}
    </div>
  );
}
