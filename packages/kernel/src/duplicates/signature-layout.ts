/** Where the values of an image signature lie: `side x side` gray values, then `colorSide x colorSide` of each of two colour differences. */
export interface SignatureLayout {
  side: number;
  colorSide: number;
}

export function signatureLength({ side, colorSide }: SignatureLayout): number {
  return side * side + 2 * colorSide * colorSide;
}
