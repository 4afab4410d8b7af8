import type { Expectation, SavedFunction } from "@gleaner/schema";
import type { ReactNode } from "react";
import { formatCount, formatShare } from "../ui/format.ts";

/** How much a function finds and how right it is expected to be. */
export function FunctionFigures({ saved }: { saved: SavedFunction }) {
  const { yes, no } = saved.answers;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 px-5 py-4 sm:grid-cols-4">
      <Figure name="Hits" value={formatCount(saved.matches)}>
        of {formatCount(saved.scored)} scored
        {saved.unscored > 0 && `; ${formatCount(saved.unscored)} have no vector`}
      </Figure>
      <Figure name="Precision" value={shareOf(saved.precision)}>
        {rangeOf(saved.precision) ?? "Of the hits, how many are right"}
      </Figure>
      <Figure name="Recall" value={shareOf(saved.recall)}>
        {rangeOf(saved.recall) ?? "Of the right ones, how many are hits"}
      </Figure>
      <Figure name="Answers" value={formatCount(yes + no)}>
        {yes + no === 0 ? "Answer about 20 to know more" : `${formatCount(yes)} yes, ${formatCount(no)} no`}
      </Figure>
    </dl>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd>
        <span className="tabular block text-2xl font-semibold">{value}</span>
        <span className="tabular block text-xs text-ink-muted">{children}</span>
      </dd>
    </div>
  );
}

function shareOf(expected: Expectation | null): string {
  return expected ? formatShare(expected.value) : "–";
}

function rangeOf(expected: Expectation | null): string | null {
  return expected && `expected; ${formatShare(expected.low)} to ${formatShare(expected.high)}`;
}
