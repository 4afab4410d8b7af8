/**
 * A table of a FlatBuffer (https://flatbuffers.dev/internals): fields by their index in the schema, absent ones with
 * their default. Reading outside the buffer throws a `RangeError`.
 */
export class FlatBufferTable {
  readonly #view: DataView;
  readonly #position: number;

  private constructor(view: DataView, position: number) {
    this.#view = view;
    this.#position = position;
  }

  /** The root table of a buffer that starts at the beginning of `bytes`. */
  static root(bytes: Uint8Array): FlatBufferTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatBufferTable(view, view.getUint32(0, true));
  }

  int8(field: number, absent: number): number {
    const at = this.#locate(field);
    return at === null ? absent : this.#view.getInt8(at);
  }

  int32(field: number, absent: number): number {
    const at = this.#locate(field);
    return at === null ? absent : this.#view.getInt32(at, true);
  }

  table(field: number): FlatBufferTable | null {
    const at = this.#locate(field);
    return at === null ? null : this.#follow(at);
  }

  tables(field: number): FlatBufferTable[] {
    const { start, length } = this.#vector(field);
    return Array.from({ length }, (_, index) => this.#follow(start + 4 * index));
  }

  int32s(field: number): number[] {
    const { start, length } = this.#vector(field);
    return Array.from({ length }, (_, index) => this.#view.getInt32(start + 4 * index, true));
  }

  /** A view, not a copy. */
  bytes(field: number): Uint8Array {
    const { start, length } = this.#vector(field);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, length);
  }

  text(field: number): string {
    return Buffer.from(this.bytes(field)).toString();
  }

  /** A table begins with the distance back to its vtable, which holds two sizes and then each field's distance. */
  #locate(field: number): number | null {
    const vtable = this.#position - this.#view.getInt32(this.#position, true);
    const entry = 4 + 2 * field;
    if (entry >= this.#view.getUint16(vtable, true)) return null;
    const distance = this.#view.getUint16(vtable + entry, true);
    return distance === 0 ? null : this.#position + distance;
  }

  #follow(at: number): FlatBufferTable {
    return new FlatBufferTable(this.#view, at + this.#view.getUint32(at, true));
  }

  #vector(field: number): { start: number; length: number } {
    const at = this.#locate(field);
    if (at === null) return { start: 0, length: 0 };
    const vector = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(vector, true);
    if (length > this.#view.byteLength) throw new RangeError(`A vector of ${length} does not fit the buffer.`);
    return { start: vector + 4, length };
  }
}
