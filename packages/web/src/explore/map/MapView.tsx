import type { Index, Lasso, Sample, ViewSnapshot } from "@gleaner/schema";
import { useMemo, useState } from "react";
import type { MapScope } from "../../api/maps.ts";
import { useStoredWord } from "../../app/preferences.ts";
import { useDark } from "../../app/theme.ts";
import { useCommands } from "../../commands/commands.ts";
import type { ExploreState } from "../../router/explore-state.ts";
import { IconButton } from "../../ui/Button.tsx";
import { ChoiceGroup } from "../../ui/ChoiceGroup.tsx";
import { formatCount } from "../../ui/format.ts";
import { SelectMenu } from "../../ui/SelectMenu.tsx";
import { useFacets } from "../facets/facet-data.ts";
import { fieldLabel } from "../field-names.ts";
import type { Selection } from "../grid/selection.ts";
import { type HoverStore, useHovered } from "../hover-store.ts";
import type { MapOverlay } from "./MapAreas.tsx";
import { ClusterLegend } from "./MapLegend.tsx";
import { MapStage } from "./MapStage.tsx";
import { useMapColors, useMapMask, useMapPoints } from "./map-data.ts";
import { type MapTool, outlineLimit } from "./map-gestures.ts";
import { useMapMarks } from "./map-marks.ts";
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

  const classNames = (code: number) => classes?.categories[code]?.name || "(empty)";
  return (
    <section aria-label="Map" className="flex h-full flex-col bg-surface">
      <div className="flex h-10 shrink-0 items-center gap-1 border-b border-line px-2">
        <SelectMenu
          quiet
          name="Colour by"
          prefix="Colour"
          value={by}
          options={fields.map((field) => ({ value: field, label: fieldLabel(field) }))}
          onChange={(color) => onChange({ color })}
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
      <MapStage
        drawing={
          points.data
            ? {
                unit: index.unit,
                points: points.data,
                shading,
                others: "faint",
                members: narrowed ? (mask.data ?? null) : null,
                marks,
                tool,
                shapes,
                onShapes,
                ringed,
                classes: classes?.codes ?? null,
                overlay,
                nameOf: classNames,
                colorOf: (code) => (colors.data?.kind === "categories" ? slotColor(slotOfCategory(code), theme) : null),
                onArea: ({ outline }) => onShapes([areaShape(outline)]),
              }
            : null
        }
        colors={colors.data ?? null}
        coloredBy={by}
        legend={
          by === "cluster" && <ClusterLegend theme={theme} clusters={index.clusters} edgeCases={index.edgeCases} />
        }
        error={points.error ?? colors.error ?? mask.error}
        onOpen={onOpen}
        note={`${formatCount(index.clusters)} clusters, ${formatCount(index.edgeCases)} edge cases${index.stale ? ", new samples not in it yet" : ""}`}
      >
        {points.isPending && <p className="absolute inset-0 grid place-items-center text-ink-muted">Loading the map</p>}
        {tool !== "pan" && (
          <p className="pointer-events-none absolute inset-x-0 bottom-2 text-center text-xs text-ink-muted">
            Drag to select. Shift adds, Alt takes away.
          </p>
        )}
      </MapStage>
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
