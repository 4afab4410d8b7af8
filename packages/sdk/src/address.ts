import type { OperationName, Operations } from "@gleaner/schema";
import { operations } from "@gleaner/schema";

/** Where and how one request goes over HTTP. */
export interface HttpRequest {
  method: Operations[OperationName]["method"];
  /** Path and query below the server's root. */
  path: string;
  body?: string;
}

/** Spells a request out for HTTP: `{name}` parts from its fields, the rest as query (GET, DELETE) or JSON body. */
export function addressOf(name: OperationName, request: Record<string, unknown>): HttpRequest {
  const operation = operations[name];
  const rest = { ...request };
  const path = operation.path.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = rest[field];
    delete rest[field];
    return encodeURIComponent(String(value));
  });
  if (operation.method === "POST" || operation.method === "PATCH") {
    return { method: operation.method, path: `/api/v1${path}`, body: JSON.stringify(rest) };
  }
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) query.set(key, String(value));
  const suffix = query.size > 0 ? `?${query}` : "";
  return { method: operation.method, path: `/api/v1${path}${suffix}` };
}
