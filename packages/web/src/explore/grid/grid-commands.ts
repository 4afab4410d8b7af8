import type { RefObject } from "react";
import type { Command } from "../../commands/commands.ts";
import type { GridLayout } from "./grid-layout.ts";

interface GridActions {
  scroller: RefObject<HTMLElement | null>;
  layout: GridLayout;
  focus: number;
  move: (index: number, extend: boolean) => void;
  open: () => void;
  toggle: () => void;
  selectAll: () => void;
  similar: () => void;
}

/** Keys that the shortcut sheet shows on one line. */
type Sheets = string[] | null;

/** The keys of the grid. They work while the grid, or nothing, has the focus. */
export function gridCommands({
  scroller,
  layout,
  focus,
  move,
  open,
  toggle,
  selectAll,
  similar,
}: GridActions): Command[] {
  const when = () => {
    const active = document.activeElement;
    return active === null || active === document.body || (scroller.current?.contains(active) ?? false);
  };
  const { columns, count } = layout;
  const page = Math.max(1, Math.floor(layout.viewport / layout.pitch)) * columns;
  const step = (id: string, name: string, key: string, by: () => number, sheet: Sheets = null): Command[] => {
    const go = (extend: boolean) => () => move(Math.max(0, Math.min(count - 1, by())), extend);
    const shared = { context: "Grid" as const, keysOnly: true, repeats: true, when };
    return [
      {
        ...shared,
        id,
        name,
        keys: [key],
        run: go(false),
        sheet: sheet && { name: "Move between samples", keys: sheet },
      },
      {
        ...shared,
        id: `${id}-extend`,
        name: `${name}, selecting`,
        keys: [`shift+${key}`],
        run: go(true),
        sheet: sheet && { name: "Select while moving", keys: ["shift", ...sheet] },
      },
    ];
  };
  if (count === 0) return [];
  return [
    { id: "open", name: "Open the sample", context: "Grid", keys: ["enter", "space"], keysOnly: true, when, run: open },
    { id: "toggle", name: "Select or deselect the sample", context: "Grid", keys: ["x"], keysOnly: true, run: toggle },
    { id: "similar", name: "Find samples like the selected, or this one", context: "Grid", keys: ["f"], run: similar },
    { id: "select-all", name: "Select all of the view", context: "Grid", keys: ["mod+a"], when, run: selectAll },
    ...step("left", "Previous sample", "arrowleft", () => focus - 1, [
      "arrowleft",
      "arrowright",
      "arrowup",
      "arrowdown",
    ]),
    ...step("right", "Next sample", "arrowright", () => focus + 1),
    ...step("up", "Row above", "arrowup", () => (focus - columns < 0 ? focus : focus - columns)),
    ...step("down", "Row below", "arrowdown", () => (focus + columns >= count ? focus : focus + columns)),
    ...step("page-up", "Page up", "pageup", () => Math.max(focus % columns, focus - page)),
    ...step("page-down", "Page down", "pagedown", () => focus + page),
    ...step("home", "First sample", "home", () => 0),
    ...step("end", "Last sample", "end", () => count - 1),
  ];
}
