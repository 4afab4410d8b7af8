import type { DatasetHealth, ParsedRequestOf } from "@gleaner/schema";
import type { MetadataCount } from "@gleaner/store";
import type { EngineContext } from "../../context.ts";

type Field = DatasetHealth["metadata"][number];

/** How well each metadata field, and label and split, are filled in. */
export async function metadataHealth(
  { workspace }: EngineContext,
  { datasets, where, slice }: ParsedRequestOf<"datasetHealth">,
  numbers: Int32Array,
): Promise<Field[]> {
  const { samples } = workspace;
  const counts = await samples.metadataCounts({ datasets, where, slice });
  const hashes = await samples.texts(numbers, "content_hash");
  const own = await Promise.all(
    ["label", "split"].map(async (field) => ownField(field, await samples.texts(numbers, field), hashes)),
  );
  return [...own, ...counts.map((count) => metadataField(count, numbers.length))];
}

function ownField(field: string, values: readonly (string | null)[], hashes: readonly (string | null)[]): Field {
  const byHash = new Map<string, Set<string>>();
  let present = 0;
  values.forEach((value, at) => {
    if (value === null) return;
    present++;
    const hash = hashes[at] ?? "";
    byHash.set(hash, (byHash.get(hash) ?? new Set()).add(value));
  });
  return {
    field,
    type: "text",
    present,
    missing: values.length > 0 ? 1 - present / values.length : 0,
    distinct: new Set(values.filter((value) => value !== null)).size,
    otherTypes: 0,
    conflicts: [...byHash.values()].filter((said) => said.size > 1).length,
    worst: null,
  };
}

function metadataField({ key, distinct, conflicts, worst, ...types }: MetadataCount, samples: number): Field {
  const { text, number, boolean, date } = types;
  const byType = Object.entries({ text, number, boolean, date }).sort((a, b) => b[1] - a[1]);
  const present = byType.reduce((sum, [, count]) => sum + count, 0);
  const otherTypes = present - byType[0][1];
  const main = byType[0][0];
  return {
    field: `meta.${key}`,
    type:
      otherTypes > 0.1 * present ? "mixed" : main === "number" || main === "boolean" || main === "date" ? main : "text",
    present,
    missing: samples > 0 ? 1 - present / samples : 0,
    distinct,
    otherTypes,
    conflicts,
    worst,
  };
}
