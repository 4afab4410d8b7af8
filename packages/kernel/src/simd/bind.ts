import type { PrivateMemory, SharedMemory } from "./web-assembly.ts";

const compiled = new Map<Uint8Array, WebAssembly.Module>();

/** The function of an assembled module, working on the given memory. Modules are compiled once a thread. */
export function bind(
  code: Uint8Array<ArrayBuffer>,
  memory: SharedMemory | PrivateMemory,
): (...numbers: number[]) => number {
  const module = compiled.get(code) ?? new WebAssembly.Module(code);
  compiled.set(code, module);
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  if (!isFunction(run)) throw new TypeError("The module exports no function.");
  return run;
}

const isFunction = (value: unknown): value is (...numbers: number[]) => number => typeof value === "function";
