import type { Sample, ViewSnapshot } from "@gleaner/schema";
import { useEffect, useId, useRef, useState } from "react";
import { useCommands } from "../../commands/commands.ts";
import { announceFailure } from "../../toast/toasts.ts";
import type { MenuAction } from "../../ui/ActionMenu.tsx";
import { ErrorNotice } from "../../ui/ErrorNotice.tsx";
import type { SelectionDialog } from "../actions/SelectionDialogs.tsx";
import { useRowLoader, useRows } from "../explore-data.ts";
import type { HoverStore } from "../hover-store.ts";
import { useObjectsOf } from "../objects/use-objects.ts";
import { gridCommands } from "./grid-commands.ts";
import { useGridGestures } from "./grid-gestures.ts";
import { useGridScroll } from "./grid-scroll.ts";
import { everythingSelected, isSelected, nothingSelected, type Selection, toggled, withSamples } from "./selection.ts";
import { Tile, type TileLook } from "./Tile.tsx";
import { TileMenu } from "./TileMenu.tsx";

const gap = 4;

interface VirtualGridProps {
  /** What the tiles are called. */
  name: string;
  snapshot: ViewSnapshot;
  /** About how wide a tile is, in px. */
  tileSize: number;
  look: TileLook;
  selection: Selection;
  onSelection: (change: (held: Selection) => Selection) => void;
  /** Position of the tile that the keyboard is on. */
  focus: number;
  onFocus: (index: number) => void;
  onOpen: (row: Sample, index: number) => void;
  /** Searches for samples like these. */
  onSimilar: (ids: string[]) => void;
  /** Asks the search for more samples like this one, or for fewer. */
  onRefine: (id: string, like: boolean) => void;
  /** Whether there is a search to refine. */
  searching: boolean;
  /** Opens a dialog for one sample. */
  onAct: (dialog: SelectionDialog, id: string) => void;
  hover: HoverStore;
}

