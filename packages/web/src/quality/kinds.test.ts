import type { Finding } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { actionName } from "./kinds.ts";

const finding: Finding = {
  ...{ id: "f", kind: "box", issue: "missing_object", sample: "s", object: null, dataset: "d", path: "p.jpg" },
  ...{ score: 0.9, priority: 1, label: null, suggested: "cat", reason: "", related: [], relatedUnit: "sample" },
  ...{ box: [1, 2, 3, 4], state: "open", actions: ["merge", "accept", "ignore"] },
};

describe("actionName", () => {
  it("says what a merge does to the finding: draws, moves, or keeps one", () => {
    expect(actionName(finding, "merge")).toBe("Draw cat");
    expect(actionName({ ...finding, issue: "misplaced", object: "o" }, "merge")).toBe("Take the suggested place");
    expect(actionName({ ...finding, kind: "leak", suggested: "train" }, "merge")).toBe("Move to train");
    expect(actionName({ ...finding, kind: "duplicate" }, "merge")).toBe("Keep one, delete the others");
  });
});
