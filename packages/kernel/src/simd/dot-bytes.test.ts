import { expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { createDotBytes } from "./dot-bytes.ts";
import { createPrivateMemory } from "./web-assembly.ts";

it("multiplies rows of eight-bit values exactly", () => {
  const memory = createPrivateMemory(8192);
  const left = new Uint8Array(memory.buffer, 0, 4096);
  const right = new Int8Array(memory.buffer, 4096, 4096);
  const dot = createDotBytes(memory);
  const random = createRandom(3);
  for (const length of [16, 32, 336, 1024, 4096]) {
    for (const draw of [() => random.integer(256), () => 0, () => 255]) {
      left.forEach((_, at) => {
        left[at] = draw();
        right[at] = draw() - 128;
      });
      let expected = 0;
      for (let at = 0; at < length; at++) expected += (left[at] - 128) * right[at];
      expect(dot(0, 4096, length)).toBe(expected);
    }
  }
});
