import type { Slice } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { Link } from "../router/Link.tsx";
import { navigate } from "../router/router.ts";
import { explore, newCuration, runRoute } from "../router/routes.ts";
import { ActionMenu } from "../ui/ActionMenu.tsx";
import { IconButton } from "../ui/Button.tsx";
import { formatCount, formatDate } from "../ui/format.ts";
import { Thumbnail } from "../ui/Thumbnail.tsx";

const pictures = 6;

/** What can be done to a slice by a dialog. */
export type SliceAct = "combine" | "edit" | "delete";

interface SliceRowProps {
  slice: Slice;
  /** Whether there is no other slice to combine it with. */
  alone: boolean;
  onAct: (act: SliceAct) => void;
}

/** One slice: a few pictures, its name, how it came to be, and how many it holds. */
export function SliceRow({ slice, alone, onAct }: SliceRowProps) {
  const run = slice.origin.startsWith("curation:") ? slice.origin.slice("curation:".length) : null;
  return (
    <li className="relative flex items-center gap-4 border-b border-line px-4 py-2.5 last:border-0 hover:bg-hover">
      <SlicePictures slice={slice} />
      <div className="min-w-0 grow">
        <Link
          to={explore({ unit: slice.unit, slice: slice.name })}
          className="block truncate text-base font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {slice.name}
        </Link>
        <p className="truncate text-xs text-ink-muted">
          {slice.kind === "dynamic" ? (
            <span className="font-mono">{slice.where}</span>
          ) : (
            slice.description || `A list of ${slice.unit}s`
          )}
          {" · "}
          {formatDate(slice.createdAt)}
        </p>
      </div>
      {run && (
        <Link
          to={runRoute(run)}
          className="relative z-10 shrink-0 rounded-full border border-line px-2.5 py-0.5 text-xs text-ink-muted hover:border-line-strong hover:text-ink"
        >
          Curation {run}
        </Link>
      )}
      {slice.kind === "dynamic" && (
        <span className="shrink-0 rounded-full bg-accent-soft px-2.5 py-0.5 text-xs text-ink">Rule</span>
      )}
      <span className="tabular w-20 shrink-0 text-right text-base">
        {formatCount(slice.count)}
        {slice.unit === "object" && <span className="block text-xs text-ink-muted">objects</span>}
      </span>
      <span className="relative z-10">
        <ActionMenu
          trigger={<IconButton icon="more" name={`More for ${slice.name}`} />}
          actions={[
            {
              label: "Open in Explore",
              icon: "explore",
              run: () => navigate(explore({ unit: slice.unit, slice: slice.name })),
            },
            {
              label: "Curate within it",
              icon: "curate",
              run: () => navigate(newCuration({ unit: slice.unit, slice: slice.name })),
            },
            { label: "Combine with another", icon: "similar", disabled: alone, run: () => onAct("combine") },
            { label: "Edit", icon: "pencil", run: () => onAct("edit") },
            { label: "Delete", icon: "trash", danger: true, run: () => onAct("delete") },
          ]}
        />
      </span>
    </li>
  );
}

function SlicePictures({ slice: { name, unit, count } }: { slice: Slice }) {
  const { data: snapshot } = useOperation("createView", { unit, slice: name }, { staleTime: 60_000 });
  const { data } = useOperation(
    "viewRows",
    { view: snapshot?.view ?? "", start: 0, count: pictures },
    { enabled: snapshot !== undefined && snapshot.total > 0 },
  );
  return (
    <div className="flex shrink-0 gap-0.5 overflow-hidden rounded-md" aria-hidden="true">
      {Array.from({ length: pictures }, (_, at) => {
        const row = data?.rows[at];
        return row ? (
          <Thumbnail key={row.id} id={row.id} alt="" fill width={row.width} className="size-11 bg-tile" />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places have nothing else
          <span key={at} className={at < count ? "size-11 bg-tile" : "size-11"} />
        );
      })}
    </div>
  );
}