/** All samples of a view as square tiles, of which only those in sight exist. The focus is a position, not an element. */
export function VirtualGrid(props: VirtualGridProps) {
  const { snapshot, look, selection, onSelection, onFocus, onOpen, hover } = props;
  const id = useId();
  const anchor = useRef<number | null>(null);
  const focus = Math.min(props.focus, Math.max(0, snapshot.total - 1));
  const scroll = useGridScroll(snapshot.total, props.tileSize, gap, snapshot.view);
  const { layout, window } = scroll;
  const { rowAt, error } = useRows(snapshot, window.first, window.end);
  const objects = useObjectsOf(rowAt, window.first, window.end, look.labels);
  const loadRows = useRowLoader(snapshot);
  const [menuAt, setMenuAt] = useState(-1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view starts without an anchor
  useEffect(() => {
    anchor.current = null;
  }, [snapshot.view]);

  async function chooseRange(from: number, to: number): Promise<void> {
    try {
      const rows = await loadRows(Math.min(from, to), Math.max(from, to) + 1);
      const ids = rows.map((row) => row.id);
      onSelection((held) => withSamples(held, ids, true));
    } catch (failure) {
      announceFailure(failure);
    }
  }

  /** The row at a position, loaded where it is not there yet: a key pressed early must not be lost. */
  async function withRow(index: number, act: (row: Sample) => void): Promise<void> {
    const there = rowAt(index);
    if (there) return act(there);
    try {
      const [row] = await loadRows(index, index + 1);
      if (row) act(row);
    } catch (failure) {
      announceFailure(failure);
    }
  }

  function select(index: number, range: boolean): void {
    if (range && anchor.current !== null) {
      void chooseRange(anchor.current, index);
    } else {
      void withRow(index, (row) => onSelection((held) => toggled(held, row.id)));
      anchor.current = index;
    }
    onFocus(index);
  }

  const gestures = useGridGestures(scroll, {
    onOpen: (index) => {
      onFocus(index);
      void withRow(index, (row) => onOpen(row, index));
    },
    onSelect: (index, modifiers) => select(index, modifiers.range),
    onSweep: (indexes, modifiers) => {
      const ids = indexes.map((index) => rowAt(index)?.id).filter((one) => one !== undefined);
      onSelection((held) => withSamples(modifiers.add ? held : nothingSelected, ids, true));
    },
  });

  useCommands(
    gridCommands({
      scroller: scroll.scroller,
      layout,
      focus,
      move: (index, extend) => {
        if (extend) {
          anchor.current ??= focus;
          void chooseRange(anchor.current, index);
        }
        onFocus(index);
        scroll.scroller.current?.focus({ preventScroll: true });
        scroll.show(index);
        hover.set(rowAt(index)?.number ?? null);
      },
      open: () => void withRow(focus, (row) => onOpen(row, focus)),
      toggle: () => select(focus, false),
      selectAll: () => onSelection(() => everythingSelected),
      similar: () => {
        const chosen = selection.kind === "some" ? [...selection.ids] : [];
        if (chosen.length > 0) props.onSimilar(chosen);
        else void withRow(focus, ({ id }) => props.onSimilar([id]));
      },
    }),
  );

  const menuRow = rowAt(menuAt);
  const menuActions: MenuAction[] = menuRow
    ? [
        { label: "Open", icon: "image", shortcut: "enter", run: () => onOpen(menuRow, menuAt) },
        { label: "Find similar", icon: "similar", shortcut: "f", run: () => props.onSimilar([menuRow.id]) },
        {
          label: "More like this",
          icon: "plus",
          disabled: !props.searching,
          run: () => props.onRefine(menuRow.id, true),
        },
        {
          label: "Less like this",
          icon: "minus",
          disabled: !props.searching,
          run: () => props.onRefine(menuRow.id, false),
        },
        {
          label: isSelected(selection, menuRow.id) ? "Deselect" : "Select",
          icon: "check",
          shortcut: "x",
          run: () => select(menuAt, false),
        },
        { label: "Add to a slice", icon: "slices", run: () => props.onAct("slice", menuRow.id) },
        { label: "Tag", icon: "tag", run: () => props.onAct("tag", menuRow.id) },
        { label: "Label", icon: "label", run: () => props.onAct("label", menuRow.id) },
      ]
    : [];

  const indexes = Array.from({ length: window.end - window.first }, (_, offset) => window.first + offset);
  const grid = (
    <div
      ref={scroll.scroller}
      role="listbox"
      aria-label={props.name}
      aria-multiselectable="true"
      aria-activedescendant={indexes.includes(focus) ? `${id}-${focus}` : undefined}
      tabIndex={0}
      data-keys
      className="group/grid relative h-full touch-pan-y overflow-y-scroll overscroll-contain bg-canvas p-1 outline-none"
      onPointerDown={(event) => {
        // Before the menu's own event, which must find the tile's actions in place.
        if (event.button === 2) setMenuAt(indexUnder(event.target));
        gestures.onPointerDown(event);
      }}
      onPointerMove={(event) => {
        gestures.onPointerMove(event);
        hover.set(rowAt(indexUnder(event.target))?.number ?? null);
      }}
      onPointerUp={gestures.onPointerUp}
      onPointerCancel={gestures.onPointerCancel}
      onPointerLeave={() => hover.set(null)}
    >
      <div className="relative select-none" style={{ height: layout.scrollHeight }}>
        <div ref={scroll.layer} className="absolute inset-x-0 top-0">
          {indexes.map((index) => {
            const row = rowAt(index);
            const line = Math.floor(index / layout.columns);
            return (
              <Tile
                key={index}
                id={`${id}-${index}`}
                row={row}
                index={index}
                total={snapshot.total}
                left={(index % layout.columns) * layout.pitch}
                top={(line - window.firstRow) * layout.pitch}
                side={layout.tile}
                selected={row !== undefined && isSelected(selection, row.id)}
                swept={gestures.swept.has(index)}
                focused={index === focus}
                look={look}
                objects={row && objects.get(row.id)}
              />
            );
          })}
        </div>
      </div>
      {gestures.sweep && (
        <div
          className="pointer-events-none absolute border border-accent bg-accent/10"
          style={{
            left: gestures.sweep.left + gap,
            top: gestures.sweep.top - scroll.top() + (scroll.scroller.current?.scrollTop ?? 0) + gap,
            width: gestures.sweep.right - gestures.sweep.left,
            height: gestures.sweep.bottom - gestures.sweep.top,
          }}
        />
      )}
      {error && (
        <div className="sticky bottom-2 mx-2">
          <ErrorNotice error={error} />
        </div>
      )}
    </div>
  );
  return <TileMenu actions={menuActions}>{grid}</TileMenu>;
}

function indexUnder(target: EventTarget): number {
  const tile = target instanceof Element ? target.closest("[data-index]") : null;
  return tile ? Number(tile.getAttribute("data-index")) : -1;
}
