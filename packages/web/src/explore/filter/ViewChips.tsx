import type { Box } from "@gleaner/schema";
import { useState } from "react";
import { type ExploreState, type FacetChoice, isSearching, noSearch } from "../../router/explore-state.ts";
import { Chip } from "../../ui/Chip.tsx";
import { formatAmount, formatNumber } from "../../ui/format.ts";
import { Thumbnail } from "../../ui/Thumbnail.tsx";
import { withChoice } from "../facets/facet-data.ts";
import { fieldLabel, valueLabel } from "../field-names.ts";
import { keepPicture, newPictureKey, pictureOf, type SearchPicture } from "../pictures/picture-store.ts";
import { RegionDialog } from "../pictures/RegionDialog.tsx";

interface ViewChipsProps {
  state: ExploreState;
  onChange: (part: Partial<ExploreState>) => void;
}

/** What narrows the view beside the typed filter, each with a way to take it back. Renders nothing for the whole workspace. */
export function ViewChips({ state, onChange }: ViewChipsProps) {
  const [region, setRegion] = useState<SearchPicture | null>(null);
  const chips = [
    state.datasets.length > 0 && (
      <Chip key="dataset" name="Show all datasets" onRemove={() => onChange(withChoice(state, "dataset", null))}>
        Dataset {state.datasets.join(", ")}
      </Chip>
    ),
    state.words !== "" && (
      <Chip key="words" name="End the search for words" onRemove={() => onChange({ words: "" })}>
        Words “{state.words}”
      </Chip>
    ),
    state.slice !== null && (
      <Chip key="slice" name="Leave the slice" onRemove={() => onChange({ slice: null })}>
        Slice {state.slice}
      </Chip>
    ),
    ...state.facets.map((choice) => (
      <Chip
        key={`facet ${choice.field}`}
        name={`Clear ${fieldLabel(choice.field)}`}
        onRemove={() => onChange(withChoice(state, choice.field, null))}
      >
        {describeChoice(choice)}
      </Chip>
    )),
    state.lasso !== null && (
      <Chip key="lasso" name="Clear the map selection" onRemove={() => onChange({ lasso: null })}>
        Map selection
        {state.lasso.shapes.length > 1 && `, ${formatAmount(state.lasso.shapes.length, "shape")}`}
      </Chip>
    ),
    isSearching(state) && (
      <Chip
        key="like"
        name="End the similarity search"
        onRemove={() => onChange({ ...noSearch, sort: state.sort === "similarity" ? null : state.sort })}
      >
        <span className="flex items-center gap-1">
          Similar to <Pictures keys={state.pictures} onRegion={setRegion} /> <Anchors ids={state.like} />
          {state.described !== "" && `“${state.described}”`}
          {state.unlike.length > 0 && (
            <>
              not to <Anchors ids={state.unlike} />
            </>
          )}
        </span>
      </Chip>
    ),
  ].filter(Boolean);
  if (chips.length === 0) return null;
  const choose = (picture: SearchPicture, box: Box) => {
    const part = { ...picture, key: newPictureKey(), box };
    keepPicture(part);
    setRegion(null);
    onChange({ pictures: state.pictures.map((key) => (key === picture.key ? part.key : key)) });
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {chips}
      {chips.length > 1 && (
        <button
          type="button"
          className="rounded px-1.5 text-xs text-ink-muted hover:bg-hover hover:text-ink"
          onClick={() =>
            onChange({ datasets: [], slice: null, facets: [], lasso: null, ...noSearch, where: "", words: "" })
          }
        >
          Clear all
        </button>
      )}
      {region && (
        <RegionDialog picture={region} onClose={() => setRegion(null)} onChoose={(box) => choose(region, box)} />
      )}
    </div>
  );
}

function Pictures({ keys, onRegion }: { keys: string[]; onRegion: (picture: SearchPicture) => void }) {
  return keys.map((key) => {
    const picture = pictureOf(key);
    if (!picture) return <em key={key}>a picture of another tab</em>;
    return picture.preview ? (
      <button
        key={key}
        type="button"
        aria-label={`Choose a region of ${picture.name}`}
        title={`${picture.name}: choose a region`}
        className="rounded-[3px] hover:outline-2 hover:outline-accent"
        onClick={() => onRegion(picture)}
      >
        <img src={picture.preview} alt="" className="size-5 rounded-[3px] object-cover" />
      </button>
    ) : (
      <span key={key} className="max-w-32 truncate">
        {picture.name}
      </span>
    );
  });
}

function Anchors({ ids }: { ids: string[] }) {
  return (
    <>
      {ids.slice(0, 4).map((id) => (
        <Thumbnail key={id} id={id} alt="" fill className="size-5 rounded-[3px] bg-tile" />
      ))}
      {ids.length > 4 && `and ${ids.length - 4}`}
    </>
  );
}

function describeChoice(choice: FacetChoice): string {
  const label = fieldLabel(choice.field);
  if (choice.kind === "values") {
    const values = choice.values.map((value) => valueLabel(choice.field, value));
    return `${label} ${values.slice(0, 3).join(", ")}${values.length > 3 ? ` and ${values.length - 3}` : ""}`;
  }
  const { min, max } = choice;
  const format = (value: number) =>
    choice.field === "created_at" ? new Date(value).toLocaleDateString("en-GB") : formatNumber(value);
  if (min === null) return `${label} up to ${format(max ?? 0)}`;
  return max === null ? `${label} from ${format(min)}` : `${label} ${format(min)} to ${format(max)}`;
}
