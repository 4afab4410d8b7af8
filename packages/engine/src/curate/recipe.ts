import { curateRequestSchema, type ParsedRequestOf } from "@gleaner/schema";
import { spaceFor } from "@gleaner/store";

type Request = ParsedRequestOf<"curate">;

/** Where a result goes is no part of what was asked for. */
const notRepeated = new Set(["into", "append", "assign", "dryRun"]);

/**
 * A run as JSON that asks for the same again: a curate request without what is left at its default. The seed, the goal and the datasets
 * are always there.
 */
export function recipeOf(request: Request, datasets: string[]): Record<string, unknown> {
  const defaults: Record<string, unknown> = curateRequestSchema.parse({});
  const entries = Object.entries({ ...request, datasets }).filter(([key, value]) => {
    if (notRepeated.has(key) || value === undefined) return false;
    if (key === "goal" || key === "seed" || key === "datasets") return true;
    return JSON.stringify(value) !== JSON.stringify(defaults[key]);
  });
  return Object.fromEntries(entries);
}

/** The command that repeats a run; a target goes into a file. */
export function commandOf(request: Request, datasets: string[]): string {
  const { unit, goal, budget, pool, strategy, where, slice, edgeShare, space, seed } = request;
  const { ratios, groups, stratify, target, atLeast, atMost, prefer } = request;
  const flags = [
    ...(unit === "sample" ? [] : [`--unit ${unit}`]),
    `--goal ${goal}`,
    ...(budget === undefined ? [] : [`--budget ${budget}`]),
    ...(pool === "auto" ? [] : [`--pool ${pool}`]),
    ...(strategy === "auto" ? [] : [`--strategy ${strategy}`]),
    ...(edgeShare === undefined ? [] : [`--edge-share ${edgeShare}`]),
    ...(ratios === undefined ? [] : [`--ratios ${quoted(ratioText(ratios))}`]),
    ...groups.map((field) => `--group ${quoted(field)}`),
    ...stratify.map((field) => `--stratify ${quoted(field)}`),
    ...(target === undefined ? [] : ["--target target.json"]),
    ...atLeast.map((minimum) => `--at-least ${quoted(`${minimum.count}:${minimum.where}`)}`),
    ...atMost.map((maximum) => `--at-most ${quoted(`${maximum.count}:${maximum.field}`)}`),
    ...prefer.map((one) => `--prefer ${quoted(`${one.weight}:${one.where}`)}`),
    ...(where === "" ? [] : [`--where ${quoted(where)}`]),
    ...(slice === undefined ? [] : [`--slice ${quoted(slice)}`]),
    ...(space === spaceFor(unit) ? [] : [`--space ${quoted(space)}`]),
    `--seed ${seed}`,
  ];
  return `gleaner curate ${quoted(datasets.join(","))} ${flags.join(" ")}`;
}

function ratioText(ratios: Record<string, number>): string {
  return Object.entries(ratios)
    .map(([name, share]) => `${name}=${share}`)
    .join(",");
}

/** A word as a POSIX shell reads it. */
export function quoted(word: string): string {
  return /^[\w,.%=:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
