import type { ServerHandle } from "gleaner";
import type { Session } from "./session.ts";

/** Prints the one line that says where the server is, and stays until Ctrl-C or SIGTERM, which end it with exit code 0. */
export async function stay(
  server: ServerHandle,
  session: Session,
  details: Record<string, unknown> = {},
): Promise<void> {
  const line = { ...details, url: server.url, pid: process.pid };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  session.note("Press Ctrl-C to stop.");
  await new Promise<void>((resolve) => {
    if (session.signal.aborted) return resolve();
    session.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
}
