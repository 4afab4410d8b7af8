import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createProgram } from "@gleaner/cli";
import { type ErrorCode, errorKinds, filterFields } from "@gleaner/schema";
import type { Command } from "commander";

/** The generated reference: what the code itself says of its commands, errors and filter fields; the REST API describes itself at `/api/v1/openapi.json`. `npm run reference` writes it. */
export function referenceFiles(): Record<string, string> {
  return {
    "cli.md": commandReference(),
    "errors.md": errorReference(),
    "filter.md": filterReference(),
  };
}

function commandReference(): string {
  const program = createProgram();
  const leaves = (command: Command): Command[] =>
    command.commands.length > 0 ? command.commands.flatMap(leaves) : [command];
  const nameOf = (command: Command): string =>
    command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
  const sections = leaves(program).map((command) => {
    command.configureHelp({ helpWidth: 120 });
    return `## ${nameOf(command)}\n\n\`\`\`text\n${command.helpInformation().trimEnd()}\n\`\`\`\n`;
  });
  return `# Command line\n\nExit codes: 0 done, 1 failed, 2 usage, 3 done with skipped inputs (\`--allow-skips\` makes it 0), 130 interrupted.\n\n${sections.join("\n")}`;
}

function errorReference(): string {
  const codes = (Object.keys(errorKinds) as ErrorCode[]).sort();
  const rows = codes.map((code) => `| \`${code}\` | ${errorKinds[code].exit} | ${errorKinds[code].status} |`);
  return `# Error codes\n\nEvery failure has a code, a sentence and the next step: \`{"error":{"code","message","hint","details"}}\`.\n\n| code | exit | HTTP |\n|---|---|---|\n${rows.join("\n")}\n`;
}

function filterReference(): string {
  const rows = filterFields.map(
    ({ name, type, appliesTo, doc }) => `| \`${name}\` | ${type} | ${appliesTo} | ${doc} |`,
  );
  return `# Fields of the filter language\n\n| field | type | of | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../docs/reference/", import.meta.url));
  for (const [name, text] of Object.entries(referenceFiles())) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
