import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  curateRequestSchema,
  GleanerError,
  goalSchema,
  type ParsedRequestOf,
  type ResultOf,
  strategySchema,
} from "@gleaner/schema";
import { Command, InvalidArgumentError, Option } from "commander";
import { all, between, collect, dryRun, shares, slice, space, unit, where } from "../options.ts";
import { figure } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

/** Flags that a recipe file may have set: they win over it only when they are given. */
const recipeFlags = [
  "goal",
  "budget",
  "pool",
  "strategy",
  "edgeShare",
  "ratios",
  "where",
  "slice",
  "space",
  "unit",
  "assign",
] as const;

export function curateCommand(): Command {
  return new Command("curate")
    .description("Pick what to label, test on, split or clean, with a report that compares the choice with random.")
    .argument("[datasets]", "one dataset or several, with commas (default with --recipe: those of the recipe)")
    .addOption(all())
    .addOption(new Option("--goal <goal>", "what the selection is for").choices(goalSchema.options))
    .option("--budget <n>", "how many to pick: a count or a share such as 10% (default: by the goal)")
    .addOption(
      new Option("--pool <pool>", "what to pick from (auto: what the goal is about, if there is any)")
        .choices(["auto", "unlabeled", "all"])
        .default("auto"),
    )
    .addOption(new Option("--strategy <strategy>", "how to pick").choices(strategySchema.options).default("auto"))
    .option("--edge-share <share>", "share of the budget for far, rare samples (default: by rule)", between(0, 1))
    .option("--ratios <shares>", "goal split: shares by part (default: train=.8,val=.1,test=.1)", shares)
    .option(
      "--group <field>",
      "goals split and test: keep samples with the same value together (repeatable)",
      collect,
      [],
    )
    .option("--assign", 'goals split and test: also set the field split, for filters such as split = "test"')
    .option("--stratify <field>", "goal split: keep the shares of this field too (repeatable)", collect, [])
    .option("--target <file>", 'goal balance: JSON such as {"label":{"cat":0.5,"dog":0.5}} or {"label":"uniform"}')
    .option("--at-least <n:filter>", "at least so many picks that match a filter (repeatable)", minimum, [])
    .option("--at-most <n:field>", "at most so many picks with the same value of a field (repeatable)", maximum, [])
    .option("--prefer <w:filter>", "goal label: samples that match a filter count w times (repeatable)", preference, [])
    .option("--recipe <file>", "a recipe as a report prints it; flags win over it")
    .option("--into <slice>", "the slice to fill (default: named after goal and run)")
    .option("--append", "add to the slice if it exists")
    .addOption(where())
    .addOption(slice())
    .addOption(space())
    .addOption(unit())
    .addOption(dryRun())
    .addHelpText("after", "\nExample:\n  gleaner curate photos --goal label --budget 500 --into batch-1\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      const recipe = options.recipe ? await readJson(options.recipe, "recipe") : {};
      const target = options.target ? await readJson(options.target, "target") : undefined;
      const request = requestOf(argument, recipe, { ...options, target }, command);
      await withSession(command, async (session) => {
        const result = await session.call("curate", request);
        session.show(result, () => textOf(result), nextStep(result, argument ?? "--all"));
      });
    });
}

/** The recipe, overridden by the flags that were given. @throws GleanerError `bad_request` naming the part that makes no sense */
function requestOf(
  argument: string | undefined,
  recipe: Record<string, unknown>,
  options: Record<string, unknown> & { all?: boolean },
  command: Command,
): ParsedRequestOf<"curate"> {
  const request: Record<string, unknown> = { ...recipe };
  if (!Array.isArray(recipe.datasets) || argument || options.all) request.datasets = datasetsOf(argument, options);
  for (const flag of recipeFlags) {
    const isGiven = command.getOptionValueSource(flag) === "cli";
    if (isGiven || !(flag in recipe)) request[flag] = options[flag];
  }
  const { group, stratify, atLeast, atMost, prefer, target, into, append, dryRun: dry } = options;
  for (const [key, list] of Object.entries({ groups: group, stratify, atLeast, atMost, prefer })) {
    if (Array.isArray(list) && list.length > 0) request[key] = list;
  }
  if (target !== undefined) request.target = target;
  if (request.goal === undefined) {
    throw new GleanerError("bad_request", "Say what the selection is for: --goal, or a recipe that names one.", {
      hint: `Goals: ${goalSchema.options.join(", ")}.`,
    });
  }
  const seed = command.optsWithGlobals().seed ?? recipe.seed;
  const parsed = curateRequestSchema.strict().safeParse({ ...request, seed, into, append, dryRun: dry });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  throw new GleanerError("bad_request", `${where}${issue.message}`, { details: { issues: parsed.error.issues } });
}

function textOf(result: ResultOf<"curate">): string {
  const { run, goal, pool, slices, selected, assigned, clusters, verdict, notes, report } = result;
  const kind = { all: "", unlabeled: "unlabelled ", labeled: "labelled " }[pool.kind];
  const { covered, total, coveredByRandom } = clusters;
  return [
    `Run ${run}: ${figure(selected)} of ${figure(pool.samples)} ${kind}samples`,
    ...slices.map(({ name, count }) => `  ${name}: ${figure(count)}`),
    ...(goal === "label"
      ? [
          `${figure(covered)} of ${figure(total)} clusters covered; random sampling of the same size covers ${figure(coveredByRandom.mean)} ± ${figure(coveredByRandom.sd)}`,
        ]
      : []),
    ...(assigned === null
      ? []
      : [`The field split was set on ${figure(assigned)} samples (gleaner undo takes it back)`]),
    verdict,
    ...notes.map((note) => `Note: ${note}`),
    ...(report ? [`Report: ${report}`] : []),
  ].join("\n");
}

function nextStep({ slices, report }: ResultOf<"curate">, datasets: string): string {
  if (!report) return "run it without --dry-run";
  return `gleaner export ${datasets} --slice "${slices[0].name}" --format folder --out DIR`;
}

/** Collects `50:label = "cat"`. */
function minimum(text: string, list: { count: number; where: string }[]) {
  const { count, rest } = counted(text, "50:EXPRESSION");
  return [...list, { count, where: rest }];
}

/** Collects `3:meta.video`. */
function maximum(text: string, list: { count: number; field: string }[]) {
  const { count, rest } = counted(text, "3:FIELD");
  return [...list, { count, field: rest }];
}

/** Collects `3:fn("night") >= 0.5`. */
function preference(text: string, list: { weight: number; where: string }[]) {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*:(.+)$/s.exec(text);
  if (!match || !(Number(match[1]) > 0)) throw new InvalidArgumentError("It must look like 3:EXPRESSION.");
  return [...list, { weight: Number(match[1]), where: match[2].trim() }];
}

function counted(text: string, example: string): { count: number; rest: string } {
  const match = /^\s*(\d+)\s*:(.+)$/s.exec(text);
  if (!match || Number(match[1]) < 1) throw new InvalidArgumentError(`It must look like ${example}.`);
  return { count: Number(match[1]), rest: match[2].trim() };
}

/** @throws GleanerError `path_not_found`, `bad_request` for a file that holds no JSON object */
async function readJson(file: string, what: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(resolve(file), "utf8");
  } catch (cause) {
    throw new GleanerError("path_not_found", `The ${what} file ${file} can't be read.`, { cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new GleanerError("bad_request", `The ${what} file ${file} is not JSON.`, { cause });
  }
  throw new GleanerError("bad_request", `The ${what} file ${file} holds no JSON object.`);
}
