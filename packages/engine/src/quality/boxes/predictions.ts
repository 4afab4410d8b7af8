import type { Box, FindingAction, SampleObject } from "@gleaner/schema";
import type { Draft } from "../scan.ts";
import { detectionMistakenness } from "./mistakenness.ts";
import { leastSimilarity, type ObjectLabImage, objectLab, objectLabThreshold } from "./object-lab.ts";

/** A score of FiftyOne from which a label is more likely wrong than right. */
const mistakenFrom = 0.5;
/** FiftyOne has no cut for badly placed boxes; at a confident prediction this is an overlap of about 0.6. */
const misplacedFrom = 0.75;

interface ComparedImage extends ObjectLabImage {
  sample: number;
  labels: SampleObject[];
  predictions: (SampleObject & { confidence: number })[];
}

/** Collects the labels and a model's predictions image by image, and then says where they disagree. Without a model it says nothing. */
export interface Disagreements {
  add(sample: number, labels: readonly SampleObject[], objects: readonly SampleObject[]): void;
  drafts(): Draft[];
}

/**
 * Compares labels with the predictions of a model as ObjectLab (`overlooked`, `badloc`, `swap`) and FiftyOne (`mistakenness`,
 * `mistakenness_loc`, `possible_missing`, `possible_spurious`) do. What both say of one box is said once, under ObjectLab's name.
 */
export function disagreements(model: string | undefined): Disagreements {
  const images: ComparedImage[] = [];
  return {
    add(sample, labels, objects) {
      if (model === undefined) return;
      const predictions = objects
        .filter(({ source }) => source === model)
        .map((object) => ({ ...object, confidence: object.confidence ?? 1 }));
      if (labels.length + predictions.length > 0) images.push({ sample, labels: [...labels], predictions });
    },
    drafts() {
      const least = leastSimilarity(images);
      return images.flatMap((image) => [
        ...new Map(draftsOf(image, least).map((draft) => [keyOf(draft), draft])).values(),
      ]);
    },
  };
}

/** One finding for each box and question: is it there, is it in place, is its class right? */
function keyOf({ object, issue }: Draft): string {
  const question = {
    overlooked: "there",
    possible_missing: "there",
    possible_spurious: "there",
    badloc: "place",
    mistakenness_loc: "place",
  };
  return `${object} ${Object.entries(question).find(([name]) => name === issue)?.[1] ?? "class"}`;
}

/** FiftyOne's first, so that ObjectLab's take their place. */
function draftsOf(image: ComparedImage, least: number): Draft[] {
  const { labels, predictions } = image;
  const draft = draftMaker(image);
  const drafts: Draft[] = [];
  const fiftyOne = detectionMistakenness(labels, predictions);
  fiftyOne.labels.forEach((match, at) => {
    if (!match) return;
    const prediction = predictions[match.prediction];
    if (match.mistakenness > mistakenFrom) {
      drafts.push(
        draft("mistakenness", labels[at], prediction, match.mistakenness, `predicted as ${prediction.class}`),
      );
    }
    if (match.mistakennessLoc > misplacedFrom) {
      drafts.push(
        draft("mistakenness_loc", labels[at], prediction, match.mistakennessLoc, "predicted at another place"),
      );
    }
  });
  for (const at of fiftyOne.possibleSpurious) {
    drafts.push(draft("possible_spurious", labels[at], null, 0.5, "no prediction is there"));
  }
  for (const at of fiftyOne.possibleMissing) {
    drafts.push(
      draft("possible_missing", predictions[at], null, predictions[at].confidence, "predicted where no label is"),
    );
  }
  const { overlooked, badloc, swap } = objectLab(image, least);
  overlooked.forEach((score, at) => {
    if (score > objectLabThreshold || Number.isNaN(score)) return;
    drafts.push(draft("overlooked", predictions[at], null, 1 - score, "predicted for sure where no label is"));
  });
  badloc.forEach((score, at) => {
    if (score <= objectLabThreshold)
      drafts.push(
        draft("badloc", labels[at], nearest(labels[at], predictions), 1 - score, "predicted at another place"),
      );
  });
  swap.forEach((score, at) => {
    if (score > objectLabThreshold) return;
    const other = nearest(
      labels[at],
      predictions.filter(({ class: name }) => name !== labels[at].class),
    );
    drafts.push(draft("swap", labels[at], other, 1 - score, `predicted for sure as ${other?.class}`));
  });
  return drafts;
}

const actionsOf: Record<string, FindingAction[]> = {
  overlooked: ["relabel", "accept", "ignore"],
  possible_missing: ["relabel", "accept", "ignore"],
  possible_spurious: ["delete", "accept", "ignore", "relabel"],
  badloc: ["merge", "accept", "delete", "ignore"],
  mistakenness_loc: ["merge", "accept", "delete", "ignore"],
  swap: ["relabel", "accept", "ignore", "delete"],
  mistakenness: ["relabel", "accept", "ignore", "delete"],
};

function draftMaker({ sample }: ComparedImage) {
  return (
    issue: string,
    object: SampleObject,
    prediction: SampleObject | null,
    score: number,
    reason: string,
  ): Draft => {
    const isPlace = issue === "badloc" || issue === "mistakenness_loc";
    const isMissing = issue === "overlooked" || issue === "possible_missing";
    return {
      kind: "box",
      issue,
      sample,
      object: object.number,
      relatedUnit: "object",
      score,
      label: isMissing ? null : object.class,
      suggested: isMissing ? object.class : isPlace ? null : (prediction?.class ?? null),
      reason,
      related: prediction ? [prediction.number] : [],
      box: isPlace && prediction ? [...prediction.box] : isMissing ? [...object.box] : null,
      actions: actionsOf[issue] ?? ["accept", "ignore"],
    };
  };
}

function nearest(label: SampleObject, predictions: readonly SampleObject[]): SampleObject | null {
  const away = ([x, y, w, h]: Box) =>
    Math.hypot(x + w / 2 - label.box[0] - label.box[2] / 2, y + h / 2 - label.box[1] - label.box[3] / 2);
  return predictions.reduce<SampleObject | null>(
    (best, each) => (best === null || away(each.box) < away(best.box) ? each : best),
    null,
  );
}
