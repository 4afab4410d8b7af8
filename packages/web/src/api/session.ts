import { GleanerError } from "@gleaner/schema";
import { client } from "./client.ts";
import { isLocked, isUnreachable } from "./errors.ts";

/**
 * Trades the launch token of the page's fragment for the session cookie and drops the fragment, so that the token stays out of the history.
 * Does nothing when there is none.
 */
export async function openSession(): Promise<void> {
  const token = tokenOf(location.hash);
  if (!token) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  await trade(token);
}

async function trade(token: string): Promise<void> {
  await client.fetch("/api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
}

function tokenOf(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("token");
}

/** What a pasted launch address says: its token, and where it leads when that is another server; null for other text. */
export function readLaunchAddress(text: string, here: string): { token: string; origin: string | null } | null {
  let address: URL;
  try {
    address = new URL(text.trim());
  } catch {
    return null;
  }
  const token = tokenOf(address.hash);
  if (!token || !/^https?:$/.test(address.protocol)) return null;
  return { token, origin: address.origin === here ? null : address.origin };
}

/**
 * Enters by a launch address that was pasted: gets a session here, or goes to the same place of the application at the server that the
 * address names. @throws GleanerError `bad_request` for other text, `unauthorized` for a token of an earlier start
 */
export async function enterBy(text: string): Promise<void> {
  const launch = readLaunchAddress(text, location.origin);
  if (!launch) {
    throw new GleanerError("bad_request", "This is not a launch address.", {
      hint: "It begins with http and ends with #token= and a long word.",
    });
  }
  if (launch.origin === null) await trade(launch.token);
  else location.assign(`${launch.origin}${location.pathname}${location.search}#token=${launch.token}`);
}

/** Knocks at the server: whether it answers and knows this browser's session. */
export async function knock(): Promise<"open" | "lost" | "locked"> {
  try {
    await client.fetch("/api/v1/spaces");
    return "open";
  } catch (error) {
    if (isUnreachable(error)) return "lost";
    return isLocked(error) ? "locked" : "open";
  }
}
