/** A smooth function: writes its gradient at `point` into `gradient` and gives its value. */
export type SmoothFunction = (point: Float64Array, gradient: Float64Array) => Promise<number>;

export interface MinimizeOptions {
  /** Steps at most. */
  iterations: number;
  /** Stops when no component of the gradient is larger. */
  tolerance: number;
}

/** Pairs of steps and gradient changes that are remembered. */
const memory = 8;

/** Share of the expected decrease that a step must achieve (Armijo), and how often it is halved before giving up. */
const sufficient = 1e-4;
const halvings = 25;

/**
 * Minimises a convex function by limited-memory BFGS with backtracking (Nocedal and Wright 2006, algorithms 7.4 and 7.5).
 * Gives the last point; `start` is not changed.
 */
export async function minimize(
  value: SmoothFunction,
  start: Float64Array,
  options: MinimizeOptions,
): Promise<Float64Array> {
  let point: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(point.length);
  let current = await value(point, gradient);
  const pairs: { step: Float64Array; change: Float64Array; curvature: number }[] = [];
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    if (largestMagnitude(gradient) <= options.tolerance) break;
    const direction = descent(gradient, pairs);
    const slope = product(direction, gradient);
    let length = pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(product(gradient, gradient)));
    let next = point;
    let nextValue = current;
    let nextGradient: Float64Array = gradient;
    let accepted = false;
    for (let halving = 0; halving < halvings && !accepted; halving++, length /= 2) {
      next = moved(point, direction, length);
      nextGradient = new Float64Array(point.length);
      nextValue = await value(next, nextGradient);
      accepted = nextValue <= current + sufficient * length * slope;
    }
    if (!accepted) break;
    const step = moved(next, point, -1);
    const change = moved(nextGradient, gradient, -1);
    const curvature = product(step, change);
    if (curvature > 1e-12 * product(step, step)) pairs.push({ step, change, curvature });
    if (pairs.length > memory) pairs.shift();
    const decrease = current - nextValue;
    point = next;
    gradient = nextGradient;
    current = nextValue;
    if (decrease <= 1e-9 * Math.max(1, Math.abs(current))) break;
  }
  return point;
}

/** The two-loop recursion: minus the approximate inverse Hessian times the gradient. */
function descent(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; curvature: number }[],
): Float64Array {
  const direction = gradient.map((component) => -component);
  const weights = new Float64Array(pairs.length);
  for (let p = pairs.length - 1; p >= 0; p--) {
    const { step, change, curvature } = pairs[p];
    weights[p] = product(step, direction) / curvature;
    add(direction, change, -weights[p]);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = last.curvature / product(last.change, last.change);
    for (let i = 0; i < direction.length; i++) direction[i] *= scale;
  }
  pairs.forEach(({ step, change, curvature }, p) => {
    add(direction, step, weights[p] - product(change, direction) / curvature);
  });
  return direction;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function add(target: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * values[i];
}

/** start + length * direction. */
function moved(start: Float64Array, direction: Float64Array, length: number): Float64Array {
  const end = start.slice();
  add(end, direction, length);
  return end;
}

const largestMagnitude = (values: Float64Array): number =>
  values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
