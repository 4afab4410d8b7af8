import type { Box } from "@gleaner/schema";
import { type PointerEvent as ReactPointerEvent, useRef, useState } from "react";
import { type CommandContext, useCommands } from "../../commands/commands.ts";
import { type Extent, type ImageView, toImage, toStage } from "../sample/image-view.ts";
import { boxBetween, draggedBox, edgeGrips, type Grip, gripAt, wholeBox } from "./box-geometry.ts";

export interface StageBox {
  id: string;
  box: Box;
}

interface StageBoxesProps {
  context: CommandContext;
  boxes: StageBox[];
  /** Id of the box that has handles and moves by key. */
  selected: string | null;
  image: Extent;
  view: ImageView;
  stage: Extent;
  onSelect: (id: string | null) => void;
  /** A box while it is moved or stretched; `done` when the hand lets go. */
  onChange: (id: string, box: Box, done: boolean) => void;
  /** A new box was drawn. */
  onDraw: (box: Box) => void;
}

/** How far from a handle a hand may be, in CSS px. */
const reach = 9;
/** A press that moves less than this is a click. */
const still = 3;

interface Hold {
  from: [number, number];
  id: string | null;
  grip: Grip;
  box: Box;
  moved: boolean;
}

/**
 * Boxes over a picture that a hand can draw, move and stretch, by parts of a pixel where the picture is enlarged. Arrow keys move the
 * selected one by a pixel (Alt: a tenth), Shift with them stretches it.
 */
export function StageBoxes(props: StageBoxesProps) {
  const { context, boxes, selected, image, view, stage } = props;
  const hold = useRef<Hold | null>(null);
  const [drawn, setDrawn] = useState<Box | null>(null);
  const [cursor, setCursor] = useState("crosshair");
  const chosen = boxes.find(({ id }) => id === selected);

  const nudge = (key: string, grip: Grip, by: number, x: number, y: number) => ({
    id: `box-${key}`,
    name: grip === wholeBox ? "Move the box" : "Stretch the box",
    context,
    keys: [key],
    keysOnly: true,
    repeats: true,
    sheet: null,
    when: () => chosen !== undefined,
    run: () => chosen && props.onChange(chosen.id, draggedBox(chosen.box, grip, x * by, y * by, image), true),
  });
  const arrows = [
    { key: "arrowleft", x: -1, y: 0 },
    { key: "arrowright", x: 1, y: 0 },
    { key: "arrowup", x: 0, y: -1 },
    { key: "arrowdown", x: 0, y: 1 },
  ];
  useCommands(
    arrows.flatMap(({ key, x, y }) => [
      {
        ...nudge(key, wholeBox, 1, x, y),
        sheet: {
          name: "Move the box by a pixel (Alt: a tenth)",
          keys: ["arrowleft", "arrowright", "arrowup", "arrowdown"],
        },
      },
      nudge(`alt+${key}`, wholeBox, 0.1, x, y),
      {
        ...nudge(`shift+${key}`, { x: x === 0 ? 0 : 1, y: y === 0 ? 0 : 1 }, 1, x, y),
        sheet: { name: "Stretch the box", keys: ["shift", "arrowleft", "arrowright", "arrowup", "arrowdown"] },
      },
      nudge(`alt+shift+${key}`, { x: x === 0 ? 0 : 1, y: y === 0 ? 0 : 1 }, 0.1, x, y),
    ]),
  );

  function placeOf(event: ReactPointerEvent): [number, number] {
    const frame = event.currentTarget.getBoundingClientRect();
    return toImage(view, stage, [event.clientX - frame.left, event.clientY - frame.top]);
  }

  /** The box under a place: the selected one by its handles first, then the smallest that holds it. */
  function under(place: [number, number]): { target: StageBox; grip: Grip } | null {
    const grip = chosen && gripAt(chosen.box, place, reach / view.scale);
    if (chosen && grip) return { target: chosen, grip };
    const holding = boxes.filter(({ box }) => gripAt(box, place, 0) !== null);
    const [target] = holding.sort((a, b) => a.box[2] * a.box[3] - b.box[2] * b.box[3]);
    return target ? { target, grip: wholeBox } : null;
  }

  function onPointerDown(event: ReactPointerEvent): void {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = placeOf(event);
    const found = under(from);
    hold.current = {
      from,
      id: found?.target.id ?? null,
      grip: found?.grip ?? wholeBox,
      box: found?.target.box ?? [from[0], from[1], 0, 0],
      moved: false,
    };
    if (found) props.onSelect(found.target.id);
  }

  function onPointerMove(event: ReactPointerEvent): void {
    const place = placeOf(event);
    const held = hold.current;
    if (!held) {
      setCursor(cursorOf(under(place)?.grip ?? null));
      return;
    }
    event.stopPropagation();
    const [dx, dy] = [place[0] - held.from[0], place[1] - held.from[1]];
    held.moved ||= Math.hypot(dx, dy) * view.scale > still;
    if (!held.moved) return;
    if (held.id === null) setDrawn(boxBetween(held.from, place, image));
    else props.onChange(held.id, draggedBox(held.box, held.grip, dx, dy, image), false);
  }

  function onPointerUp(event: ReactPointerEvent): void {
    const held = hold.current;
    hold.current = null;
    setDrawn(null);
    if (!held) return;
    event.stopPropagation();
    const place = placeOf(event);
    if (!held.moved) {
      if (held.id === null) props.onSelect(null);
    } else if (held.id === null) props.onDraw(boxBetween(held.from, place, image));
    else
      props.onChange(
        held.id,
        draggedBox(held.box, held.grip, place[0] - held.from[0], place[1] - held.from[1], image),
        true,
      );
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys do the same
    <div
      data-boxes
      className="absolute inset-0 touch-none overflow-hidden"
      style={{ cursor }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        hold.current = null;
        setDrawn(null);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      {chosen && <Handles box={chosen.box} view={view} stage={stage} />}
      {drawn && <Outline box={drawn} view={view} stage={stage} />}
    </div>
  );
}

function Outline({ box, view, stage }: { box: Box; view: ImageView; stage: Extent }) {
  const [left, top] = toStage(view, stage, [box[0], box[1]]);
  return (
    <span
      className="pointer-events-none absolute border-2 border-white shadow-[0_0_0_1px_#000a,inset_0_0_0_1px_#000a]"
      style={{ left, top, width: box[2] * view.scale, height: box[3] * view.scale }}
    />
  );
}

function Handles({ box, view, stage }: { box: Box; view: ImageView; stage: Extent }) {
  return (
    <>
      <Outline box={box} view={view} stage={stage} />
      {edgeGrips.map((grip) => {
        const [x, y] = toStage(view, stage, [
          box[0] + (box[2] * (grip.x + 1)) / 2,
          box[1] + (box[3] * (grip.y + 1)) / 2,
        ]);
        return (
          <span
            key={`${grip.x} ${grip.y}`}
            className="pointer-events-none absolute size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-[2px] border border-black/70 bg-white"
            style={{ left: x, top: y }}
          />
        );
      })}
    </>
  );
}

function cursorOf(grip: Grip | null): string {
  if (!grip) return "crosshair";
  if (grip.x === 0 && grip.y === 0) return "move";
  if (grip.x === 0) return "ns-resize";
  if (grip.y === 0) return "ew-resize";
  return grip.x === grip.y ? "nwse-resize" : "nesw-resize";
}
