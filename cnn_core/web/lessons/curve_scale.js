// Axes of the lessons' curves: where a value stands, and which values are written beside the axis.

const FEWEST = 1e-12; // what a logarithmic axis can show at least

/** A linear axis from `low` to `high`: {low, high, share(value), valueAt(share), ticks}. */
function linearAxis(low, high, count = 5) {
  const width = high - low || 1;
  return {
    low,
    high,
    share: (value) => (value - low) / width,
    valueAt: (share) => low + share * width,
    ticks: evenTicks(low, low + width, count),
  };
}

/** An axis of powers of ten, from the one below `low` to the one above `high`. */
function logarithmicAxis(low, high, count = 5) {
  const first = Math.floor(Math.log10(Math.max(low, FEWEST)));
  const last = Math.max(Math.ceil(Math.log10(Math.max(high, FEWEST))), first + 1);
  const apart = Math.ceil((last - first) / count);
  const exponents = [];
  for (let exponent = first; exponent <= last; exponent += apart) exponents.push(exponent);
  return {
    low: 10 ** first,
    high: 10 ** last,
    share: (value) => (Math.log10(Math.max(value, FEWEST)) - first) / (last - first),
    valueAt: (share) => 10 ** (first + share * (last - first)),
    ticks: exponents.map((exponent) => 10 ** exponent),
  };
}

/** About `count` round values (1, 2 or 5 times a power of ten) from `low` to `high`. */
function evenTicks(low, high, count) {
  const rough = (high - low) / count;
  const scale = 10 ** Math.floor(Math.log10(rough));
  const apart = scale * [1, 2, 5, 10].find((factor) => factor * scale >= rough * 0.999);
  const ticks = [];
  for (let at = Math.ceil(low / apart - 1e-9); at <= Math.floor(high / apart + 1e-9); at++)
    ticks.push(Number((at * apart).toPrecision(12)));
  return ticks;
}

/** [lowest, highest] of the finite values, with a margin; [0, 1] where there is none. */
function extentOf(values, margin = 0.05) {
  const finite = values.filter(Number.isFinite);
  if (!finite.length) return [0, 1];
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const room = (high - low || Math.abs(high) || 1) * margin;
  return [low - room, high + room];
}

/** An axis of steps from 0 to `last`, on which the first ones have the most room. */
function stepAxis(last) {
  const whole = Math.log1p(Math.max(last, 1));
  const ticks = [0];
  for (let tick = 1; tick <= last; tick *= 10) ticks.push(tick);
  return {
    low: 0,
    high: last,
    share: (step) => Math.log1p(step) / whole,
    valueAt: (share) => Math.expm1(share * whole),
    ticks,
  };
}
