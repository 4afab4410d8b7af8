import type { Dataset } from "@gleaner/schema";
import { Link } from "../router/Link.tsx";
import { explore } from "../router/routes.ts";
import { ActionMenu, type MenuAction } from "../ui/ActionMenu.tsx";
import { IconButton } from "../ui/Button.tsx";
import { formatAmount, formatShare } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Thumbnail } from "../ui/Thumbnail.tsx";

interface DatasetCardProps {
  dataset: Dataset;
  /** Whether a map exists. */
  indexed: boolean;
  actions: MenuAction[];
}

/** One dataset: a few of its pictures, its counts, and what was derived from it. */
export function DatasetCard({ dataset, indexed, actions }: DatasetCardProps) {
  const cover = dataset.cover.slice(0, dataset.cover.length >= 8 ? 8 : 4);
  const facts = [
    formatAmount(dataset.samples, "sample"),
    dataset.objects > 0 ? formatAmount(dataset.objects, "object") : "",
    dataset.samples > 0 ? `${formatShare(dataset.labeled / dataset.samples)} labelled` : "",
  ];
  return (
    <article className="group relative flex flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-lift transition-colors focus-within:border-line-strong hover:border-line-strong">
      <div className={coverClasses(cover.length)} aria-hidden="true">
        {cover.map((id) => (
          <Thumbnail key={id} id={id} alt="" fill={cover.length > 1} className="size-full bg-tile" />
        ))}
        {cover.length === 0 && (
          <span className="flex items-center justify-center text-ink-faint">
            <Icon name="images" size={28} />
          </span>
        )}
      </div>
      <div className="flex items-start gap-2 px-4 py-3">
        <div className="min-w-0 grow">
          <h2 className="truncate text-base font-semibold">
            <Link
              to={explore({ datasets: [dataset.name] })}
              className="outline-none after:absolute after:inset-0 after:rounded-xl focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
            >
              {dataset.name}
            </Link>
          </h2>
          <p className="tabular truncate text-sm text-ink-muted">{facts.filter(Boolean).join(" · ")}</p>
          <p className="mt-1.5 flex items-center gap-1.5 text-xs text-ink-muted">
            <span className={`size-1.5 rounded-full ${indexed ? "bg-good" : "bg-line-strong"}`} />
            {indexed
              ? "Map and clusters ready"
              : dataset.spaces.length > 0
                ? "Embedded, not indexed"
                : "Not embedded yet"}
          </p>
        </div>
        <div className="relative z-10 -mr-1.5">
          <ActionMenu trigger={<IconButton icon="more" name={`More for ${dataset.name}`} />} actions={actions} />
        </div>
      </div>
    </article>
  );
}

/** Eight pictures in two rows, four in one, a single one alone. */
function coverClasses(pictures: number): string {
  const grid = pictures >= 8 ? "grid-cols-4 grid-rows-2" : pictures >= 4 ? "grid-cols-2 grid-rows-2" : "grid-flow-col";
  return `grid aspect-[2/1] auto-cols-fr gap-px overflow-hidden bg-tile ${grid}`;
}
