import type { Unit } from "@gleaner/schema";
import { useId, useRef, useState } from "react";
import { useOperation } from "../api/queries.ts";
import { classes } from "../ui/classes.ts";
import { inputClasses } from "../ui/Field.tsx";
import { Kbd } from "../ui/Kbd.tsx";

/** Classes that have a key of their own. */
export const keyedClasses = 9;
const shown = 8;

/** The order of classes by dataset, as first seen: a key must not change its class while someone works. */
const orders = new Map<string, string[]>();

/** The classes of a dataset, most frequent first when they were first asked for: their order is that of the keys 1 to 9. */
export function useClasses(dataset: string | null, unit: Unit = "sample"): string[] {
  const { data } = useOperation(
    "facets",
    { view: { unit, datasets: dataset === null ? [] : [dataset] }, fields: ["label"], limit: 1000 },
    { enabled: dataset !== null, staleTime: 300_000 },
  );
  const facet = data?.facets[0];
  if (dataset === null || facet?.kind !== "values") return [];
  const present = facet.values.flatMap(({ value }) => value ?? []);
  const key = `${unit} ${dataset}`;
  const known = orders.get(key) ?? [];
  const order = [...known, ...present.filter((name) => !known.includes(name))];
  if (order.length > 0) orders.set(key, order);
  return order;
}

interface ClassChoiceProps {
  names: string[];
  /** The class that is there, which would change nothing. */
  present: string | null;
  suggested: string | null;
  onChoose: (name: string) => void;
  /** Takes the input for the key that leads to it. */
  inputRef: React.RefObject<HTMLInputElement | null>;
}

/** The first classes as buttons with their keys, and a box to type any other. */
export function ClassChoice({ names, present, suggested, onChoose, inputRef }: ClassChoiceProps) {
  return (
    <section aria-label="Another class">
      <h2 className="mb-1.5 text-xs font-medium text-ink-muted">Another class</h2>
      <div className="grid grid-cols-2 gap-1">
        {names.slice(0, keyedClasses).map((name, at) => (
          <button
            key={name}
            type="button"
            disabled={name === present}
            onClick={() => onChoose(name)}
            className={classes(
              "flex h-7 min-w-0 items-center gap-1.5 rounded-md border px-1.5 text-left text-sm disabled:opacity-45",
              name === suggested ? "border-accent bg-accent-soft" : "border-line bg-raised hover:border-line-strong",
            )}
          >
            <Kbd keys={String(at + 1)} />
            <span className="truncate">{name}</span>
          </button>
        ))}
      </div>
      <div className="mt-1.5">
        <ClassBox names={names} onChoose={onChoose} inputRef={inputRef} />
      </div>
    </section>
  );
}

interface ClassBoxProps extends Pick<ClassChoiceProps, "names" | "onChoose" | "inputRef"> {
  /** Where its list opens. */
  side?: "top" | "bottom";
}

/** A box to type a class into, known or new. */
export function ClassBox({ names, onChoose, inputRef, side = "bottom" }: ClassBoxProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const typed = text.trim();
  const found = matching(names, typed).slice(0, shown);
  const options = typed && !names.includes(typed) ? [...found, typed] : found;
  const choose = (name: string | undefined) => {
    if (!name) return;
    setText("");
    setOpen(false);
    inputRef.current?.blur();
    onChoose(name);
  };
  return (
    <div className="relative">
      <input
        ref={inputRef}
        role="combobox"
        aria-label="Class by name"
        aria-expanded={open && options.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && options.length > 0 ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        value={text}
        spellCheck={false}
        placeholder="Any class, new ones too"
        maxLength={1000}
        className={classes(inputClasses, "pr-8")}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setActive(Math.min(options.length - 1, active + 1));
          else if (event.key === "ArrowUp") setActive(Math.max(0, active - 1));
          else if (event.key === "Enter") choose(options[active]);
          else if (event.key === "Escape") {
            setText("");
            event.currentTarget.blur();
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span className="pointer-events-none absolute top-1.5 right-2">
        <Kbd keys="c" />
      </span>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Classes"
        hidden={!open || options.length === 0}
        className={classes(
          "absolute left-0 z-30 w-full rounded-lg border border-line bg-raised p-1 shadow-pop",
          side === "top" ? "bottom-9" : "top-9",
        )}
      >
        {options.map((name, at) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus and names its active option
          <div
            key={name}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            className={classes("truncate rounded-md px-2 py-1", at === active && "bg-hover")}
            onPointerMove={() => setActive(at)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(name)}
            onKeyDown={() => {}}
          >
            {names.includes(name) ? name : `New class ${name}`}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Names that hold the text, those that begin with it first. */
function matching(names: string[], text: string): string[] {
  const wanted = text.toLowerCase();
  const found = names.filter((name) => name.toLowerCase().includes(wanted));
  return found.sort((a, b) => Number(b.toLowerCase().startsWith(wanted)) - Number(a.toLowerCase().startsWith(wanted)));
}
