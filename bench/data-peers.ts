import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const python = "/usr/bin/python3";

/**
 * Runs a script of bench/peers in Debian's Python with the given arguments, on as many threads as ours, and parses the JSON it prints.
 * Null, with a note on the console, when Python or the packages that the script imports are missing.
 */
export function runPeer<T>(
  script: string,
  packages: string,
  args: readonly (string | number)[],
  threads: number,
): T | null {
  const skip = (reason: string) => {
    process.stdout.write(`  (${script} skipped: ${reason}; apt-get install -y ${packages})\n`);
    return null;
  };
  if (!existsSync(python)) return skip("no /usr/bin/python3");
  const file = new URL(`./peers/${script}`, import.meta.url).pathname;
  const limit = String(threads);
  const { status, stdout, stderr } = spawnSync(python, [file, ...args.map(String)], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, OMP_NUM_THREADS: limit, OPENBLAS_NUM_THREADS: limit, NUMBA_NUM_THREADS: limit },
  });
  if (status !== 0) return skip(stderr.trim().split("\n").at(-1) ?? `exit code ${status}`);
  const parsed: T = JSON.parse(stdout.trim().split("\n").at(-1) ?? "null");
  return parsed;
}
