import { GleanerError } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";
import type { SlicePart } from "./goal.ts";

/** A slice that a run is about to write. */
export interface NamedSlice {
  name: string;
  description: string;
  part: SlicePart;
}

/**
 * The names of a run's slices: `into`, or the run's name, followed by what the part is (`clean-1 duplicates`). The parts of a split are
 * named plainly (`train`, `val`, `test`) as long as no slice has one of those names.
 * @throws GleanerError `slice_exists` unless `append`
 */
export async function sliceNames(
  { slices }: Workspace,
  { into, append }: { into?: string; append: boolean },
  run: string,
  parts: readonly SlicePart[],
): Promise<NamedSlice[]> {
  const taken = new Set((await slices.list()).map(({ name }) => name));
  const isSplit = parts.every(({ suffix }) => suffix !== "");
  const isPlain = isSplit && into === undefined && parts.every(({ suffix }) => !taken.has(suffix));
  const named = parts.map((part) => {
    const name = isPlain ? part.suffix : [into ?? run, part.suffix].filter((word) => word !== "").join(" ");
    return { name, description: part.description, part };
  });
  const known = named.find(({ name }) => taken.has(name));
  if (known && !append) {
    throw new GleanerError("slice_exists", `There is a slice ${JSON.stringify(known.name)} already.`, {
      hint: "Choose another name, or add to it with --append.",
    });
  }
  return named;
}
