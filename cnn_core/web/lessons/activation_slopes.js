// Activations as curves: their values, their slopes (derivatives), and where these vanish.

const FLAT = 0.01; // a slope smaller than that is said to vanish
const SCANNED = 1200; // places at which a stretch is looked at

/** By name: the derivative at x. Where there is none, at 0, it is what TensorFlow computes with. */
const SLOPES = {
  linear: () => 1,
  relu: (x) => (x > 0 ? 1 : 0),
  sigmoid: (x) => {
    const power = Math.exp(-Math.abs(x)); // of a number below 0: it cannot overflow
    return power / (1 + power) ** 2;
  },
  tanh: (x) => 1 / Math.cosh(x) ** 2,
  elu: (x) => (x < 0 ? Math.exp(x) : 1),
  selu: (x) => SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.exp(x) : 1),
};

/** What an activation makes of values, in 64 bits; its curves are those of web/forward. */
function activated(name, values) {
  const made = Float64Array.from(values);
  activation(name)(made);
  return made;
}

/** The derivatives of an activation at these values. */
function slopesAt(name, values) {
  return Float64Array.from(values, SLOPES[name]);
}

/** Share of the values at which the slope is smaller than FLAT; 0 for none. */
function flatShare(name, values) {
  let count = 0;
  for (const slope of slopesAt(name, values)) if (slope < FLAT) count++;
  return values.length ? count / values.length : 0;
}

/** Stretches [from, to] of an axis from `low` to `high` where the slope is smaller than FLAT. */
function flatStretches(name, low, high) {
  const at = (index) => low + ((high - low) * index) / SCANNED;
  const stretches = [];
  for (let index = 0; index <= SCANNED; index++) {
    if (SLOPES[name](at(index)) >= FLAT) continue;
    const last = stretches.at(-1);
    if (last?.end === index - 1) last.end = index;
    else stretches.push({ start: index, end: index });
  }
  return stretches.map(({ start, end }) => [at(start), at(end)]);
}
