import { completeFilter, type FilterCompletions, parseFilter, type Unit } from "@gleaner/schema";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { filterProblem } from "../../api/errors.ts";
import { useCommands } from "../../commands/commands.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { CompletionList } from "./CompletionList.tsx";
import { filterValues } from "./filter-values.ts";
import { ProblemNote } from "./ProblemNote.tsx";

interface FilterBoxProps {
  value: string;
  /** What the filter is about. */
  unit: Unit;
  datasets: string[];
  /** What the server said of the filter, where it found more wrong than the grammar shows. */
  serverError: unknown;
  onCommit: (where: string) => void;
}

/** The filter language in one line: completions while typing, Enter applies, errors show where. */
export function FilterBox({ value, unit, datasets, serverError, onCommit }: FilterBoxProps) {
  const queryClient = useQueryClient();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState<unknown>(null);
  const [completions, setCompletions] = useState<FilterCompletions | null>(null);
  const [active, setActive] = useState(-1);
  const values = useMemo(() => filterValues(queryClient, datasets, unit), [queryClient, datasets, unit]);
  const asked = useRef(0);

  useEffect(() => {
    setText(value);
    setProblem(null);
  }, [value]);

  useCommands([{ id: "filter", name: "Filter", context: "Explore", keys: ["/"], run: () => input.current?.focus() }]);

  async function complete(next: string, cursor: number): Promise<void> {
    const ask = ++asked.current;
    const found = await completeFilter(next, cursor, { unit, values });
    if (ask !== asked.current) return;
    const typed = next.slice(found.from, found.to);
    const items = found.items.filter((item) => item.insert !== typed).slice(0, 40);
    setCompletions(items.length > 0 && document.activeElement === input.current ? { ...found, items } : null);
    setActive(-1);
  }

  function closeCompletions(): void {
    asked.current++;
    setCompletions(null);
    setActive(-1);
  }

  function commit(): void {
    closeCompletions();
    try {
      parseFilter(text, { unit });
      setProblem(null);
      onCommit(text.trim());
    } catch (error) {
      setProblem(error);
    }
  }

  function accept(at: number): void {
    const item = completions?.items[at];
    if (!item || !completions) return;
    const space = item.kind === "call" || text[completions.to] === " " ? "" : " ";
    const start = text.slice(0, completions.from) + item.insert + space;
    const next = start + text.slice(completions.to);
    setText(next);
    setProblem(null);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(start.length, start.length);
      void complete(next, start.length);
    });
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const count = completions?.items.length ?? 0;
    if (event.key === "ArrowDown" && count > 0) setActive((active + 1) % count);
    else if (event.key === "ArrowUp" && count > 0) setActive(active <= 0 ? count - 1 : active - 1);
    else if ((event.key === "Tab" && completions) || (event.key === "Enter" && active >= 0))
      accept(Math.max(0, active));
    else if (event.key === "Enter") commit();
    else if (event.key === "Escape" && completions) closeCompletions();
    else if (event.key === "Escape") {
      setText(value);
      setProblem(null);
      input.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const shownProblem = filterProblem(problem) ?? (text === value ? filterProblem(serverError) : null);
  return (
    <div className="relative min-w-0 grow">
      <Icon name="filter" className="absolute top-2 left-2.5 text-ink-faint" />
      <input
        ref={input}
        role="combobox"
        aria-label="Filter"
        aria-expanded={completions !== null}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={completions && active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={shownProblem ? true : undefined}
        aria-describedby={shownProblem ? `${id}-problem` : undefined}
        value={text}
        spellCheck={false}
        autoComplete="off"
        placeholder={
          unit === "object" ? 'Filter: class = "car" and area < 0.01' : 'Filter: label = "cat" and width >= 640'
        }
        className={classes(
          "h-8 w-full rounded-md border bg-raised pr-16 pl-8 font-mono text-[12.5px]",
          shownProblem ? "border-danger" : "border-line hover:border-line-strong",
        )}
        onChange={(event) => {
          setText(event.target.value);
          setProblem(null);
          void complete(event.target.value, event.target.selectionStart ?? event.target.value.length);
        }}
        onFocus={(event) => void complete(text, event.target.selectionStart ?? text.length)}
        onBlur={closeCompletions}
        onKeyDown={onKeyDown}
      />
      <span className="absolute top-1 right-1 flex items-center gap-1">
        {text !== value && !shownProblem ? (
          <button
            type="button"
            className="h-6 rounded px-2 text-xs font-medium text-accent hover:bg-hover"
            onPointerDown={(event) => event.preventDefault()}
            onClick={commit}
          >
            Apply
          </button>
        ) : value ? (
          <button
            type="button"
            aria-label="Clear the filter"
            className="flex size-6 items-center justify-center rounded text-ink-muted hover:bg-hover hover:text-ink"
            onClick={() => onCommit("")}
          >
            <Icon name="close" size={13} />
          </button>
        ) : (
          <span className="mr-1">
            <Kbd keys="/" />
          </span>
        )}
      </span>
      {completions && (
        <CompletionList id={id} completions={completions} active={active} onAccept={accept} onActive={setActive} />
      )}
      {shownProblem && !completions && <ProblemNote id={`${id}-problem`} text={text} problem={shownProblem} />}
    </div>
  );
}
