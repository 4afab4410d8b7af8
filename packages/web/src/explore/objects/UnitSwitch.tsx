import { parseFilter, type Unit } from "@gleaner/schema";
import { useOperation } from "../../api/queries.ts";
import { useCommands } from "../../commands/commands.ts";
import { type ExploreState, noSearch } from "../../router/explore-state.ts";
import { ChoiceGroup } from "../../ui/ChoiceGroup.tsx";

const choices: { value: Unit; label: string }[] = [
  { value: "sample", label: "Samples" },
  { value: "object", label: "Objects" },
];

/** Chooses what the rows of Explore are. Renders nothing where no dataset has objects. */
export function UnitSwitch({ unit, onChange }: { unit: Unit; onChange: (unit: Unit) => void }) {
  const { data } = useOperation("listDatasets", {});
  const some = unit === "object" || (data?.datasets.some(({ objects }) => objects > 0) ?? false);
  const other = unit === "object" ? "sample" : "object";
  useCommands(
    some
      ? [
          {
            id: "unit",
            name: `Explore ${other}s instead of ${unit}s`,
            context: "Explore",
            keys: ["u"],
            run: () => onChange(other),
          },
        ]
      : [],
  );
  return some ? <ChoiceGroup name="Explore" value={unit} choices={choices} onChange={onChange} /> : null;
}

/** The state in another unit: datasets and the panels stay, and so does a filter that both understand; what is about rows goes. */
export function inUnit(state: ExploreState, unit: Unit): Partial<ExploreState> {
  return {
    ...noSearch,
    unit,
    where: isFilterOf(unit, state.where) ? state.where : "",
    facets: [],
    slice: null,
    lasso: null,
    sort: null,
    space: "default",
    color: null,
    sample: null,
  };
}

function isFilterOf(unit: Unit, where: string): boolean {
  try {
    parseFilter(where, { unit });
    return true;
  } catch {
    return false;
  }
}
