import { serveTask } from "../task.ts";
import { gatherIslands } from "./gather-islands.ts";

serveTask(({ map, gap }: { map: Float32Array; gap: number }) => gatherIslands(map, gap));
