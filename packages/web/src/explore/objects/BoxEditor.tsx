import type { Box } from "@gleaner/schema";
import { type RefObject, useRef } from "react";
import { type CommandContext, useCommands } from "../../commands/commands.ts";
import { ClassBox, useClasses } from "../../quality/ClassChoice.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { formatNumber } from "../../ui/format.ts";
import { type Extent, type ImageView, toImage } from "../sample/image-view.ts";
import { boxBetween } from "./box-geometry.ts";
import { objectColor } from "./object-shapes.ts";
import { StageBoxes } from "./StageBoxes.tsx";
import { StageObjects } from "./StageObjects.tsx";
import type { ObjectEdits } from "./use-object-edits.ts";

interface BoxEditorProps {
  context: CommandContext;
  dataset: string;
  edits: ObjectEdits;
  selected: string | null;
  onSelect: (id: string | null) => void;
  image: Extent;
  view: ImageView;
  stage: Extent;
  onDone: () => void;
}

/** The objects of a picture under the hand: draw, move, stretch, name, delete; each change is one step of undo. */
export function BoxEditor({ context, dataset, edits, selected, onSelect, image, view, stage, onDone }: BoxEditorProps) {
  const input = useRef<HTMLInputElement>(null);
  const names = useClasses(dataset, "object");
  const { objects } = edits;
  const chosen = objects.find(({ id }) => id === selected) ?? null;
  // A new box takes the class of the one before it: boxes of one class are mostly drawn in a row.
  const lastClass = useRef<string | null>(null);
  if (chosen) lastClass.current = chosen.class;

  async function draw(box: Box): Promise<void> {
    const id = await edits.add({ box, class: lastClass.current });
    if (id !== null) onSelect(id);
  }

  function remove(): void {
    if (!chosen) return;
    edits.remove(chosen.id);
    onSelect(null);
  }

  function step(by: 1 | -1): void {
    if (objects.length === 0) return;
    const at = objects.findIndex(({ id }) => id === selected);
    onSelect(objects[(at + by + objects.length) % objects.length].id);
  }

  const common = { context, keysOnly: true } as const;
  useCommands([
    { ...common, id: "box-next", name: "Next box", keys: ["n"], run: () => step(1) },
    { ...common, id: "box-previous", name: "Previous box", keys: ["p", "shift+n"], run: () => step(-1) },
    {
      ...common,
      id: "box-draw",
      name: "A new box in the middle",
      keys: ["a"],
      run: () => void draw(middleBox(image, view, stage)),
    },
    {
      ...common,
      id: "box-class",
      name: "Name the box",
      keys: ["c"],
      when: () => chosen !== null,
      run: () => input.current?.focus(),
    },
    {
      ...common,
      id: "box-delete",
      name: "Delete the box",
      keys: ["delete", "backspace"],
      when: () => chosen !== null,
      run: remove,
    },
    {
      ...common,
      id: "box-undo",
      name: "Take the last change of a box back",
      keys: ["mod+z"],
      when: () => edits.edits > 0,
      run: () => void edits.takeBack(),
    },
    {
      ...common,
      id: "box-leave",
      name: "Let the box go, then stop editing",
      keys: ["escape"],
      run: () => (selected === null ? onDone() : onSelect(null)),
    },
  ]);

  return (
    <>
      <StageObjects objects={objects} view={view} stage={stage} active={selected} />
      <StageBoxes
        context={context}
        boxes={objects.map(({ id, box }) => ({ id, box }))}
        selected={selected}
        image={image}
        view={view}
        stage={stage}
        onSelect={onSelect}
        onChange={edits.change}
        onDraw={(box) => void draw(box)}
      />
      <div
        role="toolbar"
        aria-label="Boxes"
        className="absolute bottom-3 left-1/2 z-10 flex max-w-[calc(100%-1rem)] -translate-x-1/2 items-center gap-2 rounded-xl border border-line bg-raised p-1.5 shadow-pop"
        onPointerDown={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        {chosen ? (
          <>
            <span
              aria-hidden="true"
              className="ml-1.5 size-2.5 shrink-0 rounded-[3px]"
              style={{ background: objectColor(chosen.class) }}
            />
            <span className="max-w-32 truncate text-sm font-medium">{chosen.class ?? "No class"}</span>
            <NameBox names={names} inputRef={input} onChoose={(name) => edits.setClass(chosen.id, name)} />
            <span className="tabular text-xs whitespace-nowrap text-ink-muted max-lg:hidden">
              {chosen.box.map((value) => formatNumber(value)).join(", ")}
            </span>
            <IconButton icon="trash" name="Delete the box" shortcut="delete" side="top" onClick={remove} />
          </>
        ) : (
          <p className="px-2 text-sm whitespace-nowrap text-ink-muted">Drag to draw a box; click one to change it.</p>
        )}
        <Button onClick={onDone}>Done</Button>
      </div>
    </>
  );
}

function NameBox(props: {
  names: string[];
  inputRef: RefObject<HTMLInputElement | null>;
  onChoose: (name: string) => void;
}) {
  return (
    <div className="w-44">
      <ClassBox {...props} side="top" />
    </div>
  );
}

/** A box of a quarter of what is seen, in its middle. */
function middleBox(image: Extent, view: ImageView, stage: Extent): Box {
  const [left, top] = toImage(view, stage, [0, 0]).map((value) => Math.max(0, value));
  const [right, bottom] = toImage(view, stage, [stage.width, stage.height]);
  const [width, height] = [Math.min(image.width, right) - left, Math.min(image.height, bottom) - top];
  const from = [left + width * 0.375, top + height * 0.375] as const;
  return boxBetween(from, [from[0] + width / 4, from[1] + height / 4], image);
}
