import { ContextMenu } from "@base-ui/react/context-menu";
import type { ReactElement } from "react";
import type { MenuAction } from "../../ui/ActionMenu.tsx";
import { MenuItems, menuPopupClasses } from "../../ui/ActionMenu.tsx";

interface TileMenuProps {
  /** What can be done with the tile under the pointer; empty over no tile. */
  actions: MenuAction[];
  /** The grid, which the menu opens on. */
  children: ReactElement;
}

/** The menu that a right click on a tile opens. */
export function TileMenu({ actions, children }: TileMenuProps) {
  return (
    <ContextMenu.Root disabled={actions.length === 0}>
      <ContextMenu.Trigger render={children} />
      <ContextMenu.Portal>
        <ContextMenu.Positioner className="z-50 outline-none">
          <ContextMenu.Popup className={menuPopupClasses}>
            <MenuItems actions={actions} />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
