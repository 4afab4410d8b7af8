const crashAt = process.env.CRASH_AT;

/** Ends the process as a power cut would, when the environment's `CRASH_AT` names this point. Tests of recovery use it. */
export function crashPoint(name: string): void {
  if (crashAt === name) process.kill(process.pid, "SIGKILL");
}
