import type { Catalog } from "../catalog/catalog.ts";
import type { Arrivals } from "../contract/functions.ts";
import { binning } from "../samples/histogram-bins.ts";
import type { FunctionRow } from "./function-rows.ts";

/** Samples with a score, and hits among them, by when the samples were first imported. */
export async function countArrivals(
  catalog: Catalog,
  { id, threshold }: Pick<FunctionRow, "id" | "threshold">,
): Promise<Arrivals> {
  const scored = `from function_scores f join (
    select number, created_at from samples union all select number, created_at from objects) s on s.number = f.sample where f.function = ?`;
  const range = await catalog.row(
    `select min(epoch_ms(s.created_at)) as low, max(epoch_ms(s.created_at)) as high ${scored}`,
    [id],
  );
  const [low, high] = [range.numberOrNull("low"), range.numberOrNull("high")];
  if (low === null || high === null) return { edges: [], samples: [], hits: [] };
  const { start, step, bins } = binning(low, high, "date");
  const rows = await catalog.rows(
    `select floor((epoch_ms(s.created_at) - ?::bigint) / ?::bigint)::integer as bin, count(*)::integer as samples,
       (count(*) filter (f.score >= ?::float))::integer as hits ${scored} group by bin`,
    [String(start), String(step), threshold, id],
  );
  const byBin = new Map(rows.map((row) => [row.number("bin"), row]));
  const counts = (column: "samples" | "hits") =>
    Array.from({ length: bins }, (_, bin) => byBin.get(bin)?.number(column) ?? 0);
  return {
    edges: Array.from({ length: bins + 1 }, (_, edge) => start + edge * step),
    samples: counts("samples"),
    hits: counts("hits"),
  };
}
