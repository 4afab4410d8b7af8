import { type ExploreState, isSearching } from "../../router/explore-state.ts";
import { IconButton } from "../../ui/Button.tsx";
import { formatCount } from "../../ui/format.ts";
import { RangeSlider } from "../../ui/RangeSlider.tsx";
import { SelectMenu, type SelectOption } from "../../ui/SelectMenu.tsx";

export const tileSizes = { min: 56, max: 360 };

const objectOrders: SelectOption<string>[] = [
  { value: "-area", label: "Largest first" },
  { value: "area", label: "Smallest first" },
  { value: "confidence", label: "Least certain first" },
];

const orders: SelectOption<string>[] = [
  { value: "", label: "Import order" },
  { value: "path", label: "Path" },
  { value: "label", label: "Label" },
  { value: "-outlier", label: "Strangest first" },
  { value: "-typicality", label: "Most typical first" },
  { value: "cluster_size", label: "Smallest clusters first" },
  { value: "cluster", label: "By cluster" },
  { value: "-nn_distance", label: "Farthest from others first" },
  { value: "nn_distance", label: "Nearest duplicates first" },
  { value: "-created_at", label: "Newest first" },
  { value: "-width", label: "Widest first" },
  { value: "random", label: "Random" },
];

interface GridToolbarProps {
  state: ExploreState;
  onChange: (part: Partial<ExploreState>) => void;
  /** Samples in the view; undefined while unknown. */
  total: number | undefined;
  /** True while the samples of another view are still on show. */
  searching: boolean;
  tileSize: number;
  onTileSize: (size: number) => void;
  labels: boolean;
  onLabels: (shown: boolean) => void;
  fill: boolean;
  onFill: (fill: boolean) => void;
}

/** Count, order and look of the grid. */
export function GridToolbar(props: GridToolbarProps) {
  const { state, onChange, total } = props;
  const searching = isSearching(state);
  const order = state.sort ?? (searching ? "similarity" : "");
  const known = state.unit === "object" ? [...orders, ...objectOrders] : orders;
  const options = [
    ...(searching ? [{ value: "similarity", label: "Most similar first" }] : []),
    ...known,
    ...(order !== "similarity" && !known.some(({ value }) => value === order) ? [{ value: order, label: order }] : []),
  ];
  return (
    <div className="flex h-10 shrink-0 items-center gap-1 border-b border-line bg-surface px-2">
      <p className="tabular min-w-0 truncate px-1 text-sm" aria-live="polite">
        {total === undefined || props.searching ? (
          <span className="text-ink-muted">{total === undefined ? "Counting" : "Searching"}</span>
        ) : (
          <>
            <span className="font-semibold">{formatCount(total)}</span>{" "}
            <span className="text-ink-muted">{total === 1 ? state.unit : `${state.unit}s`}</span>
          </>
        )}
      </p>
      <SelectMenu
        quiet
        name="Order"
        icon="sort"
        value={order}
        options={options}
        className="ml-auto"
        onChange={(sort) => onChange({ sort: sort === "" || (sort === "similarity" && searching) ? null : sort })}
      />
      {state.sort === "random" && (
        <IconButton icon="dice" name="Shuffle again" onClick={() => onChange({ seed: (state.seed + 1) % 1_000_000 })} />
      )}
      <IconButton
        icon="label"
        name="Labels and objects on pictures"
        shortcut="v"
        pressed={props.labels}
        onClick={() => props.onLabels(!props.labels)}
      />
      <IconButton icon="fit" name="Fill the tiles" pressed={props.fill} onClick={() => props.onFill(!props.fill)} />
      <RangeSlider
        names={["Size of the tiles"]}
        value={[props.tileSize]}
        {...tileSizes}
        step={4}
        format={(size) => `${size} pixels`}
        onChange={([size]) => props.onTileSize(size)}
        className="mx-1.5 w-24 shrink-0"
      />
    </div>
  );
}
