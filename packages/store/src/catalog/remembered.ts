/** An answer of the catalog that is asked for again only after a commit. It is shared: nobody may change it. */
export class Remembered<T> {
  readonly #catalog: { readonly commits: number };
  readonly #read: () => Promise<T>;
  #known: { commits: number; answer: Promise<T> } | undefined;

  constructor(catalog: { readonly commits: number }, read: () => Promise<T>) {
    this.#catalog = catalog;
    this.#read = read;
  }

  get(): Promise<T> {
    const { commits } = this.#catalog;
    if (this.#known?.commits === commits) return this.#known.answer;
    const known = { commits, answer: this.#read() };
    this.#known = known;
    known.answer.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return known.answer;
  }
}
