import type { Label } from "@gleaner/schema";
import type { Change } from "./events.ts";

/** Labels of one sample, in order. */
export interface SampleLabels {
  number: number;
  labels: readonly { class: string; confidence?: number | null }[];
}

/** What humans, imports and models say of samples. The current label is human over import; models only predict. */
export interface Labels {
  /** Sets the human label of samples to one class; gives how many changed. Undoable. */
  set(numbers: ArrayLike<number>, className: string, change?: Change): Promise<number>;
  /** Removes the human label, so that an import's shows again. Undoable. */
  clear(numbers: ArrayLike<number>, change?: Change): Promise<number>;
  /** Replaces what `source` (`human`, `import` or a model's name) says of each sample. Undoable. */
  replace(source: string, entries: readonly SampleLabels[], change?: Change): Promise<number>;
  list(number: number): Promise<Label[]>;
  /** All current labels of each sample, as indices into `classes` (sorted by name); none for samples without one. */
  sets(numbers: Int32Array): Promise<{ classes: string[]; codes: number[][] }>;
  /** The first prediction of a model for each sample: class (null: none) and confidence (NaN: none). */
  predictions(model: string, numbers: Int32Array): Promise<{ classes: (string | null)[]; confidences: Float32Array }>;
  /** Sources with the number of samples that they label. */
  sources(): Promise<{ source: string; samples: number }[]>;
}

/** Free words on samples. */
export interface Tags {
  /** Adds and removes tags; gives how many samples changed. Undoable. */
  change(
    numbers: ArrayLike<number>,
    tags: { add?: readonly string[]; remove?: readonly string[] },
    change?: Change,
  ): Promise<number>;
}
