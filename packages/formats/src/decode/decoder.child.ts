import type { ChildMessage, ParentMessage } from "./decoder-messages.ts";
import type { DecodeFailure, DecoderTask, TaskResult } from "./decoding.ts";
import { failure } from "./decoding.ts";
import { readImageFile } from "./read-file.ts";

// Ctrl-C reaches the whole process group; the parent decides when its decoders end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
// exit() would wait for a decoder that hangs.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

function inputBytes(task: DecoderTask): Buffer | DecodeFailure {
  if ("file" in task.input) return readImageFile(task.input.file, task.maxPixels);
  const { buffer, byteOffset, byteLength } = task.input.bytes;
  return Buffer.from(buffer, byteOffset, byteLength);
}

async function start(): Promise<void> {
  const { decodeImage, makePicture, restrictLoaders } = await import("./decode-image.ts");
  restrictLoaders();

  const perform = async (task: DecoderTask): Promise<TaskResult> => {
    const bytes = inputBytes(task);
    if (!Buffer.isBuffer(bytes)) return bytes;
    if (task.kind === "decode") return decodeImage(bytes, task.request, task.maxPixels);
    return makePicture(bytes, task.size, task.maxPixels, task.region);
  };

  let previous: Promise<void> = Promise.resolve();
  process.on("message", ({ id, task }: ParentMessage) => {
    previous = previous.then(async () => {
      const result = await perform(task).catch((error) => failure("unreadable_image", String(error)));
      send({ kind: "result", id, result });
    });
  });
  send({ kind: "ready" });
}

start().catch((error) => send({ kind: "broken", message: error instanceof Error ? error.message : String(error) }));
