import type { Box } from "@gleaner/schema";
import { useState } from "react";
import { type CommandContext, useCommands } from "../../commands/commands.ts";
import { Button } from "../../ui/Button.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { type Extent, type ImageView, toStage } from "../sample/image-view.ts";
import { StageBoxes } from "./StageBoxes.tsx";

interface RegionPickerProps {
  context: CommandContext;
  image: Extent;
  view: ImageView;
  stage: Extent;
  /** What the button says that uses the region. */
  confirm: string;
  onConfirm: (box: Box) => void;
  onCancel: () => void;
}

const regionId = "region";

/** Draws one rectangle on a picture, for searching by what is in it. Opens with one in the middle, so that keys alone do too. */
export function RegionPicker({ context, image, view, stage, confirm, onConfirm, onCancel }: RegionPickerProps) {
  const [box, setBox] = useState<Box>([image.width / 4, image.height / 4, image.width / 2, image.height / 2]);
  useCommands([
    { id: "region-confirm", name: confirm, context, keys: ["enter"], keysOnly: true, run: () => onConfirm(box) },
    { id: "region-cancel", name: "Leave the region", context, keys: ["escape"], keysOnly: true, run: onCancel },
  ]);
  const [left, top] = toStage(view, stage, [box[0], box[1]]);
  return (
    <>
      <span
        aria-hidden="true"
        className="pointer-events-none absolute shadow-[0_0_0_9999px_#0008]"
        style={{ left, top, width: box[2] * view.scale, height: box[3] * view.scale }}
      />
      <StageBoxes
        context={context}
        boxes={[{ id: regionId, box }]}
        selected={regionId}
        image={image}
        view={view}
        stage={stage}
        onSelect={() => {}}
        onChange={(_, next) => setBox(next)}
        onDraw={setBox}
      />
      <div
        role="toolbar"
        aria-label="Region"
        className="absolute bottom-3 left-1/2 z-10 flex max-w-[calc(100%-1rem)] -translate-x-1/2 items-center gap-2 rounded-xl border border-line bg-raised p-1.5 shadow-pop"
        onPointerDown={(event) => event.stopPropagation()}
      >
        <p className="px-2 text-sm whitespace-nowrap text-ink-muted max-lg:hidden">
          Drag a rectangle, or move its edges.
        </p>
        <Button onClick={onCancel}>Cancel</Button>
        <Button tone="primary" icon="similar" onClick={() => onConfirm(box)}>
          {confirm}
          <Kbd keys="enter" />
        </Button>
      </div>
    </>
  );
}
