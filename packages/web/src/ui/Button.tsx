import type { ComponentProps } from "react";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { Tooltip } from "./Tooltip.tsx";

export type ButtonTone = "primary" | "plain" | "quiet" | "danger";

const tones: Record<ButtonTone, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong font-medium",
  plain: "bg-raised text-ink border border-line hover:border-line-strong shadow-lift",
  quiet: "text-ink-muted hover:text-ink hover:bg-hover active:bg-pressed",
  danger: "bg-danger-soft text-danger border border-danger/40 hover:border-danger",
};

/** The look of a button, for the parts of menus and dialogs that are buttons themselves. */
export function buttonClasses(tone: ButtonTone = "plain", className?: string): string {
  return classes(
    "inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md px-3 text-sm whitespace-nowrap select-none",
    "transition-colors duration-100 disabled:opacity-45 disabled:pointer-events-none",
    tones[tone],
    className,
  );
}

interface ButtonProps extends ComponentProps<"button"> {
  tone?: ButtonTone;
  icon?: IconName;
}

/** A button with words. */
export function Button({ tone = "plain", icon, className, children, ...props }: ButtonProps) {
  return (
    <button type="button" className={buttonClasses(tone, className)} {...props}>
      {icon && <Icon name={icon} className="-ml-0.5" />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "name"> {
  icon: IconName;
  /** What it does: its accessible name and its tooltip. */
  name: string;
  /** Shown in the tooltip. */
  shortcut?: string;
  /** Given for a toggle. */
  pressed?: boolean;
  side?: "top" | "right" | "bottom" | "left";
}

/** A button with an icon, a name and a tooltip. */
export function IconButton({ icon, name, shortcut, pressed, side, className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={name} shortcut={shortcut} side={side}>
      <button
        type="button"
        aria-label={name}
        aria-pressed={pressed}
        className={classes(
          "inline-flex size-8 shrink-0 items-center justify-center rounded-md transition-colors duration-100",
          "disabled:opacity-40 disabled:pointer-events-none",
          pressed ? "bg-pressed text-ink" : "text-ink-muted hover:bg-hover hover:text-ink active:bg-pressed",
          className,
        )}
        {...props}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}
