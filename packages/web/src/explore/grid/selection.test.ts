import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  everythingSelected,
  isSelected,
  nothingSelected,
  type Selection,
  selectedCount,
  toggled,
  withSamples,
} from "./selection.ts";

const ids = ["a", "b", "c", "d", "e"];
const some = fc.subarray(ids);
const selections: fc.Arbitrary<Selection> = fc
  .tuple(fc.boolean(), some)
  .map(([all, held]) => (all ? { kind: "all", except: new Set(held) } : { kind: "some", ids: new Set(held) }));

describe("selection", () => {
  it("holds what was added and not what was taken, and leaves the rest", () => {
    fc.assert(
      fc.property(selections, some, fc.boolean(), (selection, changed, chosen) => {
        const next = withSamples(selection, changed, chosen);
        for (const id of ids) {
          expect(isSelected(next, id)).toBe(changed.includes(id) ? chosen : isSelected(selection, id));
        }
        expect(selectedCount(next, ids.length)).toBe(ids.filter((id) => isSelected(next, id)).length);
      }),
    );
  });

  it("comes back after two toggles", () => {
    fc.assert(
      fc.property(selections, fc.constantFrom(...ids), (selection, id) => {
        expect(toggled(toggled(selection, id), id)).toEqual(selection);
      }),
    );
  });

  it("starts with nothing or everything", () => {
    expect(selectedCount(nothingSelected, 7)).toBe(0);
    expect(selectedCount(everythingSelected, 7)).toBe(7);
  });
});
