import { droppedBits, type ForceTable } from "./umap-forces.ts";

/** Everything the descent works on. Vertices are in an order that keeps neighbours close (see locality.ts). */
export interface Descent {
  readonly n: number;
  /** Compressed rows of the fuzzy set. */
  readonly start: Int32Array;
  readonly neighbors: Int32Array;
  /** Epochs between two samples of each edge: the largest weight over its own. */
  readonly period: Float32Array;
  /** Next epoch at which each edge is sampled, and up to which its negative samples are drawn; changed by every epoch. */
  readonly nextSample: Float32Array;
  readonly nextNegative: Float32Array;
  /** `n x 2` positions before and after the current epoch; they change roles with every epoch. */
  readonly even: Float32Array;
  readonly odd: Float32Array;
  readonly epochs: number;
  readonly partitions: number;
  readonly seed: number;
}

/** Negative samples for each positive one. */
export const negativeRate = 5;
const largestMove = 4;

/**
 * First vertex of a partition. Borders move by half a partition with every other epoch, so that no border leaves a seam;
 * odd epochs have one partition more.
 */
export function partitionStart(descent: Pick<Descent, "n" | "partitions">, epoch: number, partition: number): number {
  const { n, partitions } = descent;
  if (partitions === 1 || epoch % 2 === 0) return Math.floor((n * partition) / partitions);
  return Math.min(n, Math.max(0, Math.floor((n * (partition - 0.5)) / partitions)));
}

/** Number of partitions of an epoch. */
export const partitionCount = ({ partitions }: Pick<Descent, "partitions">, epoch: number): number =>
  partitions > 1 && epoch % 2 === 1 ? partitions + 1 : partitions;

/**
 * One epoch of stochastic gradient descent on one partition of the vertices. Positions of the partition are read and written
 * live; all others are read as they were before the epoch, so the result does not depend on which thread runs what when.
 */
export function runPartition(descent: Descent, forces: ForceTable, epoch: number, partition: number): void {
  const { n, start, neighbors, period, nextSample, nextNegative } = descent;
  const { attraction, repulsion } = forces;
  const before = epoch % 2 === 0 ? descent.even : descent.odd;
  const after = epoch % 2 === 0 ? descent.odd : descent.even;
  const first = partitionStart(descent, epoch, partition);
  const last = partitionStart(descent, epoch, partition + 1);
  const offset = 2 * first;
  const span = 2 * (last - first);
  const step = 1 - epoch / descent.epochs;
  const due = epoch + 1;
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  let state = streamSeed(descent.seed, epoch, partition);
  after.set(before.subarray(offset, offset + span), offset);
  for (let i = first; i < last; i++) {
    let x = after[2 * i];
    let y = after[2 * i + 1];
    const end = start[i + 1];
    for (let edge = start[i]; edge < end; edge++) {
      if (nextSample[edge] > due) continue;
      const j = 2 * neighbors[edge];
      const inside = (j - offset) >>> 0 < span;
      const positions = inside ? after : before;
      let dx = x - positions[j];
      let dy = y - positions[j + 1];
      let squared = dx * dx + dy * dy;
      if (squared > 0) {
        value[0] = squared;
        const force = attraction[bits[0] >>> droppedBits];
        dx = clip(force * dx) * step;
        dy = clip(force * dy) * step;
        x += dx;
        y += dy;
        if (inside) {
          after[j] -= dx;
          after[j + 1] -= dy;
        }
      }
      nextSample[edge] += period[edge];
      const negativePeriod = period[edge] / negativeRate;
      const samples = Math.max(0, Math.floor((due - nextNegative[edge]) / negativePeriod));
      nextNegative[edge] += samples * negativePeriod;
      for (let sample = 0; sample < samples; sample++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        const other = 2 * Math.floor(((state >>> 0) * n) / 4294967296);
        if (other === 2 * i) continue;
        const there = (other - offset) >>> 0 < span ? after : before;
        dx = x - there[other];
        dy = y - there[other + 1];
        squared = dx * dx + dy * dy;
        if (squared > 0) {
          value[0] = squared;
          const force = repulsion[bits[0] >>> droppedBits];
          x += clip(force * dx) * step;
          y += clip(force * dy) * step;
        }
      }
    }
    after[2 * i] = x;
    after[2 * i + 1] = y;
  }
}

/** Limits one move along one axis. */
export function clip(move: number): number {
  return move > largestMove ? largestMove : move < -largestMove ? -largestMove : move;
}

/** A non-zero xorshift state, unrelated for neighbouring seeds, epochs and partitions (murmur3's finaliser). */
function streamSeed(seed: number, epoch: number, partition: number): number {
  let h =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(epoch + 1, 0xc2b2ae35) ^ Math.imul(partition + 1, 0x27d4eb2f);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h === 0 ? 1 : h;
}
