import type { Progress } from "@gleaner/schema";
import { figure } from "./output.ts";

/** Shows how far long work is, on stderr: a bar with rate and time left on a terminal, a plain line every few seconds elsewhere. */
export function createProgressReporter(stream: NodeJS.WriteStream): {
  report(progress: Progress): void;
  end(): void;
} {
  const live = stream.isTTY === true;
  let phase = "";
  let phaseStart = 0;
  let last = 0;

  function line({ phase, done, total }: Progress, now: number): string {
    const seconds = (now - phaseStart) / 1000;
    const rate = seconds > 0.5 ? done / seconds : 0;
    if (total === null) return `${phase}: ${figure(done)}${rate ? `, ${figure(Math.round(rate))}/s` : ""}`;
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const left = rate > 0 && done < total ? `, ${duration((total - done) / rate)} left` : "";
    const filled = Math.round(share * 24);
    const bar = live ? ` ${"█".repeat(filled)}${"░".repeat(24 - filled)}` : "";
    return `${phase}:${bar} ${Math.floor(share * 100)} % of ${figure(total)}${rate ? `, ${figure(Math.round(rate))}/s` : ""}${left}`;
  }

  return {
    report(progress) {
      const now = performance.now();
      const changed = progress.phase !== phase;
      if (changed) {
        if (live && phase) stream.write("\n");
        phase = progress.phase;
        phaseStart = now;
      } else if (now - last < (live ? 100 : 5000)) return;
      last = now;
      stream.write(live ? `\r\u001b[K${line(progress, now)}` : `${line(progress, now)}\n`);
    },
    end() {
      if (live && phase) stream.write("\n");
      phase = "";
    },
  };
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`;
  return `${figure(Math.round(seconds / 360) / 10)} h`;
}
