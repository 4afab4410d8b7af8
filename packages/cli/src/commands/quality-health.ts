import type { DatasetHealth } from "@gleaner/schema";
import { Command } from "commander";
import { all, slice, space, where } from "../options.ts";
import { figure, table } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

export function healthCommand(): Command {
  return new Command("health")
    .description(
      "The data as a whole: sub-clusters of classes, splits against each other, metadata, imbalance, spurious correlations.",
    )
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .addOption(where())
    .addOption(slice())
    .addOption(space())
    .addHelpText("after", "\nExample:\n  gleaner quality health photos\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { where, slice, space } = options;
        const datasets = datasetsOf(argument, options);
        const result = await session.call("datasetHealth", { datasets, where, slice, space, seed: session.seed });
        for (const note of result.notes) session.note(note);
        session.show(result, () => healthText(result), "gleaner quality DATASET lists what to fix one by one");
      });
    });
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
const p = (value: number) => (value < 0.001 ? "< .001" : value.toFixed(3));

function splitTable(title: string, semantic: DatasetHealth["semantic"]) {
  return titled(
    title,
    ["splits", "divergence", "at random", "unequal clusters"],
    (semantic?.splits ?? []).map(({ a, b, divergence, random, unequal }) => [
      `${a} - ${b}`,
      divergence.toFixed(4),
      `${random.mean.toFixed(4)} ± ${random.sd.toFixed(4)}`,
      unequal.length,
    ]),
  );
}

function healthText({ samples, semantic, objects, metadata, classes }: DatasetHealth): string {
  const sections = [
    [
      `${figure(samples)} samples, ${figure(classes.labeled)} labelled`,
      ...(classes.imbalance === null
        ? []
        : [
            `largest class over smallest ${figure(classes.imbalance)}, as even as ${figure(classes.effective)} equal classes`,
          ]),
    ].join("; "),
    titled(
      "Classes and their sub-clusters",
      ["class", "count", "share", "like so many equal sub-clusters", "largest"],
      classes.classes.slice(0, 30).map((each) => {
        const parts = semantic?.classes.find((one) => one.class === each.class);
        const largest = parts?.subclusters.slice(0, 4).map(({ share }) => percent(share)) ?? [];
        return [each.class, each.count, percent(each.share), parts ? figure(parts.effective) : "", largest.join(" ")];
      }),
    ),
    titled(
      "Clusters of mixed class",
      ["cluster", "count", "classes"],
      (semantic?.mixed ?? []).slice(0, 15).map(({ cluster, count, classes: names }) => [
        cluster,
        count,
        names
          .slice(0, 4)
          .map((each) => `${each.class} ${each.count}`)
          .join(", "),
      ]),
    ),
    splitTable("Splits against each other", semantic),
    splitTable("Splits against each other by their objects", objects),
    titled(
      "Fields",
      ["field", "type", "missing", "distinct", "other types", "conflicts"],
      metadata.map(({ field, type, missing, distinct, otherTypes, conflicts }) => [
        ...[field, type, percent(missing)],
        ...[distinct, otherTypes, conflicts],
      ]),
    ),
    titled(
      "What goes together with the class although it should not",
      ["field", "strength", "p", "what stands out"],
      classes.correlations
        .slice(0, 20)
        .map((link) => [
          link.field,
          `${link.measure === "eta_squared" ? "eta squared" : "Cramer's V"} ${link.value.toFixed(2)}`,
          p(link.p),
          link.explanation,
        ]),
    ),
    titled(
      "Classes that are rare in a group",
      ["class", "group", "count", "expected", "p"],
      classes.underrepresented
        .slice(0, 20)
        .map((cell) => [cell.class, `${cell.field} = ${cell.value}`, cell.count, cell.expected.toFixed(1), p(cell.p)]),
    ),
    titled(
      "Classes in one sample",
      ["classes", "samples", "times chance"],
      classes.cooccurrence
        .slice(0, 20)
        .map(({ a, b, samples: count, lift }) => [`${a} + ${b}`, count, lift.toFixed(2)]),
    ),
    titled(
      "Boxes (5, 50 and 95 %)",
      ["class", "boxes", "share of the image", "width over height"],
      classes.boxes
        .slice(0, 30)
        .map(({ class: name, count, area, ratio }) => [name, count, spread(area), spread(ratio)]),
    ),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

/** Three of five quantiles. */
const spread = (quantiles: readonly number[]) =>
  quantiles
    .filter((_, at) => at % 2 === 0)
    .map((value) => value.toPrecision(2))
    .join(" ");

function titled(title: string, header: string[], rows: (string | number | null)[][]): string {
  return rows.length > 0 ? `${title}\n${table(header, rows)}` : "";
}
