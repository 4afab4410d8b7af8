import fc from "fast-check";
import { expect, it } from "vitest";
import { selectBest } from "./select-best.ts";

it("brings the best to the front and leaves what lies around alone", () => {
  const cases = fc.record({
    scores: fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 }),
    keep: fc.integer({ min: 1, max: 20 }),
    before: fc.nat(3),
  });
  fc.assert(
    fc.property(cases, ({ scores, keep, before }) => {
      const all = scores.map((score, row) => ({ row: scores.length - row, score: score === -3 ? -Infinity : score }));
      const framed = [...new Array(before).fill({ row: -7, score: 99 }), ...all, { row: -8, score: 99 }];
      const candidates = {
        rows: Int32Array.from(framed, ({ row }) => row),
        scores: Float32Array.from(framed, ({ score }) => score),
      };
      const lowest = selectBest(candidates, before, all.length, keep);
      const best = all.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, keep);
      const kept = candidates.rows.subarray(before, before + best.length);
      expect([...kept].sort((a, b) => a - b)).toEqual(best.map(({ row }) => row).sort((a, b) => a - b));
      expect(lowest).toBe(all.length < keep ? -Infinity : best[keep - 1].score);
      expect([...candidates.rows.subarray(0, before), candidates.rows.at(-1)]).toEqual([
        ...new Array(before).fill(-7),
        -8,
      ]);
    }),
  );
});
