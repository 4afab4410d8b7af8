import { Menu } from "@base-ui/react/menu";
import type { ReactElement } from "react";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./Icon.tsx";

export interface MenuAction {
  label: string;
  icon?: IconName;
  run: () => void;
  danger?: boolean;
  disabled?: boolean;
}

/** A menu of actions that opens from `trigger`. */
export function ActionMenu({ trigger, actions }: { trigger: ReactElement; actions: MenuAction[] }) {
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner className="z-50 outline-none" sideOffset={4} align="end">
          <Menu.Popup className="min-w-44 rounded-lg border border-line bg-raised p-1 shadow-pop outline-none">
            {actions.map((action) => (
              <Menu.Item
                key={action.label}
                onClick={action.run}
                disabled={action.disabled}
                className={classes(
                  "flex items-center gap-2 rounded-md px-2 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-45",
                  action.danger && "text-danger",
                )}
              >
                {action.icon && <Icon name={action.icon} className={action.danger ? "" : "text-ink-muted"} />}
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
