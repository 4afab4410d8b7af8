import { z } from "zod";
import { expectationSchema } from "./functions.ts";
import { name, seed } from "./request-values.ts";
import { inputSchema } from "./requests.ts";

/** What a finding is about. */
export const findingKindSchema = z.enum(["mislabel", "box", "duplicate", "leak", "image", "outlier"]);
export type FindingKind = z.infer<typeof findingKindSchema>;

/**
 * `open` waits for a decision; `fixed`: the data was changed; `accepted`: looked at and right, comes back when the data it rests on
 * changes; `ignored`: never comes back.
 */
export const findingStateSchema = z.enum(["open", "fixed", "accepted", "ignored"]);
export type FindingState = z.infer<typeof findingStateSchema>;

/** What can be done about a finding. */
export const findingActionSchema = z.enum(["relabel", "accept", "ignore", "delete", "merge", "reopen"]);
export type FindingAction = z.infer<typeof findingActionSchema>;

/** The state that an action leaves a finding in. */
export const stateAfter: Record<FindingAction, FindingState> = {
  relabel: "fixed",
  delete: "fixed",
  merge: "fixed",
  accept: "accepted",
  ignore: "ignored",
  reopen: "open",
};

/** One thing that may be wrong with the data. */
export const findingSchema = z.object({
  /** The same for the same finding after every rescoring. */
  id: z.string(),
  kind: findingKindSchema,
  /** What exactly, such as `wrong_label`, `blurry`, `near_duplicate`, `split_leak`, `sliver`. */
  issue: z.string(),
  sample: z.string(),
  /** Id of the object; null where it is about the whole sample. */
  object: z.string().nullable(),
  dataset: z.string(),
  /** Path of the sample. */
  path: z.string(),
  /** How surely it is wrong, 0..1. */
  score: z.number(),
  /** Expected fixes per minute of looking: what the queue is sorted by. */
  priority: z.number(),
  /** The label or split in doubt. */
  label: z.string().nullable(),
  /** What it should rather be. */
  suggested: z.string().nullable(),
  reason: z.string(),
  /** Ids of what it is to be compared with: the rest of the group, or neighbours that disagree. */
  related: z.array(z.string()),
  /** What `related` names. */
  relatedUnit: z.enum(["sample", "object"]),
  /** Left, top, width, height in pixels of the place in question, such as a missing object or a better box. */
  box: z.array(z.number()).nullable(),
  state: findingStateSchema,
  /** What can be done about it, most likely first. */
  actions: z.array(findingActionSchema),
});
export type Finding = z.infer<typeof findingSchema>;

const kinds = z.array(findingKindSchema).default([]);

export const qualityRequestSchema = inputSchema.extend({
  /** None: all kinds. */
  kinds,
  space: name.default("default"),
  /** The space of the objects' crops. */
  objectSpace: name.default("objects"),
  /** The model whose predictions are compared with the labels; without it findings rest on the data alone. */
  model: name.optional(),
  /**
   * Windows of images that are embedded at most to look for objects that nobody labelled (and badly placed boxes, with 0 neither);
   * default: about as many as there are objects, 10,000 to 40,000. A processor takes about 45 a second.
   */
  windows: z.number().int().min(0).max(10_000_000).optional(),
  /** Metadata fields whose values must not be spread over splits, beside those that are recognised (video, sequence, scene, patient, ...). */
  groups: z.array(name).default([]),
  /** Findings to return. */
  limit: z.number().int().min(0).max(100_000).default(100),
  seed,
});

const findingCountsSchema = z.object({
  /** Open findings by kind. */
  counts: z.record(findingKindSchema, z.number().int()),
  /** By kind and issue. */
  issues: z.array(
    z.object({
      kind: findingKindSchema,
      issue: z.string(),
      open: z.number().int(),
      fixed: z.number().int(),
      accepted: z.number().int(),
      ignored: z.number().int(),
    }),
  ),
});
export type FindingCounts = z.infer<typeof findingCountsSchema>;

