import { type Finding, type FindingAction, type FindingCounts, stateAfter } from "@gleaner/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  current,
  emptyQueue,
  type FindingQueue,
  recounted,
  remaining,
  settledBy,
  stepped,
  waiting,
} from "./finding-queue.ts";

function finding(id: string, part: Partial<Finding> = {}): Finding {
  return {
    id,
    kind: "mislabel",
    issue: "wrong_label",
    sample: `s-${id}`,
    object: null,
    dataset: "made",
    path: `${id}.png`,
    score: 0.9,
    priority: 1,
    label: "cat",
    suggested: "dog",
    reason: "",
    related: [],
    relatedUnit: "sample",
    box: null,
    state: "open",
    actions: ["relabel", "accept"],
    ...part,
  };
}

const loaded = (ids: string[], total = ids.length): FindingQueue =>
  stepped(emptyQueue, { kind: "load", findings: ids.map((id) => finding(id)), total, at: null });
const decide = (queue: FindingQueue, ids: string[], action: FindingAction = "accept") =>
  stepped(queue, { kind: "decide", decision: { ids, action, class: null } });

describe("the queue of findings", () => {
  it("counts a decision once, and not at all when it is taken back", () => {
    const issue = { kind: "mislabel" as const, issue: "wrong_label", open: 3, fixed: 1, accepted: 0, ignored: 0 };
    const counts = { mislabel: 3, box: 0, duplicate: 0, leak: 0, image: 0, outlier: 0 };
    const known: FindingCounts = { counts, issues: [issue, { ...issue, kind: "box" }] };
    const one = finding("a");
    const decided = recounted(known, one, one.state, stateAfter.relabel);
    expect(decided.counts.mislabel).toBe(2);
    expect(decided.issues).toEqual([{ ...issue, open: 2, fixed: 2 }, known.issues[1]]);
    expect(recounted(decided, one, stateAfter.relabel, one.state)).toEqual(known);
  });

  it("goes on to the next after a decision, back to the last before the end, and is empty when all is decided", () => {
    let queue = loaded(["a", "b", "c"]);
    expect(queue.at).toBe("a");
    queue = decide(stepped(queue, { kind: "go", id: "b" }), ["b"]);
    expect(queue.at).toBe("c");
    queue = decide(queue, ["c"]);
    expect(queue.at).toBe("a");
    queue = decide(queue, ["a"]);
    expect([queue.at, current(queue), remaining(queue)]).toEqual([null, null, 0]);
  });

  it("takes decisions back in place", () => {
    const queue = decide(decide(loaded(["a", "b", "c"], 500), ["a"]), ["b"]);
    expect(remaining(queue)).toBe(498);
    const back = stepped(queue, { kind: "take-back", id: "b" });
    expect([back.at, remaining(back)]).toEqual(["b", 499]);
    expect(waiting(back).map(({ id }) => id)).toEqual(["b", "c"]);
  });

  it("settles everything about a sample that goes, and about the doubles that a merge deletes", () => {
    const queue = stepped(emptyQueue, {
      kind: "load",
      findings: [
        finding("a", { sample: "s1" }),
        finding("b", { sample: "s1" }),
        finding("c", { kind: "duplicate", sample: "s2", related: ["s3"] }),
        finding("d", { sample: "s3" }),
      ],
      total: 4,
      at: null,
    });
    expect(settledBy(queue, queue.findings[0], "delete")).toEqual(["a", "b"]);
    expect(settledBy(queue, queue.findings[0], "accept")).toEqual(["a"]);
    expect(settledBy(queue, queue.findings[2], "merge")).toEqual(["c", "d"]);
  });

  it("takes in further pages without doubles and counts on from the server's answer", () => {
    const queue = stepped(decide(loaded(["a", "b"], 4), ["a"]), {
      kind: "more",
      findings: [finding("b"), finding("c"), finding("d")],
      total: 3,
    });
    expect(queue.findings.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
    expect(remaining(queue)).toBe(3);
  });

  it("always looks at something that waits, whatever is decided, taken back and stepped over", () => {
    const ids = ["a", "b", "c", "d", "e"];
    const act = fc.oneof(
      fc.constantFrom(...ids).map((id) => ({ act: "decide" as const, id })),
      fc.constant({ act: "back" as const, id: "" }),
      fc.constantFrom(1 as const, -1 as const).map((by) => ({ act: "step" as const, id: "", by })),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let queue = loaded(ids);
        for (const one of acts) {
          const left = waiting(queue).map(({ id }) => id);
          if (one.act === "decide" && left.includes(one.id)) queue = decide(queue, [one.id]);
          const last = queue.trail.at(-1);
          if (one.act === "back" && last) queue = stepped(queue, { kind: "take-back", id: last.ids[0] });
          if (one.act === "step") queue = stepped(queue, { kind: "step", by: one.by });
          const now = waiting(queue).map(({ id }) => id);
          expect(now.length).toBe(remaining(queue));
          expect(queue.at === null ? now.length === 0 : now.includes(queue.at)).toBe(true);
        }
      }),
    );
  });
});
