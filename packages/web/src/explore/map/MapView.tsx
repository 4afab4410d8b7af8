import type { Index, Lasso, Sample, ViewSnapshot } from "@gleaner/schema";
import { useMemo, useRef, useState } from "react";
import { isUnreachable } from "../../api/errors.ts";
import type { MapScope } from "../../api/maps.ts";
import { useStoredWord } from "../../app/preferences.ts";
import { useDark } from "../../app/theme.ts";
import { useCommands } from "../../commands/commands.ts";
import type { ExploreState } from "../../router/explore-state.ts";
import { announceFailure } from "../../toast/toasts.ts";
import { IconButton } from "../../ui/Button.tsx";
import { ChoiceGroup } from "../../ui/ChoiceGroup.tsx";
import { ErrorNotice } from "../../ui/ErrorNotice.tsx";
import { formatCount } from "../../ui/format.ts";
import { SelectMenu } from "../../ui/SelectMenu.tsx";
import { useFacets } from "../facets/facet-data.ts";
import { fieldLabel } from "../field-names.ts";
import type { Selection } from "../grid/selection.ts";
import { type HoverStore, useHovered } from "../hover-store.ts";
import { HoverCard } from "./HoverCard.tsx";
import type { MapOverlay } from "./MapAreas.tsx";
import { MapCanvas } from "./MapCanvas.tsx";
import { ClusterLegend, MapLegend } from "./MapLegend.tsx";
import type { FrameReport } from "./MapRenderer.ts";
import { useMapColors, useMapMask, useMapPoints, usePointSample } from "./map-data.ts";
import { type MapTool, outlineLimit } from "./map-gestures.ts";
import { useMapMarks } from "./map-marks.ts";
import type { MapPoint } from "./map-protocol.ts";
import { slotColor, slotOfCategory } from "./palette.ts";
import { clusterShading, plainShading, shadingOf } from "./shading.ts";
import { simplifyOutline } from "./simplify.ts";

interface MapViewProps {
  scope: MapScope;
  index: Index;
  state: ExploreState;
  onChange: (part: Partial<ExploreState>) => void;
  snapshot: ViewSnapshot | undefined;
  selection: Selection;
  hover: HoverStore;
  shapes: Lasso[];
  onShapes: (shapes: Lasso[]) => void;
  onOpen: (sample: Sample) => void;
}

const overlays = ["pictures", "names", "none"] as const;
const overlayNames: Record<MapOverlay, string> = { pictures: "Pictures", names: "Names", none: "Points only" };

const derivedFields = ["cluster_size", "nn_distance", "outlier", "typicality"];

