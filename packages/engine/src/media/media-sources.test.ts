import type { SampleMedia, Workspace } from "@gleaner/store";
import { describe, expect, it } from "vitest";
import { createMediaSources } from "./media-sources.ts";

const source = (number: number, file: string): SampleMedia => ({
  id: `s${number}`,
  number,
  path: file,
  kind: "image",
  file,
  media: { type: "file" },
  contentHash: "h",
  format: "png",
  width: 1,
  height: 1,
  box: null,
});

/** A workspace of which only this is asked: it counts its questions, and its files can move. */
function counting() {
  const state = { changes: 0, questions: 0, folder: "old" };
  const samples = {
    media: async (numbers: ArrayLike<number>) => {
      state.questions++;
      return Array.from(numbers, (number) => source(number, `${state.folder}/${number}`));
    },
    idsToNumbers: async (ids: readonly string[]) => Int32Array.from(ids, (id) => Number(id.slice(1))),
  };
  const workspace: Pick<Workspace, "changes"> & { samples: Pick<Workspace["samples"], "media" | "idsToNumbers"> } = {
    get changes() {
      return state.changes;
    },
    samples,
  };
  return { state, workspace };
}

describe("sources of pictures", () => {
  it("are asked for together, and again only after a change", async () => {
    const { state, workspace } = counting();
    const sources = createMediaSources(workspace);
    await sources.expect([1, 2, 3]);
    await Promise.all(["s1", "s2", "s3"].map((id) => sources.of(id)));
    expect(state.questions).toBe(1);
    state.changes++;
    state.folder = "new";
    expect((await sources.of("s2")).file).toBe("new/2");
    expect(state.questions).toBe(2);
  });

  it("are forgotten from the oldest on, and not kept when a change came while they were asked for", async () => {
    const { state, workspace } = counting();
    const sources = createMediaSources(workspace, 2);
    await sources.expect([1, 2, 3]);
    await sources.of("s3");
    expect(state.questions).toBe(1);
    await sources.of("s1");
    expect(state.questions).toBe(2);
    const asked = sources.of("s9");
    state.changes++;
    await asked;
    await sources.of("s9");
    expect(state.questions).toBe(4);
  });
});
