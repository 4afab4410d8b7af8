import type { DecoderTask, TaskResult } from "./decoding.ts";

/** To a decoder process: one task. Tasks are done one after the other, in order. */
export interface ParentMessage {
  id: number;
  task: DecoderTask;
}

/** From a decoder process: it can take tasks, it cannot start at all, or a task is done. */
export type ChildMessage =
  | { kind: "ready" }
  | { kind: "broken"; message: string }
  | { kind: "result"; id: number; result: TaskResult };
