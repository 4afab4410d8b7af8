import { Menu } from "@base-ui/react/menu";
import type { ReactElement } from "react";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";

export interface MenuAction {
  label: string;
  icon?: IconName;
  shortcut?: string;
  run: () => void;
  danger?: boolean;
  disabled?: boolean;
}

/** The look of a menu's list. */
export const menuPopupClasses = "min-w-44 rounded-lg border border-line bg-raised p-1 shadow-pop outline-none";

/** Actions as items of a menu. */
export function MenuItems({ actions }: { actions: MenuAction[] }) {
  return actions.map((action) => (
    <Menu.Item
      key={action.label}
      onClick={action.run}
      disabled={action.disabled}
      className={classes(
        "flex items-center gap-2 rounded-md px-2 py-1 outline-none select-none data-disabled:opacity-45 data-highlighted:bg-hover",
        action.danger && "text-danger",
      )}
    >
      {action.icon && <Icon name={action.icon} className={action.danger ? "" : "text-ink-muted"} />}
      <span className="grow">{action.label}</span>
      {action.shortcut && (
        <span className="ml-6">
          <Kbd keys={action.shortcut} />
        </span>
      )}
    </Menu.Item>
  ));
}

/** A menu of actions that opens from `trigger`. */
export function ActionMenu({ trigger, actions }: { trigger: ReactElement; actions: MenuAction[] }) {
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner className="z-50 outline-none" sideOffset={4} align="end">
          <Menu.Popup className={menuPopupClasses}>
            <MenuItems actions={actions} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
