import type { FilterValues, Unit } from "@gleaner/schema";
import type { QueryClient } from "@tanstack/react-query";
import { operationQuery } from "../../api/queries.ts";

const limit = 200;

/** The values that completions of the filter box offer, from the workspace itself. */
export function filterValues(queryClient: QueryClient, datasets: string[], unit: Unit): FilterValues {
  async function facetValues(field: string): Promise<string[]> {
    const { facets } = await queryClient.fetchQuery(
      operationQuery("facets", { view: { datasets, unit }, fields: [field], limit }),
    );
    const facet = facets[0];
    return facet?.kind === "values" ? facet.values.flatMap(({ value }) => value ?? []) : [];
  }
  async function candidates(source: Parameters<FilterValues>[0]): Promise<string[]> {
    switch (source.kind) {
      case "field":
        return facetValues(source.name);
      case "meta":
        return facetValues(`meta.${source.name}`);
      case "meta-name": {
        const { facets } = await queryClient.fetchQuery(
          operationQuery("facets", { view: { datasets, unit }, limit: 50 }),
        );
        return facets.flatMap(({ field }) => (field.startsWith("meta.") ? field.slice("meta.".length) : []));
      }
      case "function": {
        const { functions } = await queryClient.fetchQuery(operationQuery("listFunctions", {}));
        return functions.map(({ name }) => name);
      }
      case "slice": {
        const { slices } = await queryClient.fetchQuery(operationQuery("listSlices", {}));
        return slices.map(({ name }) => name);
      }
      default:
        return [];
    }
  }
  return async (source, prefix) => {
    const found = await candidates(source).catch(() => []);
    return found.filter((value) => value.toLowerCase().startsWith(prefix.toLowerCase())).slice(0, 50);
  };
}
