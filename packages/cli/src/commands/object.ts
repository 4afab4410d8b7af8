import type { ResultOf } from "@gleaner/schema";
import { Command, InvalidArgumentError } from "commander";
import { box } from "../options.ts";
import { figure } from "../output.ts";
import { withSession } from "../session.ts";

export function objectCommand(): Command {
  const object = new Command("object").description(
    "Boxes and polygons in samples: look at, draw, change and delete them.",
  );
  object
    .command("show", { isDefault: true })
    .description("Everything known of one object.")
    .argument("<id>")
    .addHelpText("after", "\nExample:\n  gleaner object show ID\n")
    .action(async (id: string, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("getObject", { id });
        session.show(result, () => textOf(result), `gleaner search --all --unit object --object ${id}`);
      });
    });
  object
    .command("add")
    .description("Draw an object in a sample; where its dataset has vectors of objects, its crop is embedded too.")
    .requiredOption("--sample <id>", "the sample")
    .requiredOption("--box <box>", "left,top,width,height in pixels", box)
    .option("--class <class>", "what it shows")
    .option("--attribute <name=value>", "an attribute (repeatable)", attribute, {})
    .addHelpText("after", "\nExample:\n  gleaner object add --sample ID --box 40,60,128,96 --class car\n")
    .action(async (options, command: Command) => {
      await withSession(command, async (session) => {
        const { sample, box, class: className, attribute: attributes } = options;
        const result = await session.call("addObject", { sample, box, class: className ?? null, attributes });
        session.show(result, () => textOf(result), "gleaner undo takes it back");
      });
    });
  object
    .command("edit")
    .description("Change class, box or attributes of an object; a changed box is embedded again.")
    .argument("<id>")
    .option("--box <box>", "left,top,width,height in pixels", box)
    .option("--class <class>", "what it shows")
    .option("--attribute <name=value>", "an attribute; those given replace all (repeatable)", attribute)
    .addHelpText("after", "\nExample:\n  gleaner object edit ID --box 42,60,120,96\n")
    .action(async (id: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const { box, class: className, attribute: attributes } = options;
        const result = await session.call("editObject", { id, box, class: className, attributes });
        session.show(result, () => textOf(result), "gleaner undo takes it back");
      });
    });
  object
    .command("delete")
    .description("Delete an object.")
    .argument("<id>")
    .addHelpText("after", "\nExample:\n  gleaner object delete ID\n")
    .action(async (id: string, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("deleteObject", { id });
        session.show(result, () => `${figure(result.deleted)} object deleted`, "gleaner undo takes it back");
      });
    });
  return object;
}

/** Collects `name=value`; numbers and true or false are read as such. */
function attribute(text: string, known: Record<string, string | number | boolean> = {}) {
  const [name, ...rest] = text.split("=");
  const value = rest.join("=");
  if (!name || rest.length === 0) throw new InvalidArgumentError("It must look like color=red.");
  const isNumber = value.trim() !== "" && Number.isFinite(Number(value));
  return { ...known, [name]: isNumber ? Number(value) : value === "true" ? true : value === "false" ? false : value };
}

function textOf({ id, path, object, slices, index }: ResultOf<"getObject">): string {
  const attributes = Object.entries(object.attributes).map(([name, value]) => `${name}=${value}`);
  return [
    `${id} in ${path}`,
    `class ${object.class ?? "none"}, from ${object.source}${object.confidence === null ? "" : `, confidence ${figure(object.confidence)}`}`,
    `box ${object.box.join(",")}${object.polygons ? `, ${object.polygons.length} polygons` : ""}`,
    ...(attributes.length > 0 ? [attributes.join(", ")] : []),
    ...(index ? [`cluster ${index.cluster} of ${index.clusterSize}`] : []),
    ...(slices.length > 0 ? [`slices: ${slices.join(", ")}`] : []),
  ].join("\n");
}
