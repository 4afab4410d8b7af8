import { type FindingKind, findingActionSchema, findingKindSchema, type ResultOf } from "@gleaner/schema";
import { Command, InvalidArgumentError, Option } from "commander";
import { all, between, collect, limit, slice, space, where } from "../options.ts";
import { figure, table } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";
import { healthCommand } from "./quality-health.ts";

export function qualityCommand(): Command {
  return new Command("quality")
    .description("What is likely wrong with labels, boxes, images and splits: one queue, most fixes per minute first.")
    .addCommand(findCommand(), { isDefault: true })
    .addCommand(resolveCommand())
    .addCommand(calibrateCommand())
    .addCommand(healthCommand());
}

function kinds(text: string): FindingKind[] {
  return text.split(",").map((name) => {
    const parsed = findingKindSchema.safeParse(name.trim());
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`Kinds are ${findingKindSchema.options.join(", ")}.`);
  });
}

function findCommand(): Command {
  return new Command("find")
    .description("Find what is likely wrong; only what has changed is looked at again.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .option("--kind <kinds>", `kinds with commas: ${findingKindSchema.options.join(", ")} (default: all)`, kinds, [])
    .addOption(where())
    .addOption(slice())
    .addOption(space())
    .option("--object-space <space>", "the space of the objects' crops", "objects")
    .option("--model <name>", "compare the labels with the predictions of a model")
    .option(
      "--windows <count>",
      "windows of images that are looked at for missing objects (default: as many as objects, 10,000 to 40,000; 0: none)",
      between(0, 10_000_000),
    )
    .option("--group <field>", "metadata that must not be spread over splits (repeatable)", collect, [])
    .addOption(limit(50))
    .addHelpText("after", "\nExample:\n  gleaner quality photos --kind mislabel,leak\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { kind, where, slice, space, objectSpace, model, windows, group, limit } = options;
        const result = await session.call("quality", {
          datasets: datasetsOf(argument, options),
          kinds: kind,
          where,
          slice,
          space,
          objectSpace,
          model,
          windows,
          groups: group,
          limit,
          seed: session.seed,
        });
        for (const note of result.notes) session.note(note);
        session.show(result, () => queueText(result), "gleaner quality resolve ID... --action relabel");
      });
    });
}

function resolveCommand(): Command {
  return new Command("resolve")
    .description("Act on findings; gleaner undo takes it back.")
    .argument("<ids...>", "ids of findings")
    .addOption(new Option("--action <action>", "what to do").choices(findingActionSchema.options).makeOptionMandatory())
    .option("--class <class>", "for relabel: the class (default: what each finding suggests)")
    .addHelpText("after", "\nExample:\n  gleaner quality resolve 4be0c1d2a3f45566 --action relabel --class boot\n")
    .action(async (ids: string[], options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("resolveFindings", { ids, action: options.action, class: options.class });
        session.show(
          result,
          () =>
            `${figure(result.changed)} findings changed, ${figure(result.relabeled)} relabelled, ${figure(result.deleted)} deleted, ${figure(result.moved)} moved to another split`,
          "gleaner undo takes it back",
        );
      });
    });
}

function pair(text: string, list: [string, string][]): [string, string][] {
  const [a, b, ...more] = text.split(",").map((id) => id.trim());
  if (!a || !b || more.length > 0) throw new InvalidArgumentError("A pair is two sample ids with a comma.");
  return [...list, [a, b]];
}

function calibrateCommand(): Command {
  return new Command("calibrate")
    .description(
      "Answer yes or no to about 20 pairs; the distance of near-duplicates and its expected precision follow from them.",
    )
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .addOption(space())
    .option("--yes <a,b>", "a pair of near-duplicates (repeatable)", pair, [])
    .option("--no <a,b>", "a pair that is none (repeatable)", pair, [])
    .option("--forget <a,b>", "a pair whose answer is taken back (repeatable)", pair, [])
    .option("--precision <x>", "the precision wanted of the pairs", between(0.01, 0.999), 0.95)
    .addOption(limit(10))
    .addHelpText("after", "\nExample:\n  gleaner quality calibrate photos --yes ID,ID --no ID,ID\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { space, yes, no, forget, precision, limit } = options;
        const result = await session.call("calibrateDuplicates", {
          datasets: datasetsOf(argument, options),
          space,
          yes,
          no: Array.isArray(no) ? no : [],
          forget,
          precision,
          questions: limit,
        });
        session.show(result, () => calibrationText(result), "gleaner quality calibrate ... --yes ID,ID --no ID,ID");
      });
    });
}

function queueText({ findings, issues, computed, seconds }: ResultOf<"quality">): string {
  const counts = issues
    .filter(({ open, fixed, accepted, ignored }) => open + fixed + accepted + ignored > 0)
    .map(({ kind, issue, open, fixed, accepted, ignored }) => [kind, issue, open, fixed, accepted, ignored]);
  const rows = findings.map(({ id, kind, issue, score, path, label, suggested, reason }) => [
    id,
    kind === issue ? kind : `${kind}: ${issue}`,
    score.toFixed(2),
    path,
    label === null ? "" : `${label}${suggested === null ? "" : ` -> ${suggested}`}`,
    reason,
  ]);
  const shown = issues.reduce((sum, { open }) => sum + open, 0);
  return [
    table(["kind", "issue", "open", "fixed", "accepted", "ignored"], counts),
    "",
    table(["id", "finding", "score", "path", "label", "reason"], rows),
    `${figure(findings.length)} of ${figure(shown)} open findings; ${computed.length > 0 ? `looked anew for ${computed.join(", ")}` : "nothing had changed"} (${figure(seconds)} s)`,
  ].join("\n");
}

function calibrationText(result: ResultOf<"calibrateDuplicates">): string {
  const { threshold, source, precision, recall, pairs, duplicates, answers, questions, missing } = result;
  const percent = ({ value, low, high }: { value: number; low: number; high: number }) =>
    `${Math.round(100 * value)} % (${Math.round(100 * low)} to ${Math.round(100 * high)} %)`;
  const asked = questions.map(({ distance, a, b, pathA, pathB }) => [distance.toFixed(5), `${a},${b}`, pathA, pathB]);
  return [
    `Pairs up to ${threshold.toPrecision(3)} apart count as near-duplicates (${source === "answers" ? `from ${answers.yes} yes and ${answers.no} no` : "a first guess from the distances"}): ${figure(pairs)} pairs, ${figure(duplicates)} samples that another one stands for`,
    ...(precision && recall ? [`expected precision ${percent(precision)}, recall ${percent(recall)}`] : []),
    ...(missing === null ? [] : [missing]),
    "",
    "Are these near-duplicates?",
    table(["distance", "pair", "first", "second"], asked),
  ].join("\n");
}
