import { completeFilter, type FilterCompletions, parseFilter } from "@gleaner/schema";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { filterProblem } from "../../api/errors.ts";
import { useCommands } from "../../commands/commands.ts";
import type { ExploreState } from "../../router/explore-state.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { CompletionList } from "./CompletionList.tsx";
import { filterValues } from "./filter-values.ts";
import { ProblemNote } from "./ProblemNote.tsx";
import { useSearchSuggestions } from "./search-suggestions.ts";
import { searchWords } from "./search-words.ts";

interface FilterBoxProps {
  state: ExploreState;
  /** What the server said of the filter, where it found more wrong than the grammar shows. */
  serverError: unknown;
  onChange: (part: Partial<ExploreState>) => void;
}

const noCompletions: FilterCompletions = { from: 0, to: 0, items: [] };

/**
 * The search box: the filter language in one line, with completions while typing and errors where they are; plain words are searched for.
 * Enter applies.
 */
export function FilterBox({ state, serverError, onChange }: FilterBoxProps) {
  const { where: value, unit, datasets } = state;
  const queryClient = useQueryClient();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState<unknown>(null);
  const [completions, setCompletions] = useState<FilterCompletions | null>(null);
  const [active, setActive] = useState(-1);
  const values = useMemo(() => filterValues(queryClient, datasets, unit), [queryClient, datasets, unit]);
  const asked = useRef(0);
  const [open, setOpen] = useState(false);
  const suggestions = useSearchSuggestions(state, text, open);

  useEffect(() => {
    setText(value);
    setProblem(null);
  }, [value]);

  useCommands([
    { id: "filter", name: "Search or filter", context: "Explore", keys: ["/"], run: () => input.current?.focus() },
  ]);

  async function complete(next: string, cursor: number): Promise<void> {
    const ask = ++asked.current;
    const found = await completeFilter(next, cursor, { unit, values });
    if (ask !== asked.current) return;
    const typed = next.slice(found.from, found.to);
    const items = found.items.filter((item) => item.insert !== typed).slice(0, 40);
    const focused = document.activeElement === input.current;
    setOpen(focused);
    setCompletions(focused ? { ...found, items } : null);
    setActive(-1);
  }

  function closeCompletions(): void {
    asked.current++;
    setOpen(false);
    setCompletions(null);
    setActive(-1);
  }

  function commit(): void {
    const words = searchWords(text, unit);
    if (words !== null) {
      apply({ words });
      return;
    }
    closeCompletions();
    try {
      parseFilter(text, { unit });
      setProblem(null);
      onChange({ where: text.trim() });
    } catch (error) {
      setProblem(error);
    }
  }

  /** Does what a suggestion says; the filter of before stays, or becomes the one that it brings. */
  function apply(change: Partial<ExploreState>): void {
    closeCompletions();
    setText(change.where ?? value);
    setProblem(null);
    onChange(change);
  }

  function accept(at: number): void {
    const suggestion = suggestions[at - (completions?.items.length ?? 0)];
    if (suggestion) {
      apply(suggestion.change);
      return;
    }
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
    const count = completions ? completions.items.length + suggestions.length : 0;
    if (event.key === "ArrowDown" && count > 0) setActive((active + 1) % count);
    else if (event.key === "ArrowUp" && count > 0) setActive(active <= 0 ? count - 1 : active - 1);
    else if (
      (event.key === "Tab" && completions && completions.items.length > 0 && text !== "") ||
      (event.key === "Enter" && active >= 0)
    )
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
  const listed = completions !== null && completions.items.length + suggestions.length > 0;
  return (
    <div className="relative min-w-0 grow">
      <Icon name="search" className="absolute top-2 left-2.5 text-ink-faint" />
      <input
        ref={input}
        role="combobox"
        aria-label="Search or filter"
        aria-expanded={listed}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={completions && active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={shownProblem ? true : undefined}
        aria-describedby={shownProblem ? `${id}-problem` : undefined}
        value={text}
        spellCheck={false}
        autoComplete="off"
        placeholder={
          unit === "object"
            ? 'Words, or a filter: class = "car" and area < 0.01'
            : 'Words, or a filter: label = "cat" and width >= 640'
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
            onClick={() => onChange({ where: "" })}
          >
            <Icon name="close" size={13} />
          </button>
        ) : (
          <span className="mr-1">
            <Kbd keys="/" />
          </span>
        )}
      </span>
      {listed && (
        <CompletionList
          id={id}
          completions={completions ?? noCompletions}
          suggestions={suggestions}
          active={active}
          onAccept={accept}
          onActive={setActive}
        />
      )}
      {shownProblem && !listed && <ProblemNote id={`${id}-problem`} text={text} problem={shownProblem} />}
    </div>
  );
}
