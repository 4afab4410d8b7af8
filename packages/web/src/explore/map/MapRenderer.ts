import type { SeenAreas } from "./area-levels.ts";
import type { Camera, PictureSize } from "./camera.ts";
import type { MapPoint, MapReport, MapRequest } from "./map-protocol.ts";

export interface FrameReport {
  drawn: number;
  shown: number;
  milliseconds: number;
}

/** The page's side of the map worker. One renderer a canvas; `close` ends the worker. */
export class MapRenderer {
  readonly #worker: Worker;
  readonly #asked = new Map<number, (points: MapPoint[]) => void>();
  #nextAsk = 1;
  /** Told after each frame at rest. */
  onFrame: (frame: FrameReport) => void = () => {};
  /** Told when the map has come to rest, where areas are wanted. */
  onAreas: (seen: SeenAreas) => void = () => {};
  onFailure: (message: string) => void = () => {};

  constructor(canvas: HTMLCanvasElement) {
    this.#worker = new Worker(new URL("./explore-map.worker.ts", import.meta.url), { type: "module", name: "map" });
    this.#worker.onmessage = ({ data }: MessageEvent<MapReport>) => this.#receive(data);
    this.#worker.onerror = (event) => this.onFailure(event.message || "The map's worker did not start.");
    const offscreen = canvas.transferControlToOffscreen();
    this.#worker.postMessage({ type: "canvas", canvas: offscreen } satisfies MapRequest, [offscreen]);
  }

  #receive(report: MapReport): void {
    switch (report.type) {
      case "frame":
        if (!report.moving) this.onFrame(report);
        return;
      case "areas":
        this.onAreas(report.seen);
        return;
      case "nearest":
        this.#settle(report.ask, report.point ? [report.point] : []);
        return;
      case "located":
        this.#settle(report.ask, report.points);
        return;
      case "failed":
        this.onFailure(report.message);
    }
  }

  #settle(ask: number, points: MapPoint[]): void {
    this.#asked.get(ask)?.(points);
    this.#asked.delete(ask);
  }

  send(request: Exclude<MapRequest, { type: "canvas" | "nearest" | "locate" | "camera" | "size" }>): void {
    this.#worker.postMessage(request);
  }

  setSize(size: PictureSize, density: number): void {
    this.#worker.postMessage({ type: "size", size, density } satisfies MapRequest);
  }

  setCamera(camera: Camera, moving: boolean): void {
    this.#worker.postMessage({ type: "camera", camera, moving } satisfies MapRequest);
  }

  /** The point nearest to a map place within `reach` map units. */
  async nearest(x: number, y: number, reach: number): Promise<MapPoint | null> {
    return (await this.#ask((ask) => ({ type: "nearest", ask, x, y, reach })))[0] ?? null;
  }

  /** Where samples are, by number. */
  locate(numbers: number[]): Promise<MapPoint[]> {
    return this.#ask((ask) => ({ type: "locate", ask, numbers }));
  }

  #ask(request: (ask: number) => MapRequest): Promise<MapPoint[]> {
    const ask = this.#nextAsk++;
    return new Promise((resolve) => {
      this.#asked.set(ask, resolve);
      this.#worker.postMessage(request(ask));
    });
  }

  close(): void {
    this.#worker.terminate();
  }
}
