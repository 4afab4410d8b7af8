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
  /** Two sets of `n x 2` positions, one after the other: before and after the current epoch. They change roles with every epoch. */
  readonly positions: Float32Array;
  readonly epochs: number;
  readonly partitions: number;
  readonly seed: number;
}

/** Negative samples for each positive one. */
export const negativeRate = 5;

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
  const { n, start, neighbors, period, nextSample, nextNegative, positions } = descent;
  const { attraction, repulsion } = forces;
  const before = positionsAt(descent, epoch);
  const after = positionsAt(descent, epoch + 1);
  const first = partitionStart(descent, epoch, partition);
  const last = partitionStart(descent, epoch, partition + 1);
  const offset = 2 * first;
  const span = 2 * (last - first);
  const step = 1 - epoch / descent.epochs;
  const due = epoch + 1;
  const perDraw = n / 4294967296;
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  let state = streamSeed(descent.seed, epoch, partition);
  positions.copyWithin(after + offset, before + offset, before + offset + span);
  for (let i = first; i < last; i++) {
    let x = positions[after + 2 * i];
    let y = positions[after + 2 * i + 1];
    const end = start[i + 1];
    for (let edge = start[i]; edge < end; edge++) {
      if (nextSample[edge] > due) continue;
      const j = 2 * neighbors[edge];
      const inside = (j - offset) >>> 0 < span;
      const at = j + (inside ? after : before);
      let dx = x - positions[at];
      let dy = y - positions[at + 1];
      value[0] = dx * dx + dy * dy;
      const force = attraction[bits[0] >>> droppedBits] * step;
      x += force * dx;
      y += force * dy;
      if (inside) {
        positions[at] -= force * dx;
        positions[at + 1] -= force * dy;
      }
      nextSample[edge] += period[edge];
      const negativePeriod = period[edge] / negativeRate;
      const samples = ((due - nextNegative[edge]) / negativePeriod) | 0;
      nextNegative[edge] += samples * negativePeriod;
      // All negative samples of an edge see one position: they need not wait for each other.
      let moveX = 0;
      let moveY = 0;
      for (let sample = 0; sample < samples; sample++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        const other = 2 * (((state >>> 0) * perDraw) | 0);
        if (other === 2 * i) continue;
        const there = other + ((other - offset) >>> 0 < span ? after : before);
        dx = x - positions[there];
        dy = y - positions[there + 1];
        value[0] = dx * dx + dy * dy;
        const push = repulsion[bits[0] >>> droppedBits];
        moveX += push * dx;
        moveY += push * dy;
      }
      x += moveX * step;
      y += moveY * step;
    }
    positions[after + 2 * i] = x;
    positions[after + 2 * i + 1] = y;
  }
}

/** Where the positions before an epoch begin. */
export const positionsAt = ({ n }: Pick<Descent, "n">, epoch: number): number => (epoch % 2 === 0 ? 0 : 2 * n);

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
