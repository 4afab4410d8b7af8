export type { Engine, Jobs, MapColors, MapName, MapPoints, Media } from "./engine.ts";
