import { classes } from "./classes.ts";

/** One of several names that can each be on or off. */
export function ToggleChip(props: { name: string; chosen: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={props.chosen}
      onClick={props.onToggle}
      className={classes(
        "max-w-64 truncate rounded-full border px-3 py-1 text-sm",
        props.chosen
          ? "border-accent bg-accent-soft text-ink"
          : "border-line bg-raised text-ink-muted hover:border-line-strong hover:text-ink",
      )}
    >
      {props.name}
    </button>
  );
}

interface ToggleChipsProps {
  /** The accessible name of the group. */
  name: string;
  options: { value: string; label: string }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** Names of which any number can be on. */
export function ToggleChips({ name, options, chosen, onChange }: ToggleChipsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot lie inside the row that its legend heads
    <div role="group" aria-label={name} className="flex flex-wrap gap-1.5">
      {options.map(({ value, label }) => (
        <ToggleChip
          key={value}
          name={label}
          chosen={chosen.includes(value)}
          onToggle={() => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])}
        />
      ))}
    </div>
  );
}
