import { resolve } from "node:path";
import { type CallOptions, GleanerError, type OperationName, type RequestOf, type ResultOf } from "@gleaner/schema";
import type { Command } from "commander";
import { type OpenCaller, openCaller } from "gleaner";
import { createProgressReporter } from "./progress.ts";

/** The flags that every command takes. */
export interface GlobalOptions {
  workspace: string;
  json: boolean;
  quiet: boolean;
  seed: number;
}

/** What a command works with: the workspace's operations and a way to speak to the user. */
export interface Session extends GlobalOptions {
  /** Absolute path of the workspace. */
  folder: string;
  signal: AbortSignal;
  call<Name extends OperationName>(name: Name, request: RequestOf<Name>): Promise<ResultOf<Name>>;
  /** Lets go of the workspace, so that a server of this process can take it. */
  release(): Promise<void>;
  /** Ends the command's output: the result as JSON, or the text for people and a line that names the next step. */
  show(result: unknown, text: () => string, next: string): void;
  /** A message beside the result: stderr, unless `--quiet`. */
  note(message: string): void;
  /** What the process will exit with; 0 unless a command says otherwise. */
  exitCode: number;
}

export function globalOptions(command: Command): GlobalOptions {
  const options = command.optsWithGlobals();
  return {
    workspace: options.workspace ?? process.env.GLEANER_WORKSPACE ?? ".gleaner",
    json: options.json === true,
    quiet: options.quiet === true,
    seed: options.seed ?? 0,
  };
}

/**
 * Runs a command's action with a session, and closes the workspace afterwards. Ctrl-C once asks the work to stop at its
 * next checkpoint; twice ends the process at once.
 */
export async function withSession(
  command: Command,
  action: (session: Session) => Promise<void>,
  { create = false }: { create?: boolean } = {},
): Promise<void> {
  const options = globalOptions(command);
  const folder = resolve(options.workspace);
  const stop = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) {
      // Not process.exit: ONNX Runtime aborts when its threads are torn down in the middle of a run. A signal tears nothing down.
      process.removeAllListeners("SIGINT");
      process.kill(process.pid, "SIGINT");
      return;
    }
    process.stderr.write("\nStopping; finished work is kept. Press Ctrl-C again to stop at once.\n");
    stop.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const reporter = createProgressReporter(process.stderr);
  let opened: OpenCaller | undefined;
  const session: Session = {
    ...options,
    folder,
    signal: stop.signal,
    exitCode: 0,
    async call(name, request) {
      opened ??= await openCaller(folder, { create });
      const callOptions: CallOptions = { signal: stop.signal };
      if (!options.quiet) callOptions.onProgress = reporter.report;
      try {
        return await opened.caller.call(name, request, callOptions);
      } finally {
        reporter.end();
      }
    },
    async release() {
      await opened?.close();
      opened = undefined;
    },
    show(result, text, next) {
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${text()}\n`);
      if (!options.quiet) (options.json ? process.stderr : process.stdout).write(`Next: ${next}\n`);
    },
    note(message) {
      if (!options.quiet) process.stderr.write(`${message}\n`);
    },
  };
  try {
    await action(session);
    process.exitCode = session.exitCode;
  } finally {
    await opened?.close();
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** The datasets that an argument `D` and `--all` name. @throws GleanerError `bad_request` when both or neither is given. */
export function datasetsOf(argument: string | undefined, options: { all?: boolean }): string[] {
  if (options.all) {
    if (argument) throw new GleanerError("bad_request", "Give datasets or --all, not both.");
    return [];
  }
  const names = (argument ?? "").split(",").filter((name) => name !== "");
  if (names.length === 0)
    throw new GleanerError("bad_request", "Name a dataset (or several, with commas), or add --all.");
  return names;
}
