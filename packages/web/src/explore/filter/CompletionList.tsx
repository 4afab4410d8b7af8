import type { FilterCompletions } from "@gleaner/schema";
import { useEffect, useRef } from "react";
import { classes } from "../../ui/classes.ts";

interface CompletionListProps {
  id: string;
  completions: FilterCompletions;
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

/** What may stand at the cursor of the filter box. */
export function CompletionList({ id, completions, active, onAccept, onActive }: CompletionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div
      ref={list}
      id={`${id}-list`}
      role="listbox"
      aria-label="Completions"
      className="scroll-quiet absolute top-9 left-0 z-30 max-h-72 w-full max-w-lg rounded-lg border border-line bg-raised p-1 shadow-pop"
    >
      {completions.items.map((item, at) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus and names its active option
        <div
          key={`${item.kind} ${item.label}`}
          id={`${id}-${at}`}
          role="option"
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
  );
}
