/** Fourier transforms of one power-of-two length. */
export interface FourierPlan {
  readonly length: number;
  /** In-place transform of the complex values `real[offset ..]`, `imaginary[offset ..]`; the inverse is not divided by the length. */
  transform(real: Float64Array, imaginary: Float64Array, offset: number, inverse: boolean): void;
}

/** Radix-2 decimation in time (Cooley & Tukey 1965). `length` must be a power of two. */
export function planFourier(length: number): FourierPlan {
  const cosines = Float64Array.from({ length: length / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / length));
  const sines = Float64Array.from({ length: length / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / length));
  const reversed = new Int32Array(length);
  for (let i = 1; i < length; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? length >> 1 : 0);

  const transform: FourierPlan["transform"] = (real, imaginary, offset, inverse) => {
    for (let i = 0; i < length; i++) {
      const j = reversed[i];
      if (j <= i) continue;
      const [a, b] = [offset + i, offset + j];
      const swapReal = real[a];
      real[a] = real[b];
      real[b] = swapReal;
      const swapImaginary = imaginary[a];
      imaginary[a] = imaginary[b];
      imaginary[b] = swapImaginary;
    }
    for (let half = 1; half < length; half *= 2) {
      const stride = length / (2 * half);
      for (let first = offset; first < offset + length; first += 2 * half) {
        for (let i = 0; i < half; i++) {
          const c = cosines[i * stride];
          const s = inverse ? sines[i * stride] : -sines[i * stride];
          const upper = first + i;
          const lower = upper + half;
          const r = real[lower] * c - imaginary[lower] * s;
          const m = real[lower] * s + imaginary[lower] * c;
          real[lower] = real[upper] - r;
          imaginary[lower] = imaginary[upper] - m;
          real[upper] += r;
          imaginary[upper] += m;
        }
      }
    }
  };
  return { length, transform };
}

/** Transposes a square matrix in place, tile by tile. */
export function transpose(values: Float64Array, side: number): void {
  const tile = 16;
  for (let r0 = 0; r0 < side; r0 += tile) {
    for (let c0 = r0; c0 < side; c0 += tile) {
      for (let r = r0; r < Math.min(side, r0 + tile); r++) {
        for (let c = Math.max(c0, r + 1); c < Math.min(side, c0 + tile); c++) {
          const swap = values[r * side + c];
          values[r * side + c] = values[c * side + r];
          values[c * side + r] = swap;
        }
      }
    }
  }
}
