import type { Sample, Unit } from "@gleaner/schema";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { filterProblem, isUnreachable } from "../api/errors.ts";
import { useOperation } from "../api/queries.ts";
import { useNarrow } from "../app/narrow.ts";
import { usePageTitle } from "../app/Page.tsx";
import { useStoredFlag, useStoredNumber } from "../app/preferences.ts";
import { peek, useCommands } from "../commands/commands.ts";
import { FunctionDialog } from "../functions/FunctionDialog.tsx";
import { type Seeds, seedLimit } from "../functions/function-form.ts";
import { type ExploreState, isSearching, noSearch, spaceOf } from "../router/explore-state.ts";
import { Link } from "../router/Link.tsx";
import { navigate } from "../router/router.ts";
import { explore } from "../router/routes.ts";
import { buttonClasses, IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { SelectionBar } from "./actions/SelectionBar.tsx";
import { type SelectionDialog, SelectionDialogs } from "./actions/SelectionDialogs.tsx";
import { useSnapshot } from "./explore-data.ts";
import { FacetPanel } from "./facets/FacetPanel.tsx";
import { FilterBox } from "./filter/FilterBox.tsx";
import { ViewChips } from "./filter/ViewChips.tsx";
import { searchSeeds, selectionSeeds } from "./function-seeds.ts";
import { GridToolbar, tileSizes } from "./grid/GridToolbar.tsx";
import { everythingSelected, nothingSelected, type Selection, selectedCount, withSamples } from "./grid/selection.ts";
import { VirtualGrid } from "./grid/VirtualGrid.tsx";
import { HoverStore } from "./hover-store.ts";
import { inUnit, UnitSwitch } from "./objects/UnitSwitch.tsx";
import { PictureButton, PictureDrop, usePictureSearch } from "./pictures/PictureSearch.tsx";
import { refined } from "./refine.ts";
import { SpacePicker } from "./SpacePicker.tsx";
import { Splitter } from "./Splitter.tsx";
import { OpenSample } from "./sample/OpenSample.tsx";
import { ViewMenu } from "./ViewMenu.tsx";
import { viewOf } from "./view-of.ts";

const BalancePanel = lazy(() => import("./balance/BalancePanel.tsx"));
const MapPanel = lazy(() => import("./map/MapPanel.tsx"));

/** Samples that one similarity search starts from at most; more would not fit into an address. */
const anchorLimit = 20;

/** Facets, grid and map of one view, linked: what narrows one narrows all. */
export function ExploreScreen({ state }: { state: ExploreState }) {
  usePageTitle(state.datasets.length === 1 ? state.datasets[0] : "Explore");
  const change = (part: Partial<ExploreState>, options?: { replace: boolean }) =>
    navigate(explore({ ...state, ...part }), options);

  const { view, problem } = viewOf(state);
  const viewKey = JSON.stringify(view);
  const snapshot = useSnapshot(view);
  const datasets = useOperation("listDatasets", {});
  const [hover] = useState(() => new HoverStore());
  const [focus, setFocus] = useState(0);
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [dialog, setDialog] = useState<{ kind: SelectionDialog; selection: Selection } | null>(null);
  const [seeds, setSeeds] = useState<Seeds | null>(null);
  const [tileSize, setTileSize] = useStoredNumber("tileSize", 132, [tileSizes.min, tileSizes.max]);
  const [labels, setLabels] = useStoredFlag("labels", true);
  const [fill, setFill] = useStoredFlag("fill", false);
  const narrow = useNarrow();
  const [wideFacets, setWideFacets] = useStoredFlag("facets", true);
  const [narrowFacets, setNarrowFacets] = useState(false);
  const facets = narrow ? narrowFacets : wideFacets;
  const setFacets = narrow ? setNarrowFacets : setWideFacets;
  const [mapShare, setMapShare] = useStoredNumber("mapShare", 0.44, [0.2, 0.75]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the view
  useEffect(() => {
    setFocus(0);
    setSelection((held) => (held.kind === "all" ? nothingSelected : held));
  }, [viewKey]);

  const total = snapshot.data?.total ?? 0;
  const chosen = selectedCount(selection, total);
  const look = useMemo(() => ({ labels, fill }), [labels, fill]);
  const open = (sample: Sample, index: number | null) => change({ sample: { id: sample.id, at: index } });
  const act = (kind: SelectionDialog) => setDialog({ kind, selection });
  const actOn = (kind: SelectionDialog, id: string) =>
    setDialog({ kind, selection: withSamples(nothingSelected, [id], true) });
  const findSimilar = (ids: string[]) => {
    setSelection(nothingSelected);
    change({ ...noSearch, like: ids, sort: null, sample: null });
  };

  const searchByPictures = usePictureSearch((pictures) => {
    setSelection(nothingSelected);
    change({ ...noSearch, pictures, sort: null, sample: null });
  });

  const mapShown = state.map && !state.balance;
  const toggleMap = () => change({ map: !mapShown, balance: null });
  const changeUnit = (unit: Unit) => {
    setSelection(nothingSelected);
    change(inUnit(state, unit));
  };
  const toggleBalance = () => change({ balance: state.balance ? null : { field: "label", target: { kind: "even" } } });

  useCommands([
    {
      id: "toggle-map",
      name: mapShown ? "Hide the map" : "Show the map",
      context: "Explore",
      keys: ["m"],
      run: toggleMap,
    },
    {
      id: "toggle-balance",
      name: state.balance ? "Hide the balance" : "Show the balance of classes and groups",
      context: "Explore",
      keys: ["d"],
      run: toggleBalance,
    },
    {
      id: "toggle-facets",
      name: "Show or hide the facets",
      context: "Explore",
      keys: ["b"],
      run: () => setFacets(!facets),
    },
    {
      id: "labels",
      name: "Show or hide labels and objects on pictures (hold to peek)",
      context: "Explore",
      keys: ["v"],
      run: () =>
        peek(
          () => setLabels(!labels),
          () => setLabels(labels),
        ),
    },
  ]);

  const empty = datasets.data?.datasets.every(({ samples }) => samples === 0) ?? false;
  return (
    <PictureDrop onFiles={searchByPictures}>
      <header className="flex shrink-0 flex-col gap-2 border-b border-line bg-surface px-3 py-2">
        <h1 className="sr-only">Explore</h1>
        <div className="flex items-center gap-2">
          <IconButton icon="sidebar" name="Facets" shortcut="b" pressed={facets} onClick={() => setFacets(!facets)} />
          <UnitSwitch unit={state.unit} onChange={changeUnit} />
          <FilterBox state={state} serverError={problem ?? snapshot.error} onChange={change} />
          <PictureButton onFiles={searchByPictures} />
          <SpacePicker unit={state.unit} space={spaceOf(state)} onChange={(space) => change({ space, lasso: null })} />
          <ViewMenu
            state={state}
            view={view}
            total={total}
            onChange={change}
            onFunction={() => setSeeds(searchSeeds(state))}
            onExport={() => setDialog({ kind: "export", selection: everythingSelected })}
          />
          <IconButton
            icon="balance"
            name="Balance of classes and groups"
            shortcut="d"
            pressed={state.balance !== null}
            onClick={toggleBalance}
          />
          <IconButton icon="map" name="Map" shortcut="m" pressed={mapShown} onClick={toggleMap} />
        </div>
        <ViewChips state={state} onChange={change} />
      </header>
      {empty ? (
        <EmptyState
          icon="images"
          title="Nothing to explore yet"
          actions={
            <Link to={{ screen: "datasets" }} className={buttonClasses("primary")}>
              Go to the datasets
            </Link>
          }
        >
          Import a folder of images first; here you will filter them, see them on a map, and find similar ones.
        </EmptyState>
      ) : (
        <div className="relative flex min-h-0 grow">
          {facets && (
            <div className={narrow ? "absolute inset-y-0 left-0 z-30 w-60 shadow-pop" : "w-60 shrink-0"}>
              <FacetPanel state={state} onChange={change} />
            </div>
          )}
          <div
            className="@container relative flex min-w-0 flex-col"
            style={{ flex: state.map || state.balance ? `${1 - mapShare} 1 0` : "1 1 0" }}
          >
            <GridToolbar
              state={state}
              onChange={change}
              total={problem === null && !snapshot.error ? snapshot.data?.total : 0}
              searching={snapshot.isPlaceholderData}
              tileSize={tileSize}
              onTileSize={setTileSize}
              labels={labels}
              onLabels={setLabels}
              fill={fill}
              onFill={setFill}
            />
            <div
              className={classes(
                "relative min-h-0 grow transition-opacity",
                snapshot.isPlaceholderData && "opacity-50 delay-200",
              )}
            >
              {problem !== null && <Notice error={problem} />}
              {problem === null && snapshot.error && (
                <Notice error={snapshot.error} retry={() => void snapshot.refetch()} />
              )}
              {problem === null && !snapshot.error && snapshot.data && total === 0 && (
                <EmptyState icon="search" title={`No ${state.unit} fits`}>
                  Take back a condition above, or clear the filter.
                </EmptyState>
              )}
              {problem === null && !snapshot.error && snapshot.data && total > 0 && (
                <VirtualGrid
                  name={state.unit === "object" ? "Objects" : "Samples"}
                  snapshot={snapshot.data}
                  tileSize={tileSize}
                  look={look}
                  selection={selection}
                  onSelection={setSelection}
                  focus={focus}
                  onFocus={setFocus}
                  onOpen={open}
                  onSimilar={(ids) => findSimilar(ids.slice(0, anchorLimit))}
                  onRefine={(id, like) => change(refined(state, id, like))}
                  searching={isSearching(state)}
                  onAct={actOn}
                  hover={hover}
                />
              )}
            </div>
            {chosen > 0 && (
              <SelectionBar
                unit={state.unit}
                count={chosen}
                total={total}
                all={selection.kind === "all"}
                onSelectAll={() => setSelection(everythingSelected)}
                onClear={() => setSelection(nothingSelected)}
                onSimilar={() => selection.kind === "some" && findSimilar([...selection.ids].slice(0, anchorLimit))}
                onFunction={() =>
                  selection.kind === "some" && setSeeds(selectionSeeds(state, [...selection.ids].slice(0, seedLimit)))
                }
                onSlice={() => act("slice")}
                onTag={() => act("tag")}
                onLabel={() => act("label")}
                onExport={() => act("export")}
              />
            )}
          </div>
          {(state.map || state.balance) && (
            <>
              <Splitter share={mapShare} onShare={setMapShare} />
              <div className="min-w-0" style={{ flex: `${mapShare} 1 0` }}>
                <Suspense fallback={<div className="h-full bg-surface" />}>
                  {state.balance ? (
                    <BalancePanel state={state} balance={state.balance} onChange={change} />
                  ) : (
                    <MapPanel
                      state={state}
                      onChange={change}
                      snapshot={snapshot.data}
                      selection={selection}
                      hover={hover}
                      onOpen={(sample) => open(sample, null)}
                    />
                  )}
                </Suspense>
              </div>
            </>
          )}
        </div>
      )}
      {state.sample && (
        <OpenSample
          state={state}
          sample={state.sample}
          snapshot={snapshot.data}
          onChange={change}
          onStep={setFocus}
          onAct={actOn}
        />
      )}
      {seeds && <FunctionDialog seeds={seeds} onClose={() => setSeeds(null)} />}
      {dialog && view && (
        <SelectionDialogs
          open={dialog.kind}
          selection={dialog.selection}
          count={selectedCount(dialog.selection, total)}
          base={view}
          onClose={() => setDialog(null)}
        />
      )}
    </PictureDrop>
  );
}

function Notice({ error, retry }: { error: unknown; retry?: () => void }) {
  if (isUnreachable(error)) return <EmptyState icon="offline" title="Waiting for the server" />;
  if (filterProblem(error)) {
    return (
      <EmptyState icon="filter" title="The filter can't be read">
        What is wrong with it is marked above.
      </EmptyState>
    );
  }
  return (
    <div className="p-4">
      <ErrorNotice error={error} onRetry={retry} />
    </div>
  );
}
