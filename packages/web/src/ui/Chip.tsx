import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

/** One condition of the view, removable. `name` says what removing it does. */
export function Chip(props: { children: ReactNode; name: string; onRemove: () => void; swatch?: string }) {
  return (
    <span className="inline-flex h-6 max-w-72 items-center gap-1 rounded-full bg-accent-soft pr-0.5 pl-2.5 text-xs text-ink">
      {props.swatch && <span className="size-2 shrink-0 rounded-full" style={{ background: props.swatch }} />}
      <span className="truncate">{props.children}</span>
      <button
        type="button"
        aria-label={props.name}
        onClick={props.onRemove}
        className="flex size-5 shrink-0 items-center justify-center rounded-full text-ink-muted hover:bg-pressed hover:text-ink"
      >
        <Icon name="close" size={11} />
      </button>
    </span>
  );
}
