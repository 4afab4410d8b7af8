import { GleanerError } from "@gleaner/schema";
import { client } from "./client.ts";

/**
 * Trades the launch token of the page's fragment for the session cookie and drops the fragment, so that the token stays out of the history.
 * Does nothing when there is none.
 */
export async function openSession(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  await client.fetch("/api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
}

/** Whether the server answers; an answer that refuses the session counts as an answer. */
export async function serverAnswers(signal?: AbortSignal): Promise<boolean> {
  try {
    await client.fetch("/api/v1/health", { signal });
    return true;
  } catch (error) {
    return error instanceof GleanerError && error.code !== "unreachable" && error.code !== "cancelled";
  }
}
