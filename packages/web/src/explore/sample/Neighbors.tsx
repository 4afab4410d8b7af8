import type { Unit } from "@gleaner/schema";
import { useState } from "react";
import { readableError } from "../../api/errors.ts";
import { useOperation } from "../../api/queries.ts";
import { PrepareDialog } from "../../datasets/PrepareDialog.tsx";
import { Button } from "../../ui/Button.tsx";
import { Thumbnail } from "../../ui/Thumbnail.tsx";

interface NeighborsProps {
  /** Of a sample or an object. */
  id: string;
  unit: Unit;
  dataset: string;
  space: string;
  /** Whether a similarity search is on, which "less like this" can refine. */
  searching: boolean;
  onOpen: (id: string) => void;
  onSimilar: (id: string, like: boolean) => void;
}

const count = 16;

/** The nearest samples or objects in the embedding space, with their similarity. */
export function Neighbors({ id, unit, dataset, space, searching, onOpen, onSimilar }: NeighborsProps) {
  const [preparing, setPreparing] = useState(false);
  const { data, error, isPending } = useOperation("search", {
    unit,
    similarTo: { samples: [id], space },
    limit: count + 1,
  });
  const others = data?.results.filter((result) => result.id !== id).slice(0, count) ?? [];
  return (
    <section aria-label="Nearest neighbours" className="shrink-0 border-t border-line bg-surface">
      <div className="flex h-10 items-center gap-2 px-4">
        <h2 className="grow text-xs font-semibold text-ink-muted">Nearest neighbours</h2>
        <Button tone="quiet" icon="plus" onClick={() => onSimilar(id, true)}>
          More like this
        </Button>
        <Button
          tone="quiet"
          icon="minus"
          disabled={!searching}
          title={searching ? undefined : "Search for something similar first"}
          onClick={() => onSimilar(id, false)}
        >
          Less like this
        </Button>
      </div>
      {error ? (
        <div className="flex items-center gap-4 px-4 pb-4">
          <p className="text-sm text-ink-muted">{noNeighbors(error, unit)}</p>
          {canPrepare(error) && (
            <Button icon="play" onClick={() => setPreparing(true)}>
              Embed and index
            </Button>
          )}
        </div>
      ) : (
        <ul className="scroll-quiet flex h-[108px] gap-1.5 px-4 pb-2" aria-busy={isPending}>
          {others.map((result) => (
            <li key={result.id} className="shrink-0">
              <button
                type="button"
                className="block rounded-[3px]"
                onClick={() => onOpen(result.id)}
                aria-label={`${[result.object?.class, result.path].filter(Boolean).join(", ")}, similarity ${result.score.toFixed(3)}`}
              >
                <Thumbnail id={result.id} alt="" className="size-[76px] rounded-[3px] bg-tile" />
                <span className="tabular block text-2xs text-ink-muted">{result.score.toFixed(3)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {preparing && <PrepareDialog unit={unit} datasets={[dataset]} onClose={() => setPreparing(false)} />}
    </section>
  );
}

function canPrepare(error: unknown): boolean {
  return ["not_embedded", "space_not_found", "not_indexed"].includes(readableError(error).code);
}

function noNeighbors(error: unknown, unit: Unit): string {
  if (canPrepare(error)) return `What looks alike is found by vectors, and this ${unit} has none yet.`;
  const { message, hint } = readableError(error);
  return hint ? `${message} ${hint}` : message;
}
