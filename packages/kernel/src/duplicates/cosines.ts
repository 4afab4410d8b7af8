/** Rows of the discrete cosine transform (type II, without scale): `count x length`, row u holds cos(pi u (x + 1/2) / length). */
export function cosines(length: number, count: number): Float64Array {
  return Float64Array.from({ length: count * length }, (_, at) => {
    const [u, x] = [Math.floor(at / length), at % length];
    return Math.cos((Math.PI * u * (x + 0.5)) / length);
  });
}