/** A map with its tools, legend and count of what is drawn. */
export function MapView({
  scope,
  index,
  state,
  onChange,
  snapshot,
  selection,
  hover,
  shapes,
  onShapes,
  onOpen,
}: MapViewProps) {
  const theme = useDark() ? "dark" : "light";
  const [tool, setTool] = useState<MapTool>("pan");
  const [frame, setFrame] = useState<FrameReport | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [hidden, setHidden] = useState<Uint8Array>(() => new Uint8Array(256));
  const [near, setNear] = useState<{ point: MapPoint | null; at: [number, number] }>({ point: null, at: [0, 0] });
  const area = useRef<HTMLDivElement>(null);
  const ringed = useHovered(hover);

  const fields = useColorFields(state);
  const by = state.color ?? (fields.includes("label") ? "label" : "cluster");
  const points = useMapPoints(scope, index.id);
  const colors = useMapColors(scope, index.id, by === "cluster" ? null : by, points.data?.n);
  const narrowed = snapshot !== undefined && points.data !== undefined && snapshot.total !== points.data.n;
  const mask = useMapMask(scope, index.id, narrowed ? snapshot.view : null);
  const marks = useMapMarks(scope, index.id, selection);
  const [overlay, setOverlay] = useStoredWord("mapOverlay", overlays, "pictures");
  const named = useMapColors(
    scope,
    index.id,
    fields.includes("label") && colors.data?.kind !== "categories" ? "label" : null,
    points.data?.n,
  );
  const classed = colors.data?.kind === "categories" ? colors.data : named.data;
  const classes = classed?.kind === "categories" ? classed : null;
  const { sample, load } = usePointSample(near.point);
  const shading = useMemo(() => {
    if (!points.data) return plainShading(0, theme);
    if (by === "cluster") return clusterShading(points.data, theme);
    return colors.data ? shadingOf(colors.data, theme) : plainShading(points.data.n, theme);
  }, [by, colors.data, points.data, theme]);

  useCommands([
    {
      id: "tool-lasso",
      name: "Lasso tool",
      context: "Map",
      keys: ["q"],
      run: () => setTool(tool === "lasso" ? "pan" : "lasso"),
    },
    {
      id: "tool-rectangle",
      name: "Rectangle tool",
      context: "Map",
      keys: ["r"],
      run: () => setTool(tool === "rectangle" ? "pan" : "rectangle"),
    },
    {
      id: "map-overlay",
      name: "Pictures, names or points only on the map",
      context: "Map",
      keys: ["o"],
      run: () => setOverlay(overlays[(overlays.indexOf(overlay) + 1) % overlays.length]),
    },
    ...(shapes.length > 0
      ? [
          {
            id: "clear-lasso",
            name: "Clear the map selection",
            context: "Map" as const,
            keys: ["escape"],
            run: () => onShapes([]),
          },
        ]
      : []),
  ]);

  async function pick(point: MapPoint): Promise<void> {
    try {
      const found = await load(point);
      if (found) onOpen(found);
    } catch (error) {
      announceFailure(error);
    }
  }

  const error = points.error ?? colors.error ?? mask.error ?? (failure === null ? null : new Error(failure));
  return (
    <section aria-label="Map" className="flex h-full flex-col bg-surface">
      <div className="flex h-10 shrink-0 items-center gap-1 border-b border-line px-2">
        <SelectMenu
          quiet
          name="Colour by"
          prefix="Colour"
          value={by}
          options={fields.map((field) => ({ value: field, label: fieldLabel(field) }))}
          onChange={(color) => {
            setHidden(new Uint8Array(256));
            onChange({ color });
          }}
        />
        <SelectMenu
          quiet
          name="On the map"
          prefix="Show"
          value={overlay}
          options={overlays.map((value) => ({ value, label: overlayNames[value] }))}
          onChange={setOverlay}
        />
        <span className="ml-auto flex items-center gap-1">
          {shapes.length > 0 && (
            <IconButton icon="close" name="Clear the map selection" shortcut="escape" onClick={() => onShapes([])} />
          )}
          <ChoiceGroup
            iconsOnly
            name="Map tool"
            value={tool}
            onChange={setTool}
            choices={[
              { value: "pan", label: "Move (drag; Shift-drag draws a lasso)", icon: "pan" },
              { value: "lasso", label: "Lasso (Q)", icon: "lasso" },
              { value: "rectangle", label: "Rectangle (R)", icon: "rectangle" },
            ]}
          />
        </span>
      </div>
      <div ref={area} className="relative min-h-0 grow">
        {points.data && (
          <MapCanvas
            unit={index.unit}
            points={points.data}
            shading={shading}
            members={narrowed ? (mask.data ?? null) : null}
            marks={marks}
            hidden={hidden}
            tool={tool}
            shapes={shapes}
            onShapes={onShapes}
            ringed={near.point?.number ?? ringed}
            onHover={(point, at) => setNear({ point, at })}
            onPick={(point) => void pick(point)}
            classes={classes?.codes ?? null}
            overlay={overlay}
            nameOf={(code) => classes?.categories[code]?.name || "(empty)"}
            colorOf={(code) => (colors.data?.kind === "categories" ? slotColor(slotOfCategory(code), theme) : null)}
            onArea={({ outline }) => onShapes([areaShape(outline)])}
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
        {points.isPending && <p className="absolute inset-0 grid place-items-center text-ink-muted">Loading the map</p>}
        {error && !isUnreachable(error) && (
          <div className="absolute inset-x-3 top-3">
            <ErrorNotice error={error} />
          </div>
        )}
        {tool !== "pan" && (
          <p className="pointer-events-none absolute inset-x-0 bottom-2 text-center text-xs text-ink-muted">
            Drag to select. Shift adds, Alt takes away.
          </p>
        )}
      </div>
      <div className="scroll-quiet max-h-32 shrink-0 border-t border-line">
        {by === "cluster" && <ClusterLegend theme={theme} clusters={index.clusters} edgeCases={index.edgeCases} />}
        {colors.data && <MapLegend colors={colors.data} theme={theme} hidden={hidden} onHidden={setHidden} />}
      </div>
      <p className="tabular flex h-6 shrink-0 items-center justify-between gap-3 border-t border-line px-3 text-2xs text-ink-muted">
        <span className="shrink-0">{frame && `${formatCount(frame.drawn)} of ${formatCount(frame.shown)} drawn`}</span>
        <span className="truncate">
          {formatCount(index.clusters)} clusters, {formatCount(index.edgeCases)} edge cases
          {index.stale && ", new samples not in it yet"}
        </span>
      </p>
    </section>
  );
}

/** Fields that the map can be coloured by: those of the facets and those that the index derives. */
function useColorFields(state: ExploreState): string[] {
  const { facets } = useFacets(state);
  const known = facets.map(({ field }) => field).filter((field) => field !== "tags");
  return [...new Set(["label", "cluster", ...known, ...derivedFields])].filter(
    (field) => field !== "label" || facets.length === 0 || known.includes("label"),
  );
}

/** An area as a shape that selects; its outline with few enough points for an address. */
function areaShape(outline: Float32Array): Lasso {
  const points = Array.from({ length: outline.length / 2 }, (_, i): [number, number] => [
    outline[2 * i],
    outline[2 * i + 1],
  ]);
  const width = Math.max(...points.map(([x]) => x)) - Math.min(...points.map(([x]) => x));
  return { mode: "add", points: simplifyOutline(points, width / 200, outlineLimit) };
}
