/** Hands out the numbers of figures and tables in reading order. */
export class Numbering {
  #figures = 0;
  #tables = 0;

  figure(): string {
    this.#figures++;
    return `Figure ${this.#figures}`;
  }

  table(): string {
    this.#tables++;
    return `Table ${this.#tables}`;
  }
}
