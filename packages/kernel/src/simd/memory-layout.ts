/** Hands out consecutive parts of a memory that is made when all are known, each on a boundary of 64 bytes. */
export class MemoryLayout {
  /** Bytes of all parts together. */
  bytes = 0;

  /** Where a part of `size` bytes begins. */
  place(size: number): number {
    const at = this.bytes;
    this.bytes += 64 * Math.ceil(size / 64);
    return at;
  }
}
