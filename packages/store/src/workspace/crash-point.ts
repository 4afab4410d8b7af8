const [crashAt, times = "1"] = (process.env.CRASH_AT ?? "").split(":");
let left = Number(times);

/**
 * Ends the process as a power cut would, when the environment's `CRASH_AT` names this point: `NAME`, or `NAME:3` for the third time that it is
 * passed. Tests of recovery use it.
 */
export function crashPoint(name: string): void {
  if (crashAt === name && --left === 0) process.kill(process.pid, "SIGKILL");
}
