/** Anti-aliased discs for every sub-pixel offset. */
export interface Stamps {
  /** One mask a phase, (side + 1)², row by row: opacity 0..256. */
  masks: Uint16Array[];
  /** Whole pixels from the disc's left edge to its right. */
  side: number;
  /** Sub-pixel offsets a direction; phase = row * phases + column. */
  phases: number;
}

const phases = 4;
const samples = 4;
const cache = new Map<string, Stamps>();

/** The stamps for a disc of a radius in device px, painted with an opacity 0..1. */
export function stampsFor(radius: number, alpha: number): Stamps {
  const rounded = Math.round(radius * 8) / 8;
  const key = `${rounded} ${alpha.toFixed(2)}`;
  let stamps = cache.get(key);
  if (!stamps) {
    stamps = makeStamps(rounded, alpha);
    if (cache.size > 64) cache.clear();
    cache.set(key, stamps);
  }
  return stamps;
}

function makeStamps(radius: number, alpha: number): Stamps {
  const side = Math.max(2, Math.ceil(radius * 2));
  const masks: Uint16Array[] = [];
  for (let row = 0; row < phases; row++) {
    for (let column = 0; column < phases; column++) {
      const centerX = side / 2 + (column + 0.5) / phases;
      const centerY = side / 2 + (row + 0.5) / phases;
      masks.push(discMask(side + 1, centerX, centerY, radius, alpha));
    }
  }
  return { masks, side, phases };
}

/** Share of each pixel that the disc covers, by 4 x 4 samples, times the opacity. */
function discMask(stride: number, centerX: number, centerY: number, radius: number, alpha: number): Uint16Array {
  const mask = new Uint16Array(stride * stride);
  for (let v = 0; v < stride; v++) {
    for (let u = 0; u < stride; u++) {
      let inside = 0;
      for (let s = 0; s < samples * samples; s++) {
        const dx = u + ((s % samples) + 0.5) / samples - centerX;
        const dy = v + (Math.floor(s / samples) + 0.5) / samples - centerY;
        if (dx * dx + dy * dy <= radius * radius) inside++;
      }
      mask[v * stride + u] = Math.round((inside / (samples * samples)) * alpha * 256);
    }
  }
  return mask;
}
