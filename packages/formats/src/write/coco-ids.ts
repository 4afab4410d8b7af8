/** The numbers that an export gives: those that the data had wherever they are free, new ones for the rest. */
export class KeptNumbers {
  readonly #used = new Set<number>();
  #next = 1;

  /** The number of a text that is a whole one, unless it was kept before; null otherwise. */
  keep(text: string | null): number | null {
    if (text === null || !/^(?:0|[1-9]\d{0,14})$/.test(text)) return null;
    const number = Number(text);
    if (this.#used.has(number)) return null;
    this.#used.add(number);
    return number;
  }

  /** A number that nothing has. Call it only when everything was kept. */
  fresh(): number {
    while (this.#used.has(this.#next)) this.#next++;
    return this.#next++;
  }
}
