import type { Unit } from "@gleaner/schema";
import { useState } from "react";
import { useOperation } from "../api/queries.ts";
import { Link } from "../router/Link.tsx";
import { explore } from "../router/routes.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatCount, sentence } from "../ui/format.ts";
import { Thumbnail } from "../ui/Thumbnail.tsx";

const pageLength = 60;

/** The samples of a run in the order in which they were taken, each with its reason. */
export function Picks({ run, unit }: { run: string; unit: Unit }) {
  const [start, setStart] = useState(0);
  const { data, error } = useOperation("curationPicks", { run, start, count: pageLength }, { keepPrevious: true });
  if (error) return <ErrorNotice error={error} />;
  if (!data) return null;
  const end = Math.min(data.total, start + data.picks.length);
  return (
    <div>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-3">
        {data.picks.map((pick, at) => (
          <li
            key={pick.id}
            className="relative flex gap-3 rounded-lg border border-line bg-raised p-2 hover:border-line-strong"
          >
            <Thumbnail id={pick.id} alt="" className="size-20 shrink-0 rounded-[3px] bg-tile" />
            <div className="min-w-0 text-xs">
              <Link
                to={explore({ unit, sample: { id: pick.id, at: null } })}
                className="tabular block truncate font-medium outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-accent"
                title={pick.path}
              >
                {formatCount(start + at + 1)}. {pick.path.slice(pick.path.lastIndexOf("/") + 1)}
              </Link>
              <p className="mt-0.5 text-ink-muted">{sentence(pick.reason)}</p>
            </div>
          </li>
        ))}
      </ul>
      {data.total > pageLength && (
        <div className="mt-4 flex items-center justify-center gap-3">
          <Button icon="chevronLeft" disabled={start === 0} onClick={() => setStart(Math.max(0, start - pageLength))}>
            Earlier
          </Button>
          <span className="tabular text-ink-muted">
            {formatCount(start + 1)} to {formatCount(end)} of {formatCount(data.total)}
          </span>
          <Button icon="chevronRight" disabled={end >= data.total} onClick={() => setStart(start + pageLength)}>
            Later
          </Button>
        </div>
      )}
    </div>
  );
}
