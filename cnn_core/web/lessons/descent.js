// Gradient descent on one 3×3 filter: it is to make of an image what a known filter makes of it.

const FILTER_SIDE = 3;
const MOST_STEPS = 20000;
const EXPLODED = 1e6; // times the loss at the start: from there on it is said to diverge

/** The windows of a square image as rows of 9 numbers: Float64Array. */
function filterWindows(pixels, side) {
  const image = { shape: [side, side, 1] };
  const size = [FILTER_SIDE, FILTER_SIDE];
  const view = windowsOf(size, [1, 1], "valid", image);
  const rows = new Float64Array(view.rows * view.columns * FILTER_SIDE ** 2);
  gatherPatches(pixels, view, 0, view.rows * view.columns, rows);
  return rows;
}

/** A filter's weighted sum of each window. */
function filterSums(windows, weights) {
  return Float64Array.from({ length: windows.length / weights.length }, (_, window) => {
    const first = window * weights.length;
    return weights.reduce((sum, weight, tap) => sum + weight * windows[first + tap], 0);
  });
}

/** What a filter with an activation makes of the windows. */
function filterMap(windows, weights, activationName) {
  return activated(activationName, filterSums(windows, weights));
}

/**
 * The mean squared error of a filter's map against the one it is to make, and the gradient: how
 * the error changes with each weight.
 * @returns {{loss: number, gradient: Float64Array}}
 */
function errorAndGradient(windows, wanted, weights, activationName) {
  const sums = filterSums(windows, weights);
  const map = activated(activationName, sums);
  const slopes = slopesAt(activationName, sums);
  const gradient = new Float64Array(weights.length);
  let squares = 0;
  map.forEach((value, window) => {
    const error = value - wanted[window];
    squares += error * error;
    const share = (2 * error * slopes[window]) / map.length;
    for (let tap = 0; tap < weights.length; tap++)
      gradient[tap] += share * windows[window * weights.length + tap];
  });
  return { loss: squares / map.length, gradient };
}

/**
 * The learning rate above which descent of a filter of plain sums runs away on this image: 2 over
 * the error's largest curvature, found by power iteration. Infinity for an empty image.
 */
function largestRate(windows) {
  const taps = FILTER_SIDE ** 2;
  const count = windows.length / taps;
  let direction = new Float64Array(taps).fill(1 / FILTER_SIDE);
  let curvature = 0;
  for (let round = 0; round < 200; round++) {
    const sums = filterSums(windows, direction);
    const next = new Float64Array(taps);
    for (let at = 0; at < windows.length; at++)
      next[at % taps] += (2 * windows[at] * sums[Math.floor(at / taps)]) / count;
    curvature = Math.hypot(...next);
    if (curvature === 0) return Infinity;
    direction = next.map((value) => value / curvature);
  }
  return 2 / curvature;
}

/** A descent with its whole past. */
class FilterDescent {
  #windows;
  #wanted;
  #activation;
  #past = []; // {weights, loss, gradient} by step

  constructor(windows, wanted, start, activationName) {
    [this.#windows, this.#wanted, this.#activation] = [windows, wanted, activationName];
    this.#keep(Float64Array.from(start));
  }

  /** Steps done. */
  get steps() {
    return this.#past.length - 1;
  }

  /** {weights, loss, gradient} after a step; the newest without a number. */
  at(step = this.steps) {
    return this.#past[step];
  }

  /** The losses after step 0, 1, 2 … */
  get losses() {
    return this.#past.map(({ loss }) => loss);
  }

  /** One step against the gradient. False where there is no going on. */
  step(rate) {
    if (this.steps >= MOST_STEPS || this.state === "diverged") return false;
    const { weights, gradient } = this.at();
    this.#keep(weights.map((weight, tap) => weight - rate * gradient[tap]));
    return true;
  }

  /** Forget all after this step. */
  backTo(step) {
    this.#past.length = Math.max(step, 0) + 1;
  }

  /** "diverged", "dead" (no gradient, though the error is not 0), "arrived", or "" in between. */
  get state() {
    const { loss, gradient } = this.at();
    if (!(loss <= EXPLODED * Math.max(this.at(0).loss, 1e-12))) return "diverged"; // nor a number
    if (gradient.every((value) => value === 0)) return loss > 0 ? "dead" : "arrived";
    return loss < 1e-8 ? "arrived" : "";
  }

  #keep(weights) {
    const found = errorAndGradient(this.#windows, this.#wanted, weights, this.#activation);
    this.#past.push({ weights, ...found });
  }
}
