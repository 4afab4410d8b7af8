import { createDecoder, openSource } from "../index.ts";

/** Reads and decodes the folder of the first argument and prints what became of each path, as one JSON object: a code, or `image`. */
const source = await openSource([process.argv[2]]);
const outcomes: Record<string, string> = {};
using decoder = createDecoder({ processes: 1 });
for await (const record of source.records) {
  if (record.kind !== "image") {
    outcomes[record.path] = record.kind === "skipped" ? record.code : record.kind;
    continue;
  }
  const result = await decoder.decode({ file: record.file }, {});
  outcomes[record.path] = result.ok ? "image" : result.code;
}
process.stdout.write(JSON.stringify(outcomes));
