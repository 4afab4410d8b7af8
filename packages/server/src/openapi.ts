import { type OperationName, operations } from "@gleaner/schema";
import { z } from "zod";

/** One method of one path. */
interface PathEntry {
  operationId: string;
  [part: string]: unknown;
}

/** The OpenAPI 3.1 description of the REST API, read off the table of operations. */
export function openApiDocument(version: string) {
  const paths: Record<string, Record<string, PathEntry>> = {};
  for (const name of Object.keys(operations) as OperationName[]) {
    const { method, path, request, result, long, summary } = operations[name];
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const input = z.toJSONSchema(request, { io: "input" });
    const properties = { ...input.properties };
    const inBody = method === "POST" || method === "PATCH";
    const parameters = Object.entries(properties)
      .filter(([key]) => names.includes(key) || !inBody)
      .map(([key, schema]) => ({
        name: key,
        in: names.includes(key) ? "path" : "query",
        required: names.includes(key) || (input.required ?? []).includes(key),
        schema,
      }));
    for (const key of names) delete properties[key];
    const body = { ...input, properties, required: (input.required ?? []).filter((key) => !names.includes(key)) };
    const answer = long
      ? { type: "object", properties: { job: z.toJSONSchema(operations.getJob.result) } }
      : z.toJSONSchema(result, { io: "output", unrepresentable: "any" });
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        operationId: name,
        summary,
        parameters,
        ...(inBody ? { requestBody: { content: { "application/json": { schema: body } } } } : {}),
        responses: {
          [long ? "202" : "200"]: { description: summary, content: { "application/json": { schema: answer } } },
          default: { description: "An error", content: { "application/json": { schema: errorSchema } } },
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Gleaner", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/api/v1" }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    security: [{ token: [] }],
    paths,
  };
}

const errorSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: {
        code: { type: "string" },
        message: { type: "string" },
        hint: { type: "string" },
        details: { type: "object" },
      },
    },
  },
};
