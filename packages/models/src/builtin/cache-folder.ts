import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The folder for files that can be made again: `$GLEANER_CACHE`, else `$XDG_CACHE_HOME/gleaner`, else
 * `~/.cache/gleaner`; models lie in `models` below it. A relative `XDG_CACHE_HOME` is ignored, as its specification asks.
 */
export function modelCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment["GLEANER_CACHE"] || join(userCache(environment), "gleaner"), "models");
}

function userCache(environment: NodeJS.ProcessEnv): string {
  const folder = environment["XDG_CACHE_HOME"];
  return folder && isAbsolute(folder) ? folder : join(homedir(), ".cache");
}
