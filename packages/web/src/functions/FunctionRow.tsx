import type { SavedFunction } from "@gleaner/schema";
import { useState } from "react";
import { useOperation } from "../api/queries.ts";
import { Link } from "../router/Link.tsx";
import { navigate } from "../router/router.ts";
import { explore } from "../router/routes.ts";
import { ActionMenu } from "../ui/ActionMenu.tsx";
import { IconButton } from "../ui/Button.tsx";
import { formatAmount, formatCount, formatNumber, formatShare } from "../ui/format.ts";
import { Thumbnail } from "../ui/Thumbnail.tsx";
import { DeleteFunction } from "./DeleteFunction.tsx";
import { hitsRule } from "./function-rule.ts";

const pictures = 6;

/** One function: its best hits, what it stands on, and how many it finds. */
export function FunctionRow({ saved }: { saved: SavedFunction }) {
  const [deleting, setDeleting] = useState(false);
  const { data } = useOperation("functionScores", { name: saved.name, limit: pictures });
  return (
    <li className="relative flex items-center gap-4 border-b border-line px-4 py-2.5 last:border-0 hover:bg-hover">
      <div className="flex shrink-0 gap-0.5 overflow-hidden rounded-md" aria-hidden="true">
        {Array.from({ length: pictures }, (_, at) => {
          const hit = data?.scores[at];
          return hit ? (
            <Thumbnail key={hit.id} id={hit.id} alt="" fill className="size-11 bg-tile" />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: empty places have nothing else
            <span key={at} className="size-11 bg-tile" />
          );
        })}
      </div>
      <div className="min-w-0 grow">
        <Link
          to={{ screen: "function", name: saved.name }}
          className="block truncate text-base font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {saved.name}
        </Link>
        <p className="truncate text-xs text-ink-muted">
          {saved.description && `${saved.description} · `}
          {basisOf(saved)} · threshold {formatNumber(saved.threshold)}
          {saved.precision && ` · about ${formatShare(saved.precision.value)} of the hits right`}
        </p>
      </div>
      {saved.kind === "classifier" && (
        <span className="shrink-0 rounded-full bg-accent-soft px-2.5 py-0.5 text-xs text-ink">Classifier</span>
      )}
      <span className="tabular w-24 shrink-0 text-right">
        <span className="block text-base">{formatCount(saved.matches)}</span>
        <span className="text-xs text-ink-muted">{saved.matches === 1 ? "hit" : "hits"}</span>
      </span>
      <span className="relative z-10">
        <ActionMenu
          trigger={<IconButton icon="more" name={`More for ${saved.name}`} />}
          actions={[
            {
              label: "Hits in Explore",
              icon: "explore",
              run: () =>
                navigate(explore({ unit: saved.unit, where: hitsRule(saved), datasets: saved.datasets ?? [] })),
            },
            {
              label: "Calibrate",
              icon: "check",
              run: () => navigate({ screen: "function", name: saved.name }),
            },
            { label: "Delete", icon: "trash", danger: true, run: () => setDeleting(true) },
          ]}
        />
      </span>
      {deleting && <DeleteFunction name={saved.name} onClose={() => setDeleting(false)} />}
    </li>
  );
}

function basisOf({ positives, negatives, answers }: SavedFunction): string {
  const parts = [
    formatAmount(positives.length, "example"),
    ...(negatives.length > 0 ? [formatAmount(negatives.length, "counterexample")] : []),
    ...(answers.yes + answers.no > 0 ? [formatAmount(answers.yes + answers.no, "answer")] : []),
  ];
  return parts.join(", ");
}