/** Counts of confident learning (Northcutt et al. 2021): labels `label` that are confidently class `likely`, most first; calibrated to the counts of labels. */
export const labelDoubtSchema = z.object({
  confidentJoint: z.array(z.object({ label: z.string(), likely: z.string(), count: z.number() })),
  /** Expected number of wrong labels. */
  expectedWrong: z.number(),
  labeled: z.number().int(),
});
export type LabelDoubt = z.infer<typeof labelDoubtSchema>;

export const qualityResultSchema = findingCountsSchema.extend({
  /** Open ones, most fixes per minute first. */
  findings: z.array(findingSchema),
  /** What was left out or stands out, in sentences. */
  notes: z.array(z.string()),
  /** Kinds that were computed anew; the others stood. */
  computed: z.array(findingKindSchema),
  /** Null without labels. */
  labels: labelDoubtSchema.nullable(),
  seconds: z.number(),
});

export const listFindingsRequestSchema = inputSchema.extend({
  kinds,
  /** None: all issues. */
  issues: z.array(name).default([]),
  /** None: all states. */
  states: z.array(findingStateSchema).default(["open"]),
  /** Only those about, or related to, this sample. */
  sample: z.string().optional(),
  order: z.enum(["priority", "score"]).default("priority"),
  start: z.number().int().min(0).default(0),
  count: z.number().int().min(0).max(10_000).default(100),
});
export const listFindingsResultSchema = findingCountsSchema.extend({
  total: z.number().int(),
  findings: z.array(findingSchema),
});

export const resolveFindingsRequestSchema = z.object({
  ids: z.array(z.string().min(1)).min(1).max(100_000),
  action: findingActionSchema,
  /** For `relabel`: the class; without it each finding's own suggestion. */
  class: z.string().min(1).max(1000).optional(),
});
export const resolveFindingsResultSchema = z.object({
  action: findingActionSchema,
  /** Findings whose state changed; other findings of deleted samples are among them. */
  changed: z.number().int(),
  relabeled: z.number().int(),
  /** Samples and objects that were deleted. */
  deleted: z.number().int(),
  moved: z.number().int(),
});

const pairs = z
  .array(z.tuple([z.string().min(1), z.string().min(1)]))
  .max(1000)
  .default([]);

export const calibrateDuplicatesRequestSchema = z.object({
  datasets: z.array(name).default([]),
  space: name.default("default"),
  /** Pairs of sample ids that are near-duplicates, and pairs that are not; kept with the space. */
  yes: pairs,
  no: pairs,
  /** Pairs whose answer is taken back. */
  forget: pairs,
  /** The precision wanted of the pairs that count as near-duplicates. */
  precision: z.number().gt(0).lt(1).default(0.95),
  /** How many pairs to propose. */
  questions: z.number().int().min(0).max(100).default(10),
});
export const calibrateDuplicatesResultSchema = z.object({
  space: z.string(),
  /** Distance up to which a pair counts as near-duplicates: cosine distance of the vectors times the squared share of the picture that differs. */
  threshold: z.number(),
  /** `default`: 0.13 of the median distance to the nearest neighbour (cleanlab); `answers`: from the yes/no answers. */
  source: z.enum(["default", "answers"]),
  /** Of the pairs up to the threshold, how many are expected to be near-duplicates; null without enough answers. */
  precision: expectationSchema.nullable(),
  recall: expectationSchema.nullable(),
  answers: z.object({ yes: z.number().int(), no: z.number().int() }),
  /** Pairs up to the threshold, and samples that another one stands for. */
  pairs: z.number().int(),
  duplicates: z.number().int(),
  /** Distances of pairs of neighbours, and of images with like perceptual hashes, in bins that grow by a factor, `edges.length = counts.length + 1`. */
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) }),
  /** Pairs to look at next, those whose answer says most about the threshold. */
  questions: z.array(
    z.object({ a: z.string(), b: z.string(), pathA: z.string(), pathB: z.string(), distance: z.number() }),
  ),
  /** What is missing before the answers can set the threshold; null when they have. */
  missing: z.string().nullable(),
});
