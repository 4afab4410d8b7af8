import type { UseCase } from "../context.ts";

/** Lists findings that were computed, with counts of all of them. */
export const listFindings: UseCase<"listFindings"> = async ({ workspace }, request) => {
  const { datasets, where, slice, kinds, issues, states, sample, order, start, count } = request;
  const about = sample === undefined ? undefined : (await workspace.samples.idsToNumbers([sample]))[0];
  const query = { datasets, where, slice, kinds, issues, about };
  const [listed, counted] = await Promise.all([
    workspace.findings.list({ ...query, states, order, start, count }),
    workspace.findings.counts(query),
  ]);
  return { ...listed, ...counted };
};
