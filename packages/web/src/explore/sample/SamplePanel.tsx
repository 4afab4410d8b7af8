import { Dialog } from "@base-ui/react/dialog";
import { GleanerError, printRegion, type Unit } from "@gleaner/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { imageUrl } from "../../api/media.ts";
import { operationQuery, useOperation } from "../../api/queries.ts";
import { useStoredFlag } from "../../app/preferences.ts";
import { DialogContent, dispatchKey, peek, useModalContext } from "../../commands/commands.ts";
import { IconButton } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNotice } from "../../ui/ErrorNotice.tsx";
import { formatCount, sentence } from "../../ui/format.ts";
import type { SelectionDialog } from "../actions/SelectionDialogs.tsx";
import { BoxEditor } from "../objects/BoxEditor.tsx";
import { ObjectFacts } from "../objects/ObjectFacts.tsx";
import { RegionPicker } from "../objects/RegionPicker.tsx";
import { SampleObjects } from "../objects/SampleObjects.tsx";
import { StageObjects } from "../objects/StageObjects.tsx";
import { useObjectEdits } from "../objects/use-object-edits.ts";
import { type Extent, fittedView, type ImageView, viewOfBox, zoomedView } from "./image-view.ts";
import { Neighbors } from "./Neighbors.tsx";
import { SampleFacts } from "./SampleFacts.tsx";
import { SampleFindings } from "./SampleFindings.tsx";
import { SampleHistory } from "./SampleHistory.tsx";
import { SampleImage } from "./SampleImage.tsx";

interface SamplePanelProps {
  /** Of a sample, or of an object: it is shown in its sample then. */
  id: string;
  unit: Unit;
  space: string;
  /** Whether the view is a similarity search. */
  searching: boolean;
  /** Position in the view, where known, and how many there are. */
  at: number | null;
  total: number;
  /** The samples before and after in the present order; null at the ends. */
  previous: string | null;
  next: string | null;
  onStep: (by: 1 | -1) => void;
  onOpen: (id: string) => void;
  onSimilar: (id: string, like: boolean) => void;
  /** Searches by a region of the picture, `ID@left,top,width,height`. */
  onRegion: (anchor: string) => void;
  onFilter: (field: string, value: string | number) => void;
  onAct: (dialog: SelectionDialog) => void;
  onClose: () => void;
}

