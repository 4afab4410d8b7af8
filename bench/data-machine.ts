import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { measureIntegerRange } from "../packages/kernel/src/onnx/integer-range.ts";

/** Instruction sets that decide how fast eight-bit products are, as Linux names them. */
const relevant = ["avx2", "avx_vnni", "avx512_vnni", "amx_int8"];

/** The machine in a few lines: figures mean nothing without it. */
export async function describeMachine(): Promise<string> {
  const flags = new Set(cpuFlags());
  const sets = relevant.filter((name) => flags.has(name));
  const range = await measureIntegerRange();
  const arithmetic = range === 127 ? "eight bits" : range === 63 ? "seven bits (no VNNI)" : "float32 only";
  return [
    `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} threads, ${(totalmem() / 2 ** 30).toFixed(0)} GB`,
    `instruction sets: ${sets.join(", ") || "unknown"}; candidates by ${arithmetic}`,
    `load average at the start: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}; Node ${process.version}`,
  ].join("\n");
}

function cpuFlags(): string[] {
  try {
    const line = readFileSync("/proc/cpuinfo", "utf8")
      .split("\n")
      .find((each) => each.startsWith("flags"));
    return line?.split(/\s+/) ?? [];
  } catch {
    return [];
  }
}
