import type { SavedFunction } from "@gleaner/schema";
import { useState } from "react";
import { useOperation } from "../api/queries.ts";
import { Link } from "../router/Link.tsx";
import { explore } from "../router/routes.ts";
import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatNumber } from "../ui/format.ts";
import { Thumbnail } from "../ui/Thumbnail.tsx";
import { hitsRule } from "./function-rule.ts";

type Order = "highest" | "lowest-hits" | "just-missed";

const shown = 48;

const orders: { value: Order; label: string }[] = [
  { value: "highest", label: "Best" },
  { value: "lowest-hits", label: "Weakest hits" },
  { value: "just-missed", label: "Just missed" },
];

/** The samples that a function scores highest, and those on either side of its threshold. */
export function Scores({ saved }: { saved: SavedFunction }) {
  const [order, setOrder] = useState<Order>("highest");
  const rule = hitsRule(saved);
  const { data, error } = useOperation(
    "functionScores",
    {
      name: saved.name,
      limit: shown,
      where: order === "highest" ? "" : order === "lowest-hits" ? rule : `not ${rule}`,
      order: order === "lowest-hits" ? "lowest" : "highest",
    },
    { keepPrevious: true },
  );
  return (
    <section>
      <div className="mb-2 flex items-center justify-between">
        <ChoiceGroup name="Samples" value={order} choices={orders} onChange={setOrder} />
      </div>
      {error && <ErrorNotice error={error} />}
      {data?.scores.length === 0 && <p className="text-ink-muted">None.</p>}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-1.5">
        {data?.scores.map(({ id, path, score }) => (
          <li key={id} className="relative aspect-square overflow-hidden rounded-md bg-tile">
            <Thumbnail id={id} alt="" className="size-full" />
            <Link
              to={explore({ unit: saved.unit, sample: { id, at: null } })}
              title={path}
              className="absolute inset-0 rounded-md focus-visible:-outline-offset-2"
            >
              <span className="tabular absolute bottom-1 left-1 rounded-[3px] bg-black/70 px-1 text-2xs text-white">
                {formatNumber(score)}
              </span>
              <span className="sr-only">{path}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
