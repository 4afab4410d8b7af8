import type { FilterCompletions } from "@gleaner/schema";
import { useEffect, useRef } from "react";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { SearchSuggestion } from "./search-suggestions.ts";

interface CompletionListProps {
  id: string;
  completions: FilterCompletions;
  /** What stands below the completions, counted on from them. */
  suggestions: SearchSuggestion[];
  active: number;
  onAccept: (at: number) => void;
  onActive: (at: number) => void;
}

const kinds: Record<FilterCompletions["items"][number]["kind"], string> = {
  field: "field",
  call: "function",
  keyword: "",
  operator: "",
  value: "value",
};

/** What may stand at the cursor of the search box, and what else may be done with its words. */
export function CompletionList(props: CompletionListProps) {
  const { id, completions, suggestions, active, onAccept, onActive } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div
      ref={list}
      id={`${id}-list`}
      role="listbox"
      aria-label="Completions"
      className="absolute top-9 left-0 z-30 w-full max-w-lg overflow-hidden rounded-lg border border-line bg-raised shadow-pop"
    >
      <div className={classes("scroll-quiet max-h-72", completions.items.length > 0 && "p-1")}>
        {completions.items.map((item, at) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus and names its active option
          <div
            key={`${item.kind} ${item.label}`}
            id={`${id}-${at}`}
            role="option"
            data-at={at}
            aria-selected={at === active}
            className={classes("flex items-baseline gap-3 rounded-md px-2 py-1", at === active && "bg-hover")}
            onPointerMove={() => onActive(at)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onAccept(at)}
            onKeyDown={() => {}}
          >
            <span className="shrink-0 font-mono text-[12.5px]">{item.label}</span>
            <span className="min-w-0 grow truncate text-xs text-ink-muted">{item.doc}</span>
            <span className="shrink-0 text-2xs text-ink-faint">{kinds[item.kind]}</span>
          </div>
        ))}
      </div>
      {suggestions.length > 0 && (
        <div className={classes("p-1", completions.items.length > 0 && "border-t border-line")}>
          {suggestions.map(({ label, doc }, offset) => {
            const at = completions.items.length + offset;
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus and names its active option
              <div
                key={label}
                id={`${id}-${at}`}
                role="option"
                data-at={at}
                aria-selected={at === active}
                className={classes("flex items-center gap-2.5 rounded-md px-2 py-1", at === active && "bg-hover")}
                onPointerMove={() => onActive(at)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onAccept(at)}
                onKeyDown={() => {}}
              >
                <Icon name="search" size={13} className="shrink-0 text-ink-faint" />
                <span className="max-w-[60%] shrink-0 truncate">{label}</span>
                <span className="min-w-0 grow truncate text-xs text-ink-muted">{doc}</span>
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}
