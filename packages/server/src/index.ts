export { type AppOptions, createApp } from "./app.ts";
export { openApiDocument } from "./openapi.ts";
export { type RunningServer, type ServeOptions, serve } from "./serve.ts";
