import { describe, expect, it } from "vitest";
import { arrange } from "./arrangement.ts";

const megabyte = 1 << 20;

describe("arrange", () => {
  it("gives a small model one single-threaded session a thread", () => {
    expect(arrange(8, 7 * megabyte)).toEqual({ workers: 8, threadsPerWorker: 1 });
  });

  it("gives a large model fewer and wider sessions", () => {
    expect(arrange(8, 200 * megabyte)).toEqual({ workers: 2, threadsPerWorker: 4 });
    expect(arrange(8, 2000 * megabyte)).toEqual({ workers: 1, threadsPerWorker: 8 });
  });

  it("never gives none", () => {
    expect(arrange(1, 2000 * megabyte)).toEqual({ workers: 1, threadsPerWorker: 1 });
    expect(arrange(0, 0)).toEqual({ workers: 1, threadsPerWorker: 1 });
  });
});
