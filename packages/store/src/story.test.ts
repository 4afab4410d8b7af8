import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Workspace } from "./contract/workspace.ts";
import { sampleInput, vectorsOf } from "./testing/sample-inputs.ts";
import { StoryModel } from "./testing/story-model.ts";
import { openTemporary, temporaryFolder } from "./testing/temporary-workspace.ts";

const datasets = ["photos", "scans"] as const;
const tags = ["night", "rain", "blurred"];
const classes = ["cat", "dog", "émigré"];
const slices = ["first", "second"];

const dataset = fc.constantFrom(...datasets);
/** Which of the present samples, by their places in the list of all. */
const some = fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 6 });

const step = fc.oneof(
  fc.record({
    do: fc.constant("import" as const),
    dataset,
    rows: fc.uniqueArray(
      fc.record({
        index: fc.nat(5),
        content: fc.constantFrom("a", "b"),
        labels: fc.option(fc.uniqueArray(fc.constantFrom(...classes), { maxLength: 2 }), { nil: undefined }),
        tags: fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 1 }),
      }),
      { selector: (row) => row.index, minLength: 1, maxLength: 6 },
    ),
  }),
  fc.record({
    do: fc.constant("tag" as const),
    some,
    add: fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 2 }),
    remove: fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 2 }),
  }),
  fc.record({ do: fc.constant("label" as const), some, class: fc.option(fc.constantFrom(...classes), { nil: null }) }),
  fc.record({ do: fc.constant("slice" as const), name: fc.constantFrom(...slices), some }),
  fc.record({ do: fc.constant("unslice" as const), name: fc.constantFrom(...slices), some }),
  fc.record({ do: fc.constant("drop slice" as const), name: fc.constantFrom(...slices) }),
  fc.record({ do: fc.constant("embed" as const) }),
  fc.record({ do: fc.constant("delete" as const), dataset }),
  fc.record({ do: fc.constant("undo" as const) }),
  fc.record({ do: fc.constant("undo" as const) }),
  fc.record({ do: fc.constant("reopen" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A workspace and what it should hold. */
class Story {
  readonly #folder: string;
  #workspace: Workspace;
  readonly #model = new StoryModel();

  constructor(folder: string, workspace: Workspace) {
    this.#folder = folder;
    this.#workspace = workspace;
  }

  async take(step: Step): Promise<void> {
    const workspace = this.#workspace;
    switch (step.do) {
      case "import": {
        const inputs = step.rows.map(({ index, content, labels, tags }) =>
          sampleInput(index, {
            dataset: step.dataset,
            content: `${index} ${content}`,
            labels: labels?.map((name) => ({ class: name })),
            tags,
          }),
        );
        const outcome = await workspace.samples.write(step.dataset, inputs);
        expect(outcome.outcomes).toEqual(this.#model.import(step.dataset, inputs, outcome.numbers));
        break;
      }
      case "tag": {
        const numbers = this.#model.pick(step.some);
        const changed = await workspace.tags.change(numbers, { add: step.add, remove: step.remove });
        expect(changed).toBe(this.#model.tag(numbers, step.add, step.remove));
        break;
      }
      case "label": {
        const numbers = this.#model.pick(step.some);
        const changed =
          step.class === null ? await workspace.labels.clear(numbers) : await workspace.labels.set(numbers, step.class);
        expect(changed).toBe(this.#model.label(numbers, step.class));
        break;
      }
      case "slice": {
        const numbers = this.#model.pick(step.some);
        await workspace.slices.create({ name: step.name, origin: "manual", content: { numbers } }, { append: true });
        this.#model.addToSlice(step.name, numbers);
        break;
      }
      case "unslice": {
        if (!this.#model.slices.has(step.name)) break;
        const numbers = this.#model.pick(step.some);
        const removed = await workspace.slices.remove(step.name, numbers);
        expect(removed).toBe(this.#model.removeFromSlice(step.name, numbers));
        break;
      }
      case "drop slice":
        if (!this.#model.slices.has(step.name)) break;
        await workspace.slices.delete(step.name);
        this.#model.dropSlice(step.name);
        break;
      case "embed": {
        await workspace.spaces.ensure({ name: "default", model: "test", modelHash: "1", dimension: 3 });
        const missing = await workspace.vectors.missing("default", await workspace.samples.numbers({}));
        expect([...missing]).toEqual(this.#model.missing());
        if (missing.length === 0) break;
        await workspace.vectors.append("default", missing, vectorsOf(missing, 3));
        this.#model.embed();
        break;
      }
      case "delete":
        if (!(await workspace.datasets.has(step.dataset))) break;
        await workspace.datasets.delete(step.dataset);
        this.#model.delete(step.dataset);
        break;
      case "undo": {
        const undone = await workspace.events.undo();
        expect(undone !== null).toBe(this.#model.undo());
        break;
      }
      case "reopen":
        await workspace.close();
        this.#workspace = await openTemporary(this.#folder, {});
        break;
    }
  }

  async compare(): Promise<void> {
    const workspace = this.#workspace;
    const numbers = await workspace.samples.numbers({});
    const rows = await workspace.samples.rows(numbers);
    expect(rows.map(({ number, dataset, path, labels, tags }) => ({ number, dataset, path, labels, tags }))).toEqual(
      this.#model.rows(),
    );
    expect([...(await workspace.samples.numbers({ where: 'label = "cat" and not "night" in tags' }))]).toEqual(
      this.#model.catsByDay(),
    );
    const listed = await workspace.slices.list();
    expect(listed.map(({ name, count }) => [name, count])).toEqual(this.#model.sliceCounts());
    for (const { name } of listed) {
      expect([...(await workspace.slices.members(name))]).toEqual(this.#model.slices.get(name));
    }
  }

  close(): Promise<void> {
    return this.#workspace.close();
  }
}

describe("a workspace", () => {
  it("holds what a simple model of it holds, after any story", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const folder = join(await temporaryFolder(), "workspace");
        const story = new Story(folder, await openTemporary(folder));
        for (const each of steps) {
          await story.take(each);
          await story.compare();
        }
        await story.close();
      }),
      { numRuns: Number(process.env.STORY_RUNS ?? 12), seed: Number(process.env.STORY_SEED ?? 1) },
    );
  });
});
