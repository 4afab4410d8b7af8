import { countForCollection } from "../shared-memory.ts";

/**
 * The part of the WebAssembly JavaScript interface that the kernel uses. TypeScript declares it with the browser's types only,
 * which have no place in code that runs in Node.
 */
declare global {
  namespace WebAssembly {
    interface Memory {
      readonly buffer: ArrayBufferLike;
    }
    interface Module {
      readonly [Symbol.toStringTag]?: string;
    }
    interface Instance {
      readonly exports: Record<string, unknown>;
    }
    var Memory: { new (descriptor: { initial: number; maximum: number; shared: boolean }): Memory };
    var Module: { new (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Module };
    var Instance: { new (module: Module, imports: Record<string, Record<string, Memory>>): Instance };
  }
}

/** Memory that threads share and SIMD code works on. At most 4 GiB. */
export type SharedMemory = WebAssembly.Memory;

/** A zero-filled memory of at least `bytes` bytes that never grows. */
export function createSharedMemory(bytes: number): SharedMemory {
  const pages = Math.max(1, Math.ceil(bytes / 65536));
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  countForCollection(memory, pages * 65536);
  return memory;
}

/** Memory of one thread. Unlike shared memory it can be an input and an output of the runtime. */
export interface PrivateMemory extends WebAssembly.Memory {
  readonly buffer: ArrayBuffer;
}

/** A zero-filled private memory of at least `bytes` bytes that never grows. */
export function createPrivateMemory(bytes: number): PrivateMemory {
  const pages = Math.max(1, Math.ceil(bytes / 65536));
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: false });
  if (isPrivate(memory)) return memory;
  throw new TypeError("The memory is shared.");
}

export const isPrivate = (memory: WebAssembly.Memory): memory is PrivateMemory => memory.buffer instanceof ArrayBuffer;
