import type { Finding, SampleDetail } from "@gleaner/schema";
import { type ReactNode, useEffect, useState } from "react";
import { imageUrl } from "../api/media.ts";
import { useOperation } from "../api/queries.ts";
import { useCommands } from "../commands/commands.ts";
import { BoxEditor } from "../explore/objects/BoxEditor.tsx";
import { StageObjects } from "../explore/objects/StageObjects.tsx";
import { useObjectEdits } from "../explore/objects/use-object-edits.ts";
import {
  type Extent,
  fittedView,
  type ImageView,
  toStage,
  viewOfBox,
  zoomedView,
} from "../explore/sample/image-view.ts";
import { SampleImage } from "../explore/sample/SampleImage.tsx";
import { IconButton } from "../ui/Button.tsx";
import { formatCount } from "../ui/format.ts";

const zoomStep = 1.5;

/** The picture of a finding; of a group of doubles, the one that stays and the one that goes side by side, zoomed together. */
export function FindingStage({ finding }: { finding: Finding }) {
  const beside = finding.kind === "duplicate" || finding.kind === "leak" ? finding.related[0] : undefined;
  const paired = beside !== undefined && finding.relatedUnit === "sample" ? beside : null;
  const [view, setView] = useState<ImageView | null>(null);
  const [stage, setStage] = useState<Extent>({ width: 0, height: 0 });
  const { data } = useOperation("getSample", { id: finding.sample }, { staleTime: 60_000 });
  const other = useOperation("getSample", { id: paired ?? "" }, { enabled: paired !== null, staleTime: 60_000 });
  const image = extentOf(data);
  const [editing, setEditing] = useState(false);
  const [selected, setSelected] = useState<string | null>(null);
  const edits = useObjectEdits(finding.sample, data?.objects ?? []);
  const boxed = finding.kind === "box" || finding.object !== null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each finding starts fitted
  useEffect(() => {
    setView(null);
    setEditing(false);
  }, [finding.id]);

  function edit(): void {
    setSelected(finding.object);
    setEditing(!editing);
  }

  function zoom(factor: number): void {
    if (!image || stage.width === 0) return;
    setView(zoomedView(view ?? fittedView(image, stage), image, stage, factor));
  }

  useCommands([
    {
      id: "quality-zoom-in",
      name: "Zoom in",
      context: "Quality",
      keys: ["+", "="],
      repeats: true,
      run: () => zoom(zoomStep),
    },
    {
      id: "quality-zoom-out",
      name: "Zoom out",
      context: "Quality",
      keys: ["-"],
      repeats: true,
      run: () => zoom(1 / zoomStep),
    },
    { id: "quality-boxes", name: "Edit the boxes of the picture", context: "Quality", keys: ["e"], run: edit },
    {
      id: "quality-zoom-fit",
      name: "Zoom to the place in question, and back",
      context: "Quality",
      keys: ["z"],
      run: () =>
        setView(
          view || !image || stage.width === 0
            ? null
            : finding.box
              ? viewOfBox(finding.box, image, stage)
              : zoomedView(fittedView(image, stage), image, stage, 3),
        ),
    },
  ]);

  return (
    <div className="flex min-h-0 min-w-0 grow flex-col">
      <div className={paired ? "grid min-h-0 grow grid-cols-2 gap-px bg-line" : "flex min-h-0 grow"}>
        <figure className="flex min-h-0 min-w-0 grow flex-col">
          <SampleImage
            key={finding.sample}
            id={finding.sample}
            src={imageUrl(finding.sample)}
            name={finding.path}
            image={image}
            view={view}
            onView={setView}
            onStage={setStage}
            overlay={(shown, place) =>
              editing && data && image ? (
                <BoxEditor
                  context="Quality"
                  dataset={data.dataset}
                  edits={edits}
                  selected={selected}
                  onSelect={setSelected}
                  image={image}
                  view={shown}
                  stage={place}
                  onDone={() => setEditing(false)}
                />
              ) : (
                <>
                  {boxed && <StageObjects objects={edits.objects} view={shown} stage={place} active={finding.object} />}
                  {finding.box && <PlaceBox box={finding.box} view={shown} stage={place} />}
                </>
              )
            }
          />
          <Caption id={finding.sample} role={paired && finding.kind === "duplicate" ? "Stays" : null}>
            {boxed && (
              <IconButton
                icon="pencil"
                name="Edit the boxes"
                shortcut="e"
                pressed={editing}
                side="top"
                onClick={edit}
              />
            )}
          </Caption>
        </figure>
        {paired && (
          <figure className="flex min-h-0 min-w-0 grow flex-col">
            <SampleImage
              key={paired}
              id={paired}
              src={imageUrl(paired)}
              name="The picture to compare with"
              image={extentOf(other.data)}
              view={view}
              onView={setView}
              onStage={() => {}}
            />
            <Caption id={paired} role={finding.kind === "duplicate" ? "Goes with a merge" : null} />
          </figure>
        )}
      </div>
    </div>
  );
}

function extentOf(sample: SampleDetail | undefined): Extent | null {
  return sample?.width && sample.height ? { width: sample.width, height: sample.height } : null;
}

/** File name, size and where a picture comes from. */
function Caption({ id, role, children }: { id: string; role: string | null; children?: ReactNode }) {
  const { data } = useOperation("getSample", { id }, { staleTime: 60_000, keepPrevious: true });
  const facts = data?.id === id ? data : null;
  return (
    <figcaption className="flex h-9 shrink-0 items-center gap-3 border-t border-line bg-surface px-3 text-xs text-ink-muted">
      {role && <span className="shrink-0 rounded-full bg-accent-soft px-2 py-0.5 text-ink">{role}</span>}
      <span className="min-w-0 truncate" title={facts?.path}>
        {facts?.path ?? " "}
      </span>
      <span className="tabular ml-auto min-w-0 truncate">
        {[
          facts?.dataset,
          facts?.split,
          facts?.width && facts.height ? `${formatCount(facts.width)} × ${formatCount(facts.height)}` : null,
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {children}
    </figcaption>
  );
}

function PlaceBox({ box, view, stage }: { box: number[]; view: ImageView; stage: Extent }) {
  const [left, top, width, height] = box;
  const [x, y] = toStage(view, stage, [left, top]);
  return (
    <span
      aria-hidden="true"
      className="pointer-events-none absolute border-2 border-dashed border-wheat shadow-[0_0_0_1px_#0009]"
      style={{ left: x, top: y, width: width * view.scale, height: height * view.scale }}
    />
  );
}
