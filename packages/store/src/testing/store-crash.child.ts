import { writeSync } from "node:fs";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { tellCrashStory } from "./crash-story.ts";

// A journal of what was acknowledged, on a pipe: what is written there survives the process.
const workspace = await openWorkspace(process.argv[2], { create: true });
writeSync(1, "open 0\n");
await tellCrashStory(workspace, (step) => writeSync(1, `${step}\n`));
await workspace.close();
writeSync(1, "close 0\n");
