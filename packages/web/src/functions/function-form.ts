import type { ImageAnchor, RequestOf, Unit } from "@gleaner/schema";

type CreateRequest = RequestOf<"createFunction">;
export type Aggregate = NonNullable<CreateRequest["aggregate"]>;

/** What a function is made of. */
export interface Seeds {
  /** What it scores. */
  unit: Unit;
  /** Ids of samples, objects or regions to be close to, and to stay away from. */
  like: string[];
  unlike: string[];
  /** Image files to be close to, or regions of them. */
  images: ImageAnchor[];
  /** Words to look like. */
  text?: string;
  /** How they become one score, where a search has settled it. */
  aggregate?: Aggregate;
  space: string;
  /** The datasets that it can be narrowed to. */
  datasets: string[];
}

export const aggregates: { value: Aggregate; label: string; hint: string }[] = [
  { value: "mean", label: "All examples on average", hint: "For examples of one kind" },
  { value: "max", label: "Any one of them", hint: "For examples of several kinds" },
  { value: "min", label: "Every one of them", hint: "The strictest: the least similar example counts" },
  {
    value: "fiftyone",
    label: "Away from the counterexamples",
    hint: "Twice the mean example less the mean counterexample",
  },
];

/** Examples to be close to. */
export function seedCount({ like, images, text }: Seeds): number {
  return like.length + images.length + (text ? 1 : 0);
}

/** Examples that one function takes at a time. */
export const seedLimit = 1000;

/** The request of a new function. */
export function createRequest(
  seeds: Seeds,
  answers: { name: string; description: string; narrow: boolean; aggregate: Aggregate },
): CreateRequest {
  return {
    name: answers.name.trim(),
    description: answers.description.trim(),
    space: seeds.space,
    datasets: answers.narrow ? seeds.datasets : [],
    samples: seeds.like,
    not: seeds.unlike,
    images: seeds.images,
    text: seeds.text,
    aggregate: answers.aggregate,
  };
}
