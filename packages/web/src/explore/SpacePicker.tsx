import type { Unit } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { SelectMenu } from "../ui/SelectMenu.tsx";

/** Chooses the space that search and map look through. Renders nothing where there is no choice. */
export function SpacePicker(props: { unit: Unit; space: string; onChange: (space: string) => void }) {
  const { unit, space, onChange } = props;
  const { data } = useOperation("listSpaces", {});
  const spaces = data?.spaces.filter((one) => one.unit === unit) ?? [];
  const options = spaces.map(({ name, model }) => ({ value: name, label: name, hint: model }));
  if (!options.some(({ value }) => value === space))
    options.unshift({ value: space, label: space, hint: "Not there yet" });
  if (spaces.length < 2 && options.length < 2) return null;
  return (
    <SelectMenu name="Space" prefix="Space" value={space} options={options} onChange={onChange} className="max-w-44" />
  );
}
