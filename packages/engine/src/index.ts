export { createEngine, type EngineOptions } from "./create-engine.ts";
export type { Engine, Jobs, MapColors, MapName, MapPoints, Media } from "./engine.ts";
