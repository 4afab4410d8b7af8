import { InvalidArgumentError, Option } from "commander";

/** Parses a whole number of at least `least`. */
export function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    return value;
  };
}

/** Parses a number between two bounds. */
export function between(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= low && value <= high))
      throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
    return value;
  };
}

/** Collects a repeatable option into a list. */
export function collect(value: string, list: string[]): string[] {
  return [...list, value];
}

/** Parses `train=.8,val=.1,test=.1` into shares. */
export function shares(text: string): Record<string, number> {
  const entries = text.split(",").map((part) => part.split("="));
  for (const [name, value] of entries) {
    if (!name || !(Number(value) >= 0)) throw new InvalidArgumentError("It must look like train=.8,val=.1,test=.1.");
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, Number(value)]));
}

export const where = () => new Option("--where <expression>", "narrow the input with the filter language").default("");
export const slice = () => new Option("--slice <name>", "narrow the input to a slice");
export const all = () => new Option("--all", "every dataset of the workspace");
export const unit = () =>
  new Option("--unit <unit>", "what to work on: samples, or the boxes and polygons in them")
    .choices(["sample", "object"])
    .default("sample");
export const space = () =>
  new Option("--space <space>", "the embedding space (of objects: objects)").default("default");

/** Parses `left,top,width,height` in pixels. */
export function box(text: string): [number, number, number, number] {
  const [left, top, width, height, ...rest] = text.split(",").map(Number);
  const isBox = rest.length === 0 && [left, top, width, height].every(Number.isFinite) && width > 0 && height > 0;
  if (!isBox) throw new InvalidArgumentError("It must be left,top,width,height in pixels, such as 40,60,128,96.");
  return [left, top, width, height];
}
export const limit = (standard: number) =>
  new Option("-k, --limit <n>", "at most this many").argParser(integer(1)).default(standard);
export const dryRun = () => new Option("--dry-run", "say what would be done, and do nothing");
export const allowSkips = () => new Option("--allow-skips", "exit with 0 although some inputs were skipped");
