import { GleanerError } from "@gleaner/schema";
import { spaceFor } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import type { ReportDocument } from "../report/index.ts";
import type { Work } from "../work.ts";
import { gatherEvidence } from "./evidence.ts";
import { explainPicks, sameReason } from "./explain.ts";
import { nextPicks } from "./next-picks.ts";
import { withOpenIndex } from "./open-index.ts";
import { steps } from "./pick-record.ts";
import { productName } from "./product-name.ts";

/** Which slice is reported on, in which space. */
export interface SliceReportRequest {
  slice: string;
  space: string;
  seed: number;
}

/**
 * The report of any slice: how well it stands for its datasets, beside random slices of the same size.
 * @throws GleanerError `slice_not_found`, `not_indexed`, `empty_selection` for a slice without an indexed sample
 */
export async function sliceReport(
  context: EngineContext,
  { slice, space, seed }: SliceReportRequest,
  work: Work,
): Promise<ReportDocument> {
  const { workspace, indexes } = context;
  const { where, unit } = await workspace.slices.get(slice);
  const members = await workspace.slices.members(slice);
  const rows = await workspace.samples.rows(members);
  const datasets = [...new Set(rows.map((row) => row.dataset))].sort();
  const loaded = await indexes.load(spaceFor(unit, space), datasets);
  const picks = members.map(loaded.rowOf).filter((row) => row >= 0);
  if (picks.length === 0) {
    throw new GleanerError("empty_selection", `No sample of the slice ${slice} is indexed.`, {
      hint: "Index its dataset first.",
    });
  }
  const inScope = await workspace.samples.numbers({ unit, datasets });
  const pool = inScope
    .map(loaded.rowOf)
    .filter((row) => row >= 0)
    .sort();
  const { evidence } = await withOpenIndex(context, loaded, async (opened) => {
    const explanation = await explainPicks(opened, picks, sameReason(picks.length, steps.given), work);
    const known = { candidates: pool, chosen: new Int32Array(0), picks, strategy: "auto" as const, seed };
    const next = await nextPicks(opened, known, work);
    const measured = { coverage: "judged", isRanking: false, baselines: [], figures: null } as const;
    return gatherEvidence(context, { ...measured, opened, pool, picks, explanation, seed, next }, work);
  });
  const missing = members.length - picks.length;
  return {
    version: 1,
    generator: productName,
    title: `Slice ${slice}`,
    run: null,
    goal: "slice",
    unit,
    datasets,
    slices: [{ name: slice, count: members.length }],
    pool: { kind: "all", samples: pool.length, where: where ?? "" },
    budget: members.length,
    selected: picks.length,
    seed,
    strategy: {
      name: "given",
      label: "as given",
      description: "The slice was not chosen by this program; the report only measures it.",
    },
    ...evidence,
    splits: null,
    notes:
      missing > 0
        ? [{ kind: "warning", text: `${missing} samples of the slice are not indexed and were left out.` }]
        : [],
    skipped: { count: 0, items: [] },
    recipe: {
      command: `gleaner report --slice ${JSON.stringify(slice)} --seed ${seed}`,
      json: { slice, space, seed },
      inputs: { index: loaded.index.fingerprint },
    },
  };
}
