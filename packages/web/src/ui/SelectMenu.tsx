import { Select } from "@base-ui/react/select";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./Icon.tsx";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** A second line that helps to choose. */
  hint?: string;
}

interface SelectMenuProps<Value extends string> {
  /** The accessible name. */
  name: string;
  value: Value;
  options: SelectOption<Value>[];
  onChange: (value: Value) => void;
  icon?: IconName;
  /** Shown before the value, quieter. */
  prefix?: ReactNode;
  quiet?: boolean;
  className?: string;
  id?: string;
}

/** A drop-down choice of one among a few. */
export function SelectMenu<Value extends string>(props: SelectMenuProps<Value>) {
  return (
    <Select.Root
      items={props.options.map(({ value, label }) => ({ value, label }))}
      value={props.value}
      onValueChange={(value) => value !== null && props.onChange(value)}
    >
      <Select.Trigger
        id={props.id}
        aria-label={props.name}
        className={classes(
          "inline-flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 text-sm transition-colors",
          props.quiet
            ? "text-ink-muted hover:bg-hover hover:text-ink"
            : "border border-line bg-raised shadow-lift hover:border-line-strong",
          props.className,
        )}
      >
        {props.icon && <Icon name={props.icon} className="shrink-0 text-ink-muted" />}
        {props.prefix && <span className="shrink-0 text-ink-faint">{props.prefix}</span>}
        <Select.Value className="min-w-0 truncate" />
        <Icon name="chevronDown" size={12} className="ml-auto shrink-0 text-ink-faint" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner className="z-50 outline-none" sideOffset={4} alignItemWithTrigger={false}>
          <Select.Popup className="max-h-[min(24rem,var(--available-height))] min-w-[max(10rem,var(--anchor-width))] overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-pop outline-none">
            <Select.List>
              {props.options.map((option) => (
                <Select.Item
                  key={option.value}
                  value={option.value}
                  className="flex items-start gap-2 rounded-md py-1 pr-3 pl-1.5 outline-none select-none data-highlighted:bg-hover"
                >
                  <span className="flex h-5 w-4 shrink-0 items-center">
                    <Select.ItemIndicator>
                      <Icon name="check" size={14} className="text-accent" />
                    </Select.ItemIndicator>
                  </span>
                  <span>
                    <Select.ItemText>{option.label}</Select.ItemText>
                    {option.hint && <span className="block max-w-64 text-xs text-ink-muted">{option.hint}</span>}
                  </span>
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
