// Square rasters of ink: lines painted into them, their bounds, and means over squares of any size.
// Twin of cnn_core/drawing/raster.py, which yields the same bytes: sums are taken in the same order, and no
// function is used whose rounding is left open. Ink is 0 (ground) to 255.

/** Lines with round ends: Uint8Array(side * side), 0 to 255. Coordinates and radius in cells. */
function paintedLines(segments, radius, side) {
  const reach = radius + 0.5;
  const squares = new Float64Array(side * side).fill(reach * reach);
  for (let i = 0; i < segments.length; i += 4) {
    const [ax, ay, bx, by] = segments.slice(i, i + 4);
    keepNearer(squares, side, ax, ay, bx, by, reach);
  }
  const ink = new Uint8Array(squares.length);
  for (let i = 0; i < ink.length; i += 1) {
    if (squares[i] < reach * reach) ink[i] = coverage(reach - Math.sqrt(squares[i]));
  }
  return ink;
}

/** Lower the squared distances of a raster's cells to those from one line, where it is nearer. */
function keepNearer(squares, side, ax, ay, bx, by, reach) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
  const right = Math.min(side, Math.ceil(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
  const bottom = Math.min(side, Math.ceil(Math.max(ay, by) + reach));
  for (let y = top; y < bottom; y += 1) {
    const py = y + 0.5 - ay;
    for (let x = left; x < right; x += 1) {
      const px = x + 0.5 - ax;
      const along = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
      const ox = px - along * dx;
      const oy = py - along * dy;
      const square = ox * ox + oy * oy;
      if (square < squares[y * side + x]) squares[y * side + x] = square;
    }
  }
}

/** A cell's ink, 0 to 255, from the share of it that a line covers. */
function coverage(share) {
  return Math.floor(255 * Math.min(1, Math.max(0, share)) + 0.5);
}

/** {left, top, width, height} of the ink of a square raster, in cells, or null without ink. */
function inkBounds(ink, side) {
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if (ink[y * side + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right + 1 - left, height: bottom + 1 - top };
}

/**
 * Means of a raster's ink over side×side squares, each `step` cells wide, the first of which begins
 * at (left, top): Uint8Array(side * side). Outside the raster there is no ink.
 */
function averaged({ width, height, ink }, left, top, step, side) {
  const bands = new Float64Array(side * height); // column by column
  for (let y = 0; y < height; y += 1) {
    averageLine(ink.subarray(y * width, (y + 1) * width), left, step, side, bands, y, height);
  }
  const means = new Float64Array(side * side);
  for (let x = 0; x < side; x += 1) {
    averageLine(bands.subarray(x * height, (x + 1) * height), top, step, side, means, x, side);
  }
  return new Uint8Array(means.map((mean) => Math.floor(mean + 0.5)));
}

/** `count` means of a line of values, put into `means` at `first` and every `stride` from there. */
function averageLine(values, start, step, count, means, first, stride) {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1) sums[i + 1] = sums[i] + values[i];
  if (sums[values.length] === 0) return;
  let before = sumTo(sums, values, start);
  for (let i = 0; i < count; i += 1) {
    const after = sumTo(sums, values, start + (i + 1) * step);
    means[first + i * stride] = (after - before) / step;
    before = after;
  }
}

/** Sum of a line's values up to a position between its cells; `sums` are those up to each cell. */
function sumTo(sums, values, position) {
  const inside = Math.min(values.length, Math.max(0, position));
  const whole = Math.min(values.length - 1, Math.floor(inside));
  return sums[whole] + (inside - whole) * values[whole];
}

/** A square raster shrunk to smaller×smaller cells, a divisor of its side: means of blocks. */
function shrunk(ink, side, smaller) {
  const factor = side / smaller;
  const sums = new Uint32Array(smaller * smaller);
  for (let y = 0; y < side; y += 1) {
    const row = Math.floor(y / factor) * smaller;
    for (let x = 0; x < side; x += 1) sums[row + Math.floor(x / factor)] += ink[y * side + x];
  }
  return new Uint8Array(sums.map((sum) => Math.floor(sum / (factor * factor) + 0.5)));
}
