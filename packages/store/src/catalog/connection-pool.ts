import type { Connection } from "./connection.ts";

/** Lends connections, making at most `limit` of them; a query waits while all are lent. */
export class ConnectionPool {
  readonly #make: () => Promise<Connection>;
  readonly #limit: number;
  readonly #idle: Connection[] = [];
  readonly #waiting: ((connection: Connection) => void)[] = [];
  #made = 0;

  constructor(make: () => Promise<Connection>, limit: number) {
    this.#make = make;
    this.#limit = limit;
  }

  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    try {
      return await work(connection);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#idle.push(connection);
    }
  }

  /** Closes the idle connections; call it when nothing is lent. */
  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
    this.#made = 0;
  }

  async #take(): Promise<Connection> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#made < this.#limit) {
      this.#made++;
      return this.#make();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
