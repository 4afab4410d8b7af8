import { basename } from "node:path";
import { boundingBox, checkBox, checkInside, checkVertices } from "../geometry.ts";
import { orProblem, RecordError } from "../record-error.ts";
import { boxObject, type SkippedRecord, type SourceObject, skipped } from "../source.ts";
import { readLines } from "../text-lines.ts";
import type { DataYaml } from "./data-yaml.ts";

/** Longest line, in bytes: a polygon of 100,000 vertices fits. */
const lineLimit = 8 * 1024 * 1024;
const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function readNumbers(text: string): number[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      if (numberPattern.test(word)) return Number(word);
      throw new RecordError(`${JSON.stringify(word.slice(0, 40))} is no number.`);
    });
}

function boxOf(values: number[]): SourceObject {
  const [x, y, width, height] = values;
  const box = checkBox([x - width / 2, y - height / 2, width, height], "the box");
  return boxObject(box, "relative");
}

function outlineOf(points: number[]): SourceObject {
  checkVertices(points.length / 2, "the polygon");
  return { ...boxObject(checkBox(boundingBox([points]), "the polygon"), "relative"), polygons: [points] };
}

function confidenceOf(value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new RecordError(`the confidence ${value} is not between 0 and 1.`);
}

/** Reads what follows the class number: a box, a pose or a polygon, each with a confidence behind it or not. */
function readShape(values: number[], keypoints: DataYaml["keypoints"]): SourceObject {
  const count = values.length;
  if (keypoints && count >= 4 + keypoints.points * keypoints.dimensions) {
    const points = values.slice(4, 4 + keypoints.points * keypoints.dimensions);
    const attributes = { keypoints: JSON.stringify(points) };
    const confidence = count > 4 + points.length ? confidenceOf(values[count - 1]) : null;
    return { ...boxOf(values), attributes, confidence };
  }
  if (count === 4) return boxOf(values);
  if (count === 5) return { ...boxOf(values), confidence: confidenceOf(values[4]) };
  if (count >= 6 && count % 2 === 0) return outlineOf(values);
  if (count >= 7) return { ...outlineOf(values.slice(0, -1)), confidence: confidenceOf(values[count - 1]) };
  throw new RecordError(`${count} numbers follow the class; a box has 4, a polygon an even number from 6 on.`);
}

function readLine(text: string, yaml: Pick<DataYaml, "names" | "keypoints">): SourceObject {
  const [number, ...values] = readNumbers(text);
  if (!Number.isInteger(number) || number < 0) throw new RecordError(`the class ${number} is no class number.`);
  const label = yaml.names.size === 0 ? String(number) : yaml.names.get(number);
  if (label === undefined) throw new RecordError(`the class ${number} has no name in the list of names.`);
  const object = readShape(values, yaml.keypoints);
  checkInside(object.box, 1, 1, "the box (in fractions)");
  return { ...object, label };
}

/**
 * Reads one label file: a line an object, `class x y width height` or `class x y x y x y ...` in fractions of the image, a confidence
 * behind it or not.
 *
 * @param item the file's path as outcomes name it
 */
export async function readLabels(
  file: string,
  item: string,
  yaml: Pick<DataYaml, "names" | "keypoints">,
): Promise<{ objects: SourceObject[]; problems: SkippedRecord[] }> {
  const objects: SourceObject[] = [];
  const problems: SkippedRecord[] = [];
  for await (const { text, line, tooLong } of readLines(file, lineLimit)) {
    if (!tooLong && text.trim() === "") continue;
    const read = tooLong ? "longer than 8 MiB." : orProblem(() => readLine(text, yaml));
    if (typeof read !== "string") objects.push(read);
    else problems.push(skipped(`${item}:${line}`, "bad_record", `${basename(item)}, line ${line}: ${read}`));
  }
  return { objects, problems };
}
