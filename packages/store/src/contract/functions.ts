import type { Expectation, FunctionActions, FunctionExample, SavedFunction } from "@gleaner/schema";
import type { Change } from "./events.ts";

/** An example with its vector, which stays with the function. */
export interface ExampleInput extends Omit<FunctionExample, "gone"> {
  /** As long as the space's dimension; need not be normalised. */
  vector: Float32Array;
}

/** A linear classifier on L2-normalised vectors: score = 1 / (1 + exp(-(weights . x + offset))). */
export interface LinearClassifier {
  weights: Float32Array;
  offset: number;
}

/** How vectors are scored: by similarity to examples, or by a classifier that was learned from them. */
export interface Scoring {
  aggregate: SavedFunction["aggregate"];
  positives: readonly ExampleInput[];
  negatives: readonly ExampleInput[];
  /** Takes the place of the similarities. */
  classifier: LinearClassifier | null;
}

/** Everything that makes a function, apart from its scores and answers. */
export interface FunctionDefinition extends Scoring {
  name: string;
  description: string;
  /** Name of the space. */
  space: string;
  /** Names of the datasets that it is narrowed to; null: all. */
  datasets: readonly string[] | null;
  threshold: number;
  thresholdSource: SavedFunction["thresholdSource"];
  precision: Expectation | null;
  recall: Expectation | null;
  actions: FunctionActions;
}

/** Scores of the vectors of a space at one moment. */
export interface SpaceScores {
  numbers: Int32Array;
  /** NaN where a vector has no direction. */
  values: Float32Array;
  /** The newest vectors among them; later ones are scored when the scores are written. */
  version: number;
}

/** How far scoring is; `signal` ends it between pieces. */
export interface ScoringOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** Yes/no answers to whether samples belong to a function. */
export interface FunctionAnswers {
  yes: Int32Array;
  no: Int32Array;
}

/** Samples and hits by time of import; `edges` in milliseconds since 1970. */
export interface Arrivals {
  edges: number[];
  samples: number[];
  hits: number[];
}

/** The functions. Changes are undoable, with what actions did to the hits of the time. Their scores are complete at every moment: `Vectors.append` scores what arrives in the transaction that stores it. */
export interface Functions {
  list(): Promise<SavedFunction[]>;
  /** Throws `function_not_found`. */
  get(name: string): Promise<SavedFunction>;
  has(name: string): Promise<boolean>;
  /** With the vectors. Throws `function_not_found`. */
  definition(name: string): Promise<FunctionDefinition>;
  /** Scores every vector of a space, in the given datasets (null: all). Throws `space_not_found`, `dataset_not_found`. */
  score(
    scoring: Scoring,
    where: Pick<FunctionDefinition, "space" | "datasets">,
    options?: ScoringOptions,
  ): Promise<SpaceScores>;
  /** Makes a function with its scores and applies its actions to the hits, in one transaction. Throws `function_exists`. */
  create(definition: FunctionDefinition, scores: SpaceScores, change?: Change): Promise<SavedFunction>;
  /**
   * Puts a definition, which may have another name, in the place of one. With scores the version grows and the old scores go in the same
   * transaction; without (null), what is scored must be as before. Actions apply to samples that were no hits before.
   */
  replace(
    name: string,
    definition: FunctionDefinition,
    scores: SpaceScores | null,
    change?: Change,
  ): Promise<SavedFunction>;
  delete(name: string, change?: Change): Promise<void>;
  /** The scores as they are, by number. */
  scores(name: string): Promise<Omit<SpaceScores, "version">>;
  answers(name: string): Promise<FunctionAnswers>;
  /** Adds answers, in the place of earlier ones about the same samples; takes back those of `forget`. Gives its event, which `replace` may continue. */
  answer(name: string, answers: FunctionAnswers & { forget: Int32Array }, change?: Change): Promise<number>;
  arrivals(name: string): Promise<Arrivals>;
}
