/** One line of a benchmark: what ran, how long, and whatever else was measured. */
export interface Line {
  readonly name: string;
  readonly seconds: number;
  /** Seconds of all processors together: what counts on a machine that does other work as well. */
  readonly cpu?: number;
  readonly note?: string;
}

/** Prints lines under each other, with their ratios to the first (ours). */
export function printTable(title: string, lines: readonly Line[]): void {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const [first] = lines;
  process.stdout.write(`\n${title}\n`);
  for (const { name, seconds, cpu, note } of lines) {
    const wall = `${duration(seconds).padStart(10)} ${ratio(seconds, first.seconds)}`;
    const processor = cpu === undefined ? "" : `${duration(cpu).padStart(10)} CPU ${ratio(cpu, first.cpu)}`;
    process.stdout.write(`  ${name.padEnd(width)} ${wall}  ${processor.padEnd(25)}  ${note ?? ""}\n`);
  }
}

/** Prints a figure beside the target it is measured by. */
export function printTarget(what: string, value: number, target: { atMost: number } | { atLeast: number }): void {
  const [words, limit, isMet] =
    "atMost" in target
      ? ["at most", target.atMost, value <= target.atMost]
      : ["at least", target.atLeast, value >= target.atLeast];
  process.stdout.write(`  target: ${what} ${words} ${limit}: ${value.toPrecision(3)}${isMet ? "" : ", missed"}\n`);
}

const ratio = (value: number, first: number | undefined): string =>
  (first === undefined ? "" : `${(value / first).toFixed(2)} x`).padStart(9);

const duration = (seconds: number): string =>
  seconds < 0.1 ? `${(seconds * 1000).toFixed(2)} ms` : `${seconds.toFixed(2)} s`;