/** One sample, or an object in its sample, over the whole page: the picture large, what is known of it, and its nearest neighbours. */
export function SamplePanel(props: SamplePanelProps) {
  const { id, unit, previous, next } = props;
  const shown = useShown(unit, id);
  const { data, object, error } = shown;
  const popup = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<ImageView | null>(null);
  const stage = useRef<Extent>({ width: 0, height: 0 });
  usePreload(unit, [previous, next]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each sample starts fitted
  useEffect(() => setView(null), [id]);
  const [objectsShown, setObjectsShown] = useStoredFlag("objects", true);
  const [pointed, setActive] = useState<string | null>(null);
  const active = pointed ?? object?.id ?? null;
  const edits = useObjectEdits(data?.id ?? "", data?.objects ?? []);
  const { objects } = edits;
  const [mode, setMode] = useState<"look" | "boxes" | "region">("look");
  const [selected, setSelected] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sample has other boxes
  useEffect(() => {
    setMode((held) => (held === "region" ? "look" : held));
    setSelected(null);
  }, [id]);
  const image = data?.width && data.height ? { width: data.width, height: data.height } : null;

  function zoomBy(factor: number): void {
    if (image) setView(zoomedView(view ?? fittedView(image, stage.current), image, stage.current, factor));
  }
  function editBoxes(): void {
    // Also before the picture is there: the wish stands until it is.
    setSelected(unit === "object" ? id : null);
    setMode(mode === "boxes" ? "look" : "boxes");
  }
  function ownSize(): void {
    if (view || !image) setView(null);
    else setView({ x: image.width / 2, y: image.height / 2, scale: 1 });
  }

  useModalContext([
    {
      id: "sample-previous",
      name: `Previous ${unit}`,
      context: "Sample",
      keys: ["arrowleft"],
      keysOnly: true,
      repeats: true,
      run: () => previous && props.onStep(-1),
    },
    {
      id: "sample-next",
      name: `Next ${unit}`,
      context: "Sample",
      keys: ["arrowright"],
      keysOnly: true,
      repeats: true,
      run: () => next && props.onStep(1),
    },
    { id: "sample-own-size", name: "Picture at its own size, or fitted", context: "Sample", keys: ["z"], run: ownSize },
    {
      id: "sample-zoom-in",
      name: "Zoom in",
      context: "Sample",
      keys: ["+", "="],
      repeats: true,
      sheet: { name: "Zoom", keys: ["+", "-"] },
      run: () => zoomBy(1.4),
    },
    {
      id: "sample-zoom-out",
      name: "Zoom out",
      context: "Sample",
      keys: ["-"],
      repeats: true,
      sheet: null,
      run: () => zoomBy(1 / 1.4),
    },
    { id: "sample-boxes", name: "Edit boxes", context: "Sample", keys: ["e"], run: editBoxes },
    {
      id: "sample-region",
      name: "Search by a region of the picture",
      context: "Sample",
      keys: ["r"],
      run: () => setMode("region"),
    },
    {
      id: "sample-objects",
      name: "Show or hide objects (hold to peek)",
      context: "Sample",
      keys: ["v"],
      run: () =>
        peek(
          () => setObjectsShown(!objectsShown),
          () => setObjectsShown(objectsShown),
        ),
    },
    {
      id: "sample-similar",
      name: `Find similar ${unit}s`,
      context: "Sample",
      keys: ["f"],
      run: () => props.onSimilar(id, true),
    },
    {
      id: "sample-slice",
      name: `Add the ${unit} to a slice`,
      context: "Sample",
      keys: ["s"],
      run: () => props.onAct("slice"),
    },
    { id: "sample-tag", name: `Tag the ${unit}`, context: "Sample", keys: ["t"], run: () => props.onAct("tag") },
    { id: "sample-label", name: `Label the ${unit}`, context: "Sample", keys: ["l"], run: () => props.onAct("label") },
    {
      id: "sample-close",
      name: `Close the ${unit}`,
      context: "Sample",
      keys: ["escape", "space"],
      keysOnly: true,
      run: props.onClose,
    },
  ]);

  const sample = data?.id ?? (unit === "sample" ? id : null);
  const name = data?.path.slice(data.path.lastIndexOf("/") + 1) ?? "";
  const gone = error instanceof GleanerError && ["sample_not_found", "object_not_found"].includes(error.code);
  return (
    // What Escape does is the innermost command's to say: it may let go of a box first.
    <Dialog.Root
      open
      onOpenChange={(_, { reason, event }) => {
        if (reason === "escape-key") dispatchKey(event);
        else props.onClose();
      }}
    >
      <DialogContent>
        <Dialog.Portal>
          <Dialog.Popup
            ref={popup}
            initialFocus={popup}
            // The popup keeps arrow keys from the page; here they step.
            onKeyDown={({ nativeEvent }) => void dispatchKey(nativeEvent)}
            className="fixed inset-0 z-30 flex flex-col bg-canvas outline-none"
            aria-label={name ? undefined : sentence(unit)}
          >
            <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface px-3">
              <Dialog.Close render={<IconButton icon="close" name={`Close the ${unit}`} shortcut="escape" />} />
              <Dialog.Title className="ml-1 min-w-0 truncate text-sm font-semibold">
                {object && name ? `${object.class ?? "No class"} in ${name}` : name || sentence(unit)}
              </Dialog.Title>
              <span className="ml-auto flex items-center gap-1">
                {props.at !== null && (
                  <span className="tabular mr-2 text-sm text-ink-muted">
                    {formatCount(props.at + 1)} of {formatCount(props.total)}
                  </span>
                )}
                <IconButton icon="similar" name="Find similar" shortcut="f" onClick={() => props.onSimilar(id, true)} />
                <IconButton icon="slices" name="Add to a slice" shortcut="s" onClick={() => props.onAct("slice")} />
                <IconButton icon="tag" name="Tag" shortcut="t" onClick={() => props.onAct("tag")} />
                <IconButton icon="label" name="Label" shortcut="l" onClick={() => props.onAct("label")} />
                <span className="mx-1 h-5 w-px bg-line" />
                <IconButton
                  icon="lasso"
                  name="Search by a region"
                  shortcut="r"
                  pressed={mode === "region"}
                  onClick={() => setMode(mode === "region" ? "look" : "region")}
                />
                <IconButton
                  icon="pencil"
                  name="Edit boxes"
                  shortcut="e"
                  pressed={mode === "boxes"}
                  onClick={editBoxes}
                />
                {objects.length > 0 && (
                  <IconButton
                    icon="box"
                    name="Objects"
                    shortcut="v"
                    pressed={objectsShown}
                    onClick={() => setObjectsShown(!objectsShown)}
                  />
                )}
                <IconButton
                  icon="zoom"
                  name={view ? "Fit the picture" : "Picture at its own size"}
                  shortcut="z"
                  pressed={view !== null}
                  onClick={ownSize}
                />
                <IconButton
                  icon="chevronLeft"
                  name={`Previous ${unit}`}
                  shortcut="arrowleft"
                  disabled={!previous}
                  onClick={() => props.onStep(-1)}
                />
                <IconButton
                  icon="chevronRight"
                  name={`Next ${unit}`}
                  shortcut="arrowright"
                  disabled={!next}
                  onClick={() => props.onStep(1)}
                />
              </span>
            </header>
            {gone ? (
              <EmptyState icon="image" title={`This ${unit} is gone`}>
                It was deleted meanwhile. Go on with the next one, or close.
              </EmptyState>
            ) : (
              <div className="flex min-h-0 grow">
                <div className="flex min-w-0 grow flex-col">
                  <SampleImage
                    key={sample}
                    id={sample ?? undefined}
                    src={sample === null ? null : imageUrl(sample)}
                    name={name}
                    image={image}
                    view={view}
                    onView={setView}
                    overlay={(shown, size) =>
                      sample === null ? null : mode === "boxes" && data && image ? (
                        <BoxEditor
                          context="Sample"
                          dataset={data.dataset}
                          edits={edits}
                          selected={selected}
                          onSelect={setSelected}
                          image={image}
                          view={shown}
                          stage={size}
                          onDone={() => setMode("look")}
                        />
                      ) : mode === "region" && image ? (
                        <RegionPicker
                          context="Sample"
                          image={image}
                          view={shown}
                          stage={size}
                          confirm="Find what looks like this"
                          onConfirm={(box) => props.onRegion(printRegion({ subject: sample, box }))}
                          onCancel={() => setMode("look")}
                        />
                      ) : (
                        objectsShown &&
                        objects.length > 0 && (
                          <StageObjects objects={objects} view={shown} stage={size} active={active} />
                        )
                      )
                    }
                    onStage={(next) => {
                      stage.current = next;
                    }}
                  />
                  <Neighbors
                    id={id}
                    unit={unit}
                    dataset={data?.dataset ?? ""}
                    space={props.space}
                    searching={props.searching}
                    onOpen={props.onOpen}
                    onSimilar={props.onSimilar}
                  />
                </div>
                <aside
                  aria-label="About the sample"
                  className="scroll-quiet w-80 shrink-0 border-l border-line bg-surface"
                >
                  {error && (
                    <div className="p-4">
                      <ErrorNotice error={error} />
                    </div>
                  )}
                  {image && (
                    <SampleObjects
                      key={sample}
                      objects={objects}
                      active={active}
                      onActive={setActive}
                      onShow={({ box }) => setView(viewOfBox(box, image, stage.current))}
                    />
                  )}
                  {shown.detail && <ObjectFacts detail={shown.detail} onFilter={props.onFilter} />}
                  {data && <SampleFindings id={data.id} />}
                  {data && <SampleFacts sample={data} onFilter={props.onFilter} />}
                  {data && <SampleHistory id={data.id} />}
                </aside>
              </div>
            )}
          </Dialog.Popup>
        </Dialog.Portal>
      </DialogContent>
    </Dialog.Root>
  );
}

/** The sample of the panel and, where the panel is about one of its objects, that object. */
function useShown(unit: Unit, id: string) {
  const isObject = unit === "object";
  const object = useOperation("getObject", { id }, { enabled: isObject });
  const sample = isObject ? object.data?.object.sample : id;
  const { data, error } = useOperation("getSample", { id: sample ?? "" }, { enabled: sample !== undefined });
  const detail = isObject ? object.data : undefined;
  return { data, detail, object: detail?.object, error: object.error ?? error };
}

/** Loads the samples beside this one and their pictures, so that stepping shows at once. */
function usePreload(unit: Unit, ids: (string | null)[]): void {
  const queryClient = useQueryClient();
  const key = ids.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the ids
  useEffect(() => {
    for (const id of ids) {
      if (!id) continue;
      if (unit === "object") {
        void queryClient.prefetchQuery(operationQuery("getObject", { id }));
      } else {
        void queryClient.prefetchQuery(operationQuery("getSample", { id }));
        new Image().src = imageUrl(id);
      }
    }
  }, [unit, key, queryClient]);
}
