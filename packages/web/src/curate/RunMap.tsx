import type { Curation, Index } from "@gleaner/schema";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { client } from "../api/client.ts";
import { fetchMapMask, joinedMasks, type MapColors, type MapPoints, type MapScope } from "../api/maps.ts";
import { useDark } from "../app/theme.ts";
import { MapStage } from "../explore/map/MapStage.tsx";
import { useMapChoice, useMapPoints } from "../explore/map/map-data.ts";
import { slotColor, slotOfCategory } from "../explore/map/palette.ts";
import { plainShading, shadingOf } from "../explore/map/shading.ts";
import { navigate } from "../router/router.ts";
import { explore } from "../router/routes.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
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
  const unit = run.unit ?? "sample";
  const shading = useMemo(
    () => (chosen.data ? shadingOf(chosen.data.colors, theme) : plainShading(points.data?.n ?? 0, theme)),
    [chosen.data, points.data, theme],
  );
  return (
    <section
      aria-label="Map of what was chosen"
      className="flex h-[70vh] min-h-96 flex-col overflow-hidden rounded-xl border border-line bg-surface"
    >
      <MapStage
        drawing={
          points.data && chosen.data
            ? {
                unit,
                points: points.data,
                shading,
                // What was not chosen lies below what was.
                others: "plain",
                members: chosen.data.members,
                marks: null,
                tool: "pan",
                shapes: [],
                onShapes: (shapes) =>
                  navigate(
                    explore({
                      unit,
                      datasets: run.dataset,
                      space: scope.space,
                      lasso: { datasets: scope.datasets, shapes },
                    }),
                  ),
                ringed: null,
                classes: chosen.data.colors.codes,
                overlay: "none",
                nameOf: (code) => chosen.data.colors.categories[code]?.name ?? "",
                colorOf: (code) => slotColor(slotOfCategory(code), theme),
                onArea: () => {},
              }
            : null
        }
        colors={chosen.data?.colors ?? null}
        coloredBy="run"
        missing="Not chosen"
        error={points.error ?? chosen.error}
        onOpen={({ id }) => navigate(explore({ unit, sample: { id, at: null } }))}
        note="Shift-drag takes a group into Explore."
      />
    </section>
  );
}

/** What each point belongs to, by the slices of the run as they are now. */
function useChosen(run: Run, scope: MapScope, index: Index, points: MapPoints | undefined) {
  const names = run.slices.map(({ name }) => name);
  return useQuery<{ colors: Extract<MapColors, { kind: "categories" }>; members: Uint8Array }>({
    queryKey: ["runMap", scope, index.id, names],
    enabled: points !== undefined,
    queryFn: async ({ signal }) => {
      const masks: Uint8Array[] = [];
      for (const slice of names) {
        const { view } = await client.call("createView", { unit: run.unit, slice }, { signal });
        masks.push(await fetchMapMask(view, scope, signal));
      }
      const { codes, counts } = codesOf(masks, points?.n ?? 0);
      const categories = names.map((name, at) => ({ name, count: counts[at] }));
      return { colors: { kind: "categories", codes, categories }, members: joinedMasks(masks) };
    },
  });
}
