import type { Engine } from "@gleaner/engine";
import { type Caller, GleanerError } from "@gleaner/schema";
import { createClient } from "@gleaner/sdk";
import { readServer } from "@gleaner/store/server-file";

/** A way to carry out operations on a workspace, and to let go of it. */
export interface OpenCaller {
  caller: Caller;
  /** True when the work is done by a server that holds the workspace. */
  remote: boolean;
  close(): Promise<void>;
}

/** How to open a workspace. */
export interface OpenCallerOptions {
  /** Makes the workspace when there is none; otherwise that is an error. */
  create?: boolean;
}

/**
 * Opens a workspace folder in this process, or through the server that holds it: callers see no difference.
 * @throws GleanerError `dataset_not_found` when there is no workspace, `workspace_locked` when another process holds it without serving
 */
export async function openCaller(folder: string, options: OpenCallerOptions = {}): Promise<OpenCaller> {
  const address = await readServer(folder);
  if (address) {
    const token = process.env.GLEANER_TOKEN ?? address.token;
    const host = address.host.includes(":") ? `[${address.host}]` : address.host;
    const caller = createClient({ baseUrl: `http://${host}:${address.port}`, token });
    return { caller, remote: true, close: async () => {} };
  }
  const engine = await openEngine(folder, options);
  return { caller: engine, remote: false, close: () => engine.close() };
}

/** Opens a workspace in this process. Errors as {@link openCaller}. */
export async function openEngine(folder: string, { create = false }: OpenCallerOptions = {}): Promise<Engine> {
  // Loaded only when this process does the work: a client of a server starts in a tenth of the time.
  const [{ createEngine }, { openWorkspace }] = await Promise.all([
    import("@gleaner/engine"),
    import("@gleaner/store"),
  ]);
  try {
    return await createEngine(await openWorkspace(folder, { create }));
  } catch (error) {
    if (error instanceof GleanerError && error.code === "path_not_found") {
      throw new GleanerError("dataset_not_found", `There is no workspace at ${folder}.`, {
        hint: "Import something first: gleaner import PATH --dataset NAME",
      });
    }
    throw error;
  }
}
