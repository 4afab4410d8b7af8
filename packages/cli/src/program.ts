import { Command } from "commander";
import { version } from "gleaner";
import { backtestCommand } from "./commands/backtest.ts";
import { curateCommand } from "./commands/curate.ts";
import { curationCommand } from "./commands/curation.ts";
import { datasetCommand } from "./commands/dataset.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { embedCommand } from "./commands/embed.ts";
import { exportCommand } from "./commands/export.ts";
import { filtersCommand } from "./commands/filters.ts";
import { functionCommand } from "./commands/function.ts";
import { historyCommand, undoCommand } from "./commands/history.ts";
import { importCommand } from "./commands/import.ts";
import { indexCommand } from "./commands/index-command.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { labelCommand } from "./commands/label.ts";
import { modelsCommand } from "./commands/models.ts";
import { objectCommand } from "./commands/object.ts";
import { openCommand } from "./commands/open.ts";
import { qualityCommand } from "./commands/quality.ts";
import { queryCommand } from "./commands/query.ts";
import { reportCommand } from "./commands/report.ts";
import { searchCommand } from "./commands/search.ts";
import { serveCommand } from "./commands/serve.ts";
import { sliceCommand } from "./commands/slice.ts";
import { statsCommand } from "./commands/stats.ts";
import { tagCommand } from "./commands/tag.ts";
import { vectorsCommand } from "./commands/vectors.ts";
import { integer } from "./options.ts";

const commands = [
  demoCommand,
  openCommand,
  serveCommand,
  importCommand,
  embedCommand,
  vectorsCommand,
  indexCommand,
  searchCommand,
  queryCommand,
  filtersCommand,
  statsCommand,
  qualityCommand,
  curateCommand,
  curationCommand,
  backtestCommand,
  reportCommand,
  sliceCommand,
  functionCommand,
  exportCommand,
  labelCommand,
  objectCommand,
  tagCommand,
  datasetCommand,
  historyCommand,
  undoCommand,
  jobsCommand,
  modelsCommand,
  doctorCommand,
];

/** The whole command line. Every command takes the global flags before or after its own. */
export function createProgram(): Command {
  const program = new Command("gleaner")
    .description("Turns a heap of images into a small, clean, representative training set, and shows the evidence.")
    .version(version)
    .showHelpAfterError("(add --help for what the command takes)");
  for (const make of commands) program.addCommand(make());
  addGlobalFlags(program);
  program.addHelpText("after", "\nExample:\n  gleaner open ./photos\n");
  return program;
}

function addGlobalFlags(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {} });
  if (command.commands.length === 0 || command.parent === null) {
    command
      .option("--workspace <folder>", "the workspace (default: $GLEANER_WORKSPACE or ./.gleaner)")
      .option("--json", "one JSON document on stdout")
      .option("--quiet", "no progress and no messages")
      .option("--seed <n>", "seed of everything random (default: 0)", integer(0));
  }
  for (const child of command.commands) addGlobalFlags(child);
}
