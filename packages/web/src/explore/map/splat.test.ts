import { describe, expect, it } from "vitest";
import { inCloudOrder, makeCloud, type Picture, paint, pointStyle, type Scene } from "./splat.ts";

const background = [20, 20, 20] as const;

function pictureOf(width = 120, height = 90, density = 1): Picture {
  const pixels = new Uint8ClampedArray(width * density * height * density * 4);
  return { pixels, width: width * density, height: height * density, density };
}

function sceneOf(positions: number[], shades: number[], extra: Partial<Scene> = {}): Scene {
  const cloud = makeCloud(Float32Array.from(positions));
  return {
    cloud,
    shades: inCloudOrder(cloud, Uint8Array.from(shades)),
    palette: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255),
    groups: Uint8Array.from({ length: 256 }, (_, i) => i & 15),
    members: null,
    hidden: new Uint8Array(256),
    background,
    dimmed: [60, 60, 60],
    ...extra,
  };
}

const effort = (perTile: number) => ({ perTile, limit: Number.POSITIVE_INFINITY });
const camera = { x: 0, y: 0, scale: 10 };
const at = ({ pixels, width }: Picture, x: number, y: number) => [
  ...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];
const changed = (picture: Picture) => {
  let count = 0;
  for (let i = 0; i < picture.pixels.length; i += 4) {
    if (picture.pixels[i] !== 20 || picture.pixels[i + 1] !== 20 || picture.pixels[i + 2] !== 20) count++;
  }
  return count;
};

describe("paint", () => {
  it("puts a point where the camera says, with y upwards, in its colour", () => {
    const picture = pictureOf();
    const count = paint(picture, sceneOf([2, 1], [1]), camera, effort(10));
    expect(count).toEqual({ drawn: 1, shown: 1 });
    const [r, g, b, a] = at(picture, 60 + 20, 45 - 10);
    expect(g).toBeGreaterThan(200);
    expect(r).toBeLessThan(60);
    expect(b).toBeLessThan(60);
    expect(a).toBe(255);
    expect(at(picture, 5, 5)).toEqual([20, 20, 20, 255]);
  });

  it("is smooth: a shift by a quarter of a pixel changes the edge, not the amount of ink", () => {
    const ink = (x: number) => {
      const picture = pictureOf();
      paint(picture, sceneOf([x, 0], [0]), camera, effort(10));
      let sum = 0;
      for (let i = 0; i < picture.pixels.length; i += 4) sum += picture.pixels[i] - 20;
      return { sum, pixels: picture.pixels };
    };
    const a = ink(0);
    const b = ink(0.025);
    expect(b.pixels).not.toEqual(a.pixels);
    expect(Math.abs(a.sum - b.sum) / a.sum).toBeLessThan(0.08);
  });

  it("paints the same bytes each time", () => {
    const positions = Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9) * 5);
    const scene = () =>
      sceneOf(
        positions,
        Array.from({ length: 200 }, (_, i) => i % 3),
      );
    const [a, b] = [pictureOf(), pictureOf()];
    paint(a, scene(), camera, effort(4));
    paint(b, scene(), camera, effort(4));
    expect(a.pixels).toEqual(b.pixels);
  });

  it("samples crowded tiles by colour and keeps the rare point", () => {
    const crowd = 5000;
    const positions = [...Array.from({ length: 2 * crowd }, () => 0.01), 0.012, 0.012, -4, 3];
    const shades = [...Array.from({ length: crowd }, () => 0), 1, 2];
    const picture = pictureOf();
    const count = paint(picture, sceneOf(positions, shades), camera, effort(8));
    expect(count.shown).toBe(crowd + 2);
    expect(count.drawn).toBe(8 + 1 + 1);
    expect(at(picture, 20, 15)[2]).toBeGreaterThan(100);
  });

  it("draws the same sample after a pan", () => {
    const positions = Array.from({ length: 4000 }, (_, i) => Math.sin(i * 12.9) * 1.5);
    const scene = sceneOf(
      positions,
      Array.from({ length: 2000 }, () => 0),
    );
    const counts = [0, 0.37, 0.9].map((x) => paint(pictureOf(), scene, { ...camera, x }, effort(2)).drawn);
    expect(new Set(counts).size).toBe(1);
  });

  it("leaves out hidden colours and dims what is not in the view", () => {
    const hidden = new Uint8Array(256);
    hidden[0] = 1;
    const picture = pictureOf();
    const scene = sceneOf([-3, 0, 3, 0], [0, 1], { hidden });
    expect(paint(picture, scene, camera, effort(10))).toEqual({ drawn: 1, shown: 1 });
    expect(at(picture, 30, 45)).toEqual([20, 20, 20, 255]);

    const dim = pictureOf();
    const members = inCloudOrder(scene.cloud, Uint8Array.of(0, 1));
    paint(dim, { ...scene, hidden: new Uint8Array(256), members }, camera, effort(10));
    const [r, g, b] = at(dim, 30, 45);
    expect(r).toBe(g);
    expect(g).toBe(b);
    expect(r).toBeGreaterThan(20);
    expect(at(dim, 90, 45)[1]).toBeGreaterThan(200);
  });

  it("survives points that are no numbers, points at the edges and no points", () => {
    const picture = pictureOf();
    paint(picture, sceneOf([Number.NaN, 0, 1e30, 1, 6, 4.5, -6, -4.5], [0, 0, 0, 0]), camera, effort(10));
    expect(changed(picture)).toBeGreaterThan(0);
    const empty = pictureOf();
    expect(paint(empty, sceneOf([], []), camera, effort(10))).toEqual({ drawn: 0, shown: 0 });
    expect(changed(empty)).toBe(0);
  });

  it("makes few points large and many points small", () => {
    const area = 600 * 800;
    expect(pointStyle(100, area).radius).toBe(5);
    expect(pointStyle(3391, area).radius).toBeGreaterThan(2.5);
    expect(pointStyle(1_000_000, area).radius).toBeLessThan(1);
    expect(pointStyle(1_000_000, area).alpha).toBeLessThan(pointStyle(3391, area).alpha);
  });
});
