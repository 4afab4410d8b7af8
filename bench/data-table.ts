/** One line of a benchmark: what ran, how long, and whatever else was measured. */
export interface Line {
  readonly name: string;
  readonly seconds: number;
  readonly note?: string;
}

/** Prints lines under each other, with their ratio to the first (ours). */
export function printTable(title: string, lines: readonly Line[]): void {
  const width = Math.max(...lines.map(({ name }) => name.length));
  process.stdout.write(`\n${title}\n`);
  for (const { name, seconds, note } of lines) {
    const ratio = (seconds / lines[0].seconds).toFixed(2);
    process.stdout.write(
      `  ${name.padEnd(width)}  ${duration(seconds).padStart(10)}  ${ratio.padStart(7)} x  ${note ?? ""}\n`,
    );
  }
}

const duration = (seconds: number): string =>
  seconds < 0.1 ? `${(seconds * 1000).toFixed(2)} ms` : `${seconds.toFixed(2)} s`;
