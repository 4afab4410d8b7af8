import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { compareSignatures } from "./compare-signatures.ts";
import { signatureCandidates } from "./signature-candidates.ts";
import { signatureLength } from "./signature-layout.ts";

const layout = { side: 16, colorSide: 8 };
const length = signatureLength(layout);

type Picture = (x: number, y: number) => number;

/** A smooth picture of some random waves; x and y run from -1 to 1. */
function waves(seed: number): Picture {
  const random = createRandom(seed);
  const parts = Array.from({ length: 12 }, () => ({
    x: 6 * random.normal(),
    y: 6 * random.normal(),
    phase: 6 * random.uniform(),
  }));
  return (x, y) => parts.reduce((sum, part) => sum + 15 * Math.sin(part.x * x + part.y * y + part.phase), 128);
}

/** The signature of a picture, without colour. */
function signed(picture: Picture, blue = 128): Uint8Array {
  const { side } = layout;
  const signature = new Uint8Array(length).fill(128);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      signature[y * side + x] = Math.max(0, Math.min(255, picture((2 * x + 1) / side - 1, (2 * y + 1) / side - 1)));
  return signature.fill(blue, side * side, side * side + 64);
}

const changes: Record<string, (picture: Picture) => Picture> = {
  "another brightness": (picture) => (x, y) => 0.8 * picture(x, y) + 30,
  "a crop of 5 %": (picture) => (x, y) => picture(0.95 * x + 0.01, 0.95 * y - 0.01),
  "a turn of 2 degrees": (picture) => (x, y) => picture(x - 0.035 * y, y + 0.035 * x),
  "the mirror image": (picture) => (x, y) => picture(-x, y),
};

function together(...signatures: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(signatures.length * length);
  signatures.forEach((signature, at) => {
    all.set(signature, at * length);
  });
  return all;
}

describe("compareSignatures", () => {
  it.each(Object.entries(changes))("finds little difference after %s", (_, change) => {
    for (let seed = 1; seed <= 10; seed++) {
      const compare = compareSignatures(together(signed(waves(seed)), signed(change(waves(seed)))), layout);
      expect(compare(0, 1)).toBeLessThan(0.05);
      expect(compare(1, 0)).toBeCloseTo(compare(0, 1), 9);
    }
  });

  it("finds much difference between pictures that have nothing in common, and between colours", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const all = together(signed(waves(seed)), signed(waves(seed + 50)), signed(waves(seed), 220));
      const compare = compareSignatures(all, layout);
      expect(compare(0, 1)).toBeGreaterThan(0.5);
      expect(compare(0, 2)).toBeGreaterThan(0.3);
      expect(compare(0, 0)).toBeLessThan(1e-6);
    }
  });

  it("compares pictures of one colour", () => {
    const flat = (value: number, blue?: number) => signed(() => value, blue);
    const compare = compareSignatures(together(flat(20), flat(20), flat(21), flat(20, 250)), layout);
    expect(compare(0, 1)).toBe(0);
    expect(compare(0, 2)).toBeLessThan(0.01);
    expect(compare(0, 3)).toBeGreaterThan(0.5);
  });
});

describe("signatureCandidates", () => {
  const pictures = 400;
  const isKnown = (count: number) => new Uint8Array(count).fill(1);

  it("pairs copies and mirror images among many pictures, and hardly anything else", async () => {
    const originals = Array.from({ length: pictures }, (_, at) => waves(at + 1));
    const brighter = originals.slice(0, 50).map((picture) => signed(changes["another brightness"](picture)));
    const mirrored = originals.slice(50, 100).map((picture) => signed(changes["the mirror image"](picture)));
    const all = together(...originals.map((picture) => signed(picture)), ...brighter, ...mirrored);
    const pairs = await signatureCandidates(all, isKnown(pictures + 100), layout);
    const found = new Set<number>();
    for (let at = 0; at < pairs.length; at += 2) if (pairs[at + 1] === pairs[at] + pictures) found.add(pairs[at]);
    expect(found.size).toBe(100);
    expect(pairs.length / 2).toBeLessThan(120);
  });

  it("stays linear where all pictures are the same, and leaves out rows without a signature", async () => {
    const same = signed(waves(1));
    const known = isKnown(1000).fill(0, 0, 10);
    const pairs = await signatureCandidates(together(...Array.from({ length: 1000 }, () => same)), known, layout);
    expect(pairs.length / 2).toBeLessThan(20_000);
    expect(pairs.length / 2).toBeGreaterThan(989);
    expect(Math.min(...pairs)).toBe(10);
    expect(await signatureCandidates(new Uint8Array(0), new Uint8Array(0), layout)).toEqual(new Int32Array(0));
  });
});
