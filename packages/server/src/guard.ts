import { timingSafeEqual } from "node:crypto";
import { GleanerError } from "@gleaner/schema";
import type { MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";

/** Who may talk to the server. */
export interface GuardOptions {
  token: string;
  /** The names under which the server is reached, each with its port, such as `127.0.0.1:5151`. */
  hosts: Set<string>;
  cookieName: string;
}

/** Compares in constant time, so that the answer's delay tells nothing about the token. */
export function sameToken(given: string | undefined, token: string): boolean {
  const a = Buffer.from(given ?? "");
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Refuses, before any routing and with an empty body, requests that a foreign page could have made: an unknown `Host`
 * (DNS rebinding), a foreign or `null` `Origin`, or a cross-site fetch, whatever the method.
 */
export function originGuard({ hosts }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header("host");
    const origin = context.req.header("origin");
    const site = context.req.header("sec-fetch-site");
    const navigation = context.req.header("sec-fetch-mode") === "navigate" && context.req.method === "GET";
    const foreignOrigin = origin !== undefined && !hosts.has(origin.replace(/^https?:\/\//, ""));
    const foreignSite = site !== undefined && site !== "same-origin" && site !== "none" && !navigation;
    if (!host || !hosts.has(host) || foreignOrigin || foreignSite) {
      process.stderr.write(
        `refused ${context.req.method} from host ${JSON.stringify(host)} origin ${JSON.stringify(origin)}\n`,
      );
      return context.body(null, 403);
    }
    await next();
  };
}

/** Demands the launch token, as a bearer header (CLI, SDK) or the session cookie (browser). */
export function tokenGuard({ token, cookieName }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const bearer = context.req.header("authorization")?.replace(/^Bearer /, "");
    if (!sameToken(bearer, token) && !sameToken(getCookie(context, cookieName), token)) {
      throw new GleanerError("unauthorized", "This server needs its launch token.", {
        hint: "Open the address that `gleaner serve` printed, or set GLEANER_TOKEN.",
      });
    }
    await next();
  };
}

const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  "connect-src 'self' data:",
  "img-src 'self' blob: data:",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Headers of every answer: what the page may load, and that nobody else may embed or read it. */
export function safetyHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const headers = context.res.headers;
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", policy);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-resource-policy", "same-origin");
    headers.set("cross-origin-opener-policy", "same-origin");
  };
}
