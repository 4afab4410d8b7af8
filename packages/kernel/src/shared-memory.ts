import { setImmediate as nextTurn } from "node:timers/promises";
import type { Graph } from "./graph.ts";

/** The element arrays that the kernel passes between threads. */
type Shareable = Int32Array | Uint32Array | Float32Array | Float64Array | Uint8Array;

const copyBytesPerTurn = 8 << 20;

/** As many bytes as a shared buffer, at most this many, are shown to the garbage collector. */
const largestBallast = 64 << 20;
const ballast = new WeakMap<object, ArrayBuffer>();

/**
 * Makes the garbage collector aware of shared memory. V8 does not count shared buffers when it decides whether to collect, so that
 * dropped ones pile up by the gigabyte; an ordinary buffer that is never touched, and so takes no memory, lives and dies with each.
 */
export function countForCollection(owner: object, bytes: number): void {
  ballast.set(owner, new ArrayBuffer(Math.min(bytes, largestBallast)));
}

/** Zero-filled shared memory. */
export function sharedBuffer(bytes: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes);
  countForCollection(buffer, bytes);
  return buffer;
}

/** An Int32Array over shared memory, zero-filled. */
export const sharedInt32 = (length: number): Int32Array<SharedArrayBuffer> => new Int32Array(sharedBuffer(4 * length));

/** A Float32Array over shared memory, zero-filled. */
export const sharedFloat32 = (length: number): Float32Array<SharedArrayBuffer> =>
  new Float32Array(sharedBuffer(4 * length));

/** A Float64Array over shared memory, zero-filled. */
export const sharedFloat64 = (length: number): Float64Array<SharedArrayBuffer> =>
  new Float64Array(sharedBuffer(8 * length));

/**
 * The same values over shared memory, so that a worker reads them without a copy.
 * An array that is shared already is returned as it is; others are copied 8 MB a turn, which keeps the event loop free.
 */
export async function toShared<A extends Shareable>(array: A): Promise<A>;
export async function toShared(array: Shareable): Promise<Shareable> {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const source = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const target = new Uint8Array(sharedBuffer(source.length));
  for (let at = 0; at < source.length; at += copyBytesPerTurn) {
    target.set(source.subarray(at, at + copyBytesPerTurn), at);
    if (source.length > copyBytesPerTurn) await nextTurn();
  }
  return sameKind(array, target.buffer);
}

/** As {@link toShared}, but copied in one go: for use inside workers. */
export function toSharedNow<A extends Shareable>(array: A): A;
export function toSharedNow(array: Shareable): Shareable {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const buffer = sharedBuffer(array.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return sameKind(array, buffer);
}

function sameKind(array: Shareable, buffer: SharedArrayBuffer): Shareable {
  if (array instanceof Int32Array) return new Int32Array(buffer);
  if (array instanceof Uint32Array) return new Uint32Array(buffer);
  if (array instanceof Float32Array) return new Float32Array(buffer);
  if (array instanceof Float64Array) return new Float64Array(buffer);
  return new Uint8Array(buffer);
}

/** The graph with both arrays in shared memory; see {@link toShared}. */
export async function shareGraph(graph: Graph): Promise<Graph> {
  const { n, k, recall } = graph;
  return { n, k, recall, neighbors: await toShared(graph.neighbors), similarities: await toShared(graph.similarities) };
}
