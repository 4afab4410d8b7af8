import { missingCode } from "../api/maps.ts";

/** Which of several masks (bit i of byte i >> 3) holds each of `n` points, the first that does; `missingCode`: none. */
export function codesOf(masks: readonly Uint8Array[], n: number): { codes: Uint16Array; counts: number[] } {
  const codes = new Uint16Array(n).fill(missingCode);
  const counts = masks.map(() => 0);
  for (const [code, mask] of masks.entries()) {
    for (let i = 0; i < n; i++) {
      if (codes[i] !== missingCode || (mask[i >> 3] & (1 << (i & 7))) === 0) continue;
      codes[i] = code;
      counts[code]++;
    }
  }
  return { codes, counts };
}
