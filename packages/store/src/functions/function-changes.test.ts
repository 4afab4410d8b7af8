import { describe, expect, it } from "vitest";
import type { FunctionDefinition } from "../contract/functions.ts";
import type { Workspace } from "../contract/workspace.ts";
import { atAngles, nearFirstAxis, samplesAt } from "../testing/function-definitions.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

const acting = nearFirstAxis({ actions: { tags: ["seen"], slice: "found" } });
const nothing = new Int32Array(0);

/** All that a person sees of the functions and of what they did to samples. */
async function stateOf(workspace: Workspace) {
  const listed = await workspace.functions.list();
  const functions = await Promise.all(
    listed.map(async ({ version, editedAt, ...rest }) => ({
      ...rest,
      definition: { ...(await workspace.functions.definition(rest.name)), version: 0, editedAt: "" },
      scores: await workspace.functions.scores(rest.name),
      given: await workspace.functions.answers(rest.name),
    })),
  );
  const tagged = await workspace.samples.numbers({ where: '"seen" in tags' });
  const slices = (await workspace.slices.list()).map(({ name, count }) => ({ name, count }));
  return { functions, tagged, slices };
}

async function replace(workspace: Workspace, name: string, definition: FunctionDefinition): Promise<void> {
  await workspace.functions.replace(name, definition, await workspace.functions.score(definition, definition));
}

describe("undo of functions", () => {
  it("takes back making, editing, answering and deleting, an event each, with what their actions did", async () => {
    const workspace = await temporaryWorkspace();
    const numbers = await samplesAt(workspace, [0, 20, 40, 90]);
    const { functions, events } = workspace;
    const changes = [
      async () => void (await functions.create(acting, await functions.score(acting, acting))),
      async () => void (await functions.replace("ahead", { ...acting, threshold: 0.7, description: "wider" }, null)),
      () =>
        replace(workspace, "ahead", {
          ...acting,
          name: "up",
          positives: [{ id: "b", kind: "image", text: null, vector: atAngles(90) }],
        }),
      async () => {
        const event = await functions.answer("up", { yes: numbers.slice(3), no: numbers.slice(0, 1), forget: nothing });
        const definition = await functions.definition("up");
        const classifier = { weights: Float32Array.of(0, 4), offset: -2 };
        const learned = { ...definition, classifier, threshold: 0.2 };
        await functions.replace("up", learned, await functions.score(learned, learned), { event });
      },
      async () =>
        void (await functions.answer("up", { yes: numbers.slice(2, 3), no: nothing, forget: numbers.slice(3) })),
      () => functions.delete("up"),
    ];
    const states = [await stateOf(workspace)];
    for (const change of changes) {
      await change();
      states.push(await stateOf(workspace));
    }
    expect(states[2].tagged).toHaveLength(3);
    expect(states[4].functions[0]).toMatchObject({ kind: "classifier", answers: { yes: 1, no: 1 } });
    for (let left = changes.length; left > 0; left--) {
      expect(await events.undo()).toMatchObject({ undone: expect.stringContaining("function") });
      expect(await stateOf(workspace)).toEqual(states[left - 1]);
    }
    expect(await events.undo()).toBeNull();
  });

  it("scores what came since, and goes on scoring what comes", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [0, 90]);
    await workspace.functions.create(acting, await workspace.functions.score(acting, acting));
    await workspace.functions.delete("ahead");
    await samplesAt(workspace, [5], { first: 10 });
    await workspace.events.undo();
    expect(await workspace.functions.get("ahead")).toMatchObject({ scored: 3, matches: 2, unscored: 0 });
    const up = { ...acting, positives: [{ id: "b", kind: "image" as const, text: null, vector: atAngles(90) }] };
    await replace(workspace, "ahead", up);
    await samplesAt(workspace, [88], { first: 20 });
    await workspace.events.undo();
    // The newest event is the tag of the hit that arrived; the edit comes next.
    while ((await workspace.functions.get("ahead")).positives[0].id === "b") await workspace.events.undo();
    await samplesAt(workspace, [3, 95], { first: 30 });
    expect(await workspace.functions.get("ahead")).toMatchObject({ scored: 6, matches: 3 });
  });
});
