import type { SampleInput } from "../contract/samples.ts";

interface ModelSample {
  number: number;
  dataset: string;
  id: string;
  path: string;
  said: string;
  contentHash: string;
  embedded: boolean;
  imported: string[];
  human: string | null;
  tags: Set<string>;
}

/** What a workspace should hold, the slow and obvious way. Samples are in order of number. */
export class StoryModel {
  readonly slices = new Map<string, number[]>();
  #samples: ModelSample[] = [];
  /** What takes back each undoable change, newest last. */
  readonly #inverses: (() => void)[] = [];

  import(dataset: string, inputs: readonly SampleInput[], numbers: Int32Array): string[] {
    return inputs.map((input, row) => {
      const { id: _, modified: __, ...what } = input;
      const said = JSON.stringify(what);
      const known = this.#samples.find((sample) => sample.id === input.id);
      if (known?.said === said) return "unchanged";
      const sample = known ?? this.#add(dataset, input, numbers[row]);
      if (sample.contentHash !== input.contentHash) sample.embedded = false;
      sample.said = said;
      sample.contentHash = input.contentHash;
      if (input.labels) sample.imported = input.labels.map((label) => label.class);
      for (const tag of input.tags ?? []) sample.tags.add(tag);
      return known ? "updated" : "added";
    });
  }

  pick(places: readonly number[]): number[] {
    return places.flatMap((place) => this.#samples[place]?.number ?? []);
  }

  tag(numbers: readonly number[], add: readonly string[], remove: readonly string[]): number {
    const changes = this.#among(numbers).flatMap((sample) => [
      ...add.filter((tag) => !sample.tags.has(tag)).map((tag) => ({ sample, tag, added: true })),
      ...remove
        .filter((tag) => sample.tags.has(tag) && !add.includes(tag))
        .map((tag) => ({ sample, tag, added: false })),
    ]);
    const apply = (back: boolean) => {
      for (const { sample, tag, added } of changes) {
        if (added !== back) sample.tags.add(tag);
        else sample.tags.delete(tag);
      }
    };
    apply(false);
    if (changes.length > 0) this.#inverses.push(() => apply(true));
    return new Set(changes.map((change) => change.sample)).size;
  }

  label(numbers: readonly number[], name: string | null): number {
    const changes = this.#among(numbers)
      .filter((sample) => sample.human !== name)
      .map((sample) => ({ sample, before: sample.human }));
    for (const { sample } of changes) sample.human = name;
    if (changes.length > 0) {
      this.#inverses.push(() => {
        for (const { sample, before } of changes) sample.human = before;
      });
    }
    return changes.length;
  }

  addToSlice(name: string, numbers: readonly number[]): void {
    this.#changeSlice(name, [...new Set([...(this.slices.get(name) ?? []), ...numbers])]);
  }

  removeFromSlice(name: string, numbers: readonly number[]): number {
    const members = this.slices.get(name) ?? [];
    const left = members.filter((number) => !numbers.includes(number));
    this.#changeSlice(name, left);
    return members.length - left.length;
  }

  dropSlice(name: string): void {
    this.#changeSlice(name, null);
  }

  missing(): number[] {
    return this.#samples.filter((sample) => !sample.embedded).map((sample) => sample.number);
  }

  embed(): void {
    for (const sample of this.#samples) sample.embedded = true;
  }

  delete(dataset: string): void {
    this.#samples = this.#samples.filter((sample) => sample.dataset !== dataset);
    for (const [name, members] of this.slices) {
      this.slices.set(
        name,
        members.filter((number) => this.#has(number)),
      );
    }
  }

  /** False when there is nothing to take back. */
  undo(): boolean {
    const inverse = this.#inverses.pop();
    inverse?.();
    return inverse !== undefined;
  }

  rows() {
    return this.#samples.map((sample) => ({
      number: sample.number,
      dataset: sample.dataset,
      path: sample.path,
      labels: labelsOf(sample),
      tags: [...sample.tags].sort(),
    }));
  }

  catsByDay(): number[] {
    return this.#samples
      .filter((sample) => labelsOf(sample).includes("cat") && !sample.tags.has("night"))
      .map((sample) => sample.number);
  }

  sliceCounts(): [string, number][] {
    return [...this.slices].map(([name, members]): [string, number] => [name, members.length]).sort();
  }

  #changeSlice(name: string, members: number[] | null): void {
    const before = this.slices.get(name) ?? null;
    const set = (numbers: number[] | null) => {
      if (numbers)
        this.slices.set(
          name,
          numbers.filter((number) => this.#has(number)),
        );
      else this.slices.delete(name);
    };
    set(members);
    this.#inverses.push(() => set(before));
  }

  #add(dataset: string, input: SampleInput, number: number): ModelSample {
    const { id, path, contentHash } = input;
    const sample = {
      number,
      dataset,
      id,
      path,
      said: "",
      contentHash,
      embedded: false,
      imported: [],
      human: null,
      tags: new Set<string>(),
    };
    this.#samples.push(sample);
    return sample;
  }

  #among(numbers: readonly number[]): ModelSample[] {
    return this.#samples.filter((sample) => numbers.includes(sample.number));
  }

  #has(number: number): boolean {
    return this.#samples.some((sample) => sample.number === number);
  }
}

function labelsOf(sample: ModelSample): string[] {
  return sample.human === null ? sample.imported : [sample.human];
}
