import type { Curation, Index, Sample } from "@gleaner/schema";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { client } from "../api/client.ts";
import { fetchMapMask, type MapColors, type MapPoints, type MapScope } from "../api/maps.ts";
import { useDark } from "../app/theme.ts";
import { HoverCard } from "../explore/map/HoverCard.tsx";
import { MapCanvas } from "../explore/map/MapCanvas.tsx";
import { MapLegend } from "../explore/map/MapLegend.tsx";
import type { FrameReport } from "../explore/map/MapRenderer.ts";
import { useMapChoice, useMapPoints, usePointSample } from "../explore/map/map-data.ts";
import type { MapPoint } from "../explore/map/map-protocol.ts";
import { slotColor, slotOfCategory } from "../explore/map/palette.ts";
import { plainShading, shadingOf } from "../explore/map/shading.ts";
import { navigate } from "../router/router.ts";
import { explore } from "../router/routes.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatCount } from "../ui/format.ts";
import { codesOf } from "./run-map.ts";

type Run = Pick<Curation, "dataset" | "slices" | "unit">;

/** The map of the run's space with what each slice took in its colour, over what was not chosen. */
export default function RunMap({ run, space }: { run: Run; space: string }) {
  const { choice, error } = useMapChoice(run.unit ?? "sample", space, run.dataset);
  if (error) return <ErrorNotice error={error} />;
  if (!choice) return null;
  if (choice.kind === "map") return <ChosenMap run={run} scope={choice.scope} index={choice.index} />;
  return (
    <EmptyState icon="map" title="There is no map of these datasets together">
      The run stood on an index that is gone. Index the datasets again to see it on a map.
    </EmptyState>
  );
}

function ChosenMap({ run, scope, index }: { run: Run; scope: MapScope; index: Index }) {
  const theme = useDark() ? "dark" : "light";
  const points = useMapPoints(scope, index.id);
  const chosen = useChosen(run, scope, index, points.data);
  const [hidden, setHidden] = useState<Uint8Array>(() => new Uint8Array(256));
  const [frame, setFrame] = useState<FrameReport | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [near, setNear] = useState<{ point: MapPoint | null; at: [number, number] }>({ point: null, at: [0, 0] });
  const { sample, load } = usePointSample(near.point);
  const area = useRef<HTMLDivElement>(null);
  const unit = run.unit ?? "sample";
  const shading = useMemo(
    () => (chosen.data ? shadingOf(chosen.data, theme) : plainShading(points.data?.n ?? 0, theme)),
    [chosen.data, points.data, theme],
  );
  const open = (found: Sample | null) => found && navigate(explore({ unit, sample: { id: found.id, at: null } }));
  const error = points.error ?? chosen.error ?? (failure === null ? null : new Error(failure));
  const colors = chosen.data ?? null;
  return (
    <section
      aria-label="Map of what was chosen"
      className="flex h-[70vh] min-h-96 flex-col overflow-hidden rounded-xl border border-line bg-surface"
    >
      {error && <ErrorNotice error={error} />}
      <div ref={area} className="relative min-h-0 grow">
        {points.data && colors && (
          <MapCanvas
            unit={unit}
            points={points.data}
            shading={shading}
            members={null}
            marks={null}
            hidden={hidden}
            tool="pan"
            shapes={[]}
            onShapes={(shapes) =>
              navigate(
                explore({
                  unit,
                  datasets: run.dataset,
                  space: scope.space,
                  lasso: { datasets: scope.datasets, shapes },
                }),
              )
            }
            ringed={near.point?.number ?? null}
            onHover={(point, at) => setNear({ point, at })}
            onPick={(point) => void load(point).then(open)}
            classes={colors.codes}
            overlay="none"
            nameOf={(code) => colors.categories[code]?.name ?? ""}
            colorOf={(code) => slotColor(slotOfCategory(code), theme)}
            onArea={() => {}}
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
      </div>
      <div className="shrink-0 border-t border-line">
        {colors && (
          <MapLegend colors={colors} theme={theme} hidden={hidden} onHidden={setHidden} missing="Not chosen" />
        )}
      </div>
      <p className="tabular shrink-0 border-t border-line px-3 py-1 text-2xs text-ink-muted">
        {frame && `${formatCount(frame.drawn)} of ${formatCount(frame.shown)} drawn. `}
        Shift-drag takes a group into Explore.
      </p>
    </section>
  );
}

/** What each point belongs to, by the slices of the run as they are now. */
function useChosen(run: Run, scope: MapScope, index: Index, points: MapPoints | undefined) {
  const names = run.slices.map(({ name }) => name);
  return useQuery<Extract<MapColors, { kind: "categories" }>>({
    queryKey: ["runMap", scope, index.id, names],
    enabled: points !== undefined,
    queryFn: async ({ signal }) => {
      const masks: Uint8Array[] = [];
      for (const slice of names) {
        const { view } = await client.call("createView", { unit: run.unit, slice }, { signal });
        masks.push(await fetchMapMask(view, scope, signal));
      }
      const { codes, counts } = codesOf(masks, points?.n ?? 0);
      return { kind: "categories", codes, categories: names.map((name, at) => ({ name, count: counts[at] })) };
    },
  });
}
