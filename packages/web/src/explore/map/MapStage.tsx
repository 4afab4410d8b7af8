import type { Sample } from "@gleaner/schema";
import { type ReactNode, useRef, useState } from "react";
import { isUnreachable } from "../../api/errors.ts";
import type { MapColors } from "../../api/maps.ts";
import { useDark } from "../../app/theme.ts";
import { announceFailure } from "../../toast/toasts.ts";
import { ErrorNotice } from "../../ui/ErrorNotice.tsx";
import { formatCount } from "../../ui/format.ts";
import { HoverCard } from "./HoverCard.tsx";
import { MapCanvas, type MapCanvasProps } from "./MapCanvas.tsx";
import { MapLegend } from "./MapLegend.tsx";
import type { FrameReport } from "./MapRenderer.ts";
import { usePointSample } from "./map-data.ts";
import type { MapPoint } from "./map-protocol.ts";

/** What the canvas is told; null while the points are on their way. */
type Drawing = Omit<MapCanvasProps, "hidden" | "onHover" | "onPick" | "onFrame" | "onFailure" | "children">;

interface MapStageProps {
  drawing: Drawing | null;
  /** Values of the points, for the legend; null: the colours are no field's. */
  colors: MapColors | null;
  /** What the colours are of: rows that are switched off are on again with another. */
  coloredBy: string;
  /** What points without a value are called. */
  missing?: string;
  /** In the place of a legend of values. */
  legend?: ReactNode;
  error: unknown;
  onOpen: (sample: Sample) => void;
  /** Beside the count of what is drawn. */
  note: ReactNode;
  /** Over the map. */
  children?: ReactNode;
}

const nobody = { point: null, at: [0, 0] } satisfies { point: MapPoint | null; at: [number, number] };
const noRows = new Uint8Array(256);

/** A map with the sample under the pointer, a legend that switches, and how much of it is drawn. */
export function MapStage(props: MapStageProps) {
  const { drawing, colors, coloredBy, missing, legend, onOpen, note, children } = props;
  const theme = useDark() ? "dark" : "light";
  const area = useRef<HTMLDivElement>(null);
  const [frame, setFrame] = useState<FrameReport | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [near, setNear] = useState<{ point: MapPoint | null; at: [number, number] }>(nobody);
  const [off, setOff] = useState<{ coloredBy: string; rows: Uint8Array }>({ coloredBy, rows: noRows });
  const hidden = off.coloredBy === coloredBy ? off.rows : noRows;
  const { sample, load } = usePointSample(near.point);
  const error = props.error ?? (failure === null ? null : new Error(failure));

  async function pick(point: MapPoint): Promise<void> {
    try {
      const found = await load(point);
      if (found) onOpen(found);
    } catch (failed) {
      announceFailure(failed);
    }
  }

  return (
    <>
      <div ref={area} className="relative min-h-0 grow">
        {drawing && (
          <MapCanvas
            {...drawing}
            hidden={hidden}
            ringed={near.point?.number ?? drawing.ringed}
            onHover={(point, at) => setNear({ point, at })}
            onPick={(point) => void pick(point)}
            onFrame={setFrame}
            onFailure={setFailure}
          >
            {sample && near.point && (
              <HoverCard
                sample={sample}
                at={near.at}
                size={{ width: area.current?.clientWidth ?? 0, height: area.current?.clientHeight ?? 0 }}
              />
            )}
          </MapCanvas>
        )}
        {error !== null && !isUnreachable(error) && (
          <div className="absolute inset-x-3 top-3">
            <ErrorNotice error={error} />
          </div>
        )}
        {children}
      </div>
      <div className="scroll-quiet max-h-32 shrink-0 border-t border-line">
        {legend}
        {colors && (
          <MapLegend
            colors={colors}
            theme={theme}
            hidden={hidden}
            onHidden={(rows) => setOff({ coloredBy, rows })}
            missing={missing}
          />
        )}
      </div>
      <p className="tabular flex h-6 shrink-0 items-center justify-between gap-3 border-t border-line px-3 text-2xs text-ink-muted">
        <span className="shrink-0">{frame && `${formatCount(frame.drawn)} of ${formatCount(frame.shown)} drawn`}</span>
        <span className="truncate">{note}</span>
      </p>
    </>
  );
}
