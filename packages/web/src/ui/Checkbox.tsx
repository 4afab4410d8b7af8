import { Checkbox as Base } from "@base-ui/react/checkbox";
import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";

/** A checkbox with its words. */
export function Checkbox(props: { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the Base UI checkbox inside is the control
    <label className="flex items-start gap-2 text-sm">
      <Base.Root
        checked={props.checked}
        onCheckedChange={props.onChange}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded border border-line-strong bg-surface data-checked:border-accent data-checked:bg-accent"
      >
        <Base.Indicator className="text-on-accent data-unchecked:hidden">
          <Icon name="check" size={12} />
        </Base.Indicator>
      </Base.Root>
      <span>{props.children}</span>
    </label>
  );
}
