// Brings a drawing into the form that MNIST's digits have. Twin of cnn_core/preparation.py, which
// yields the same bytes: whole numbers wherever sums are taken, no function that may round freely.
//
// A drawing is {strokes: [{points: [x0, y0, x1, y1, …]}], brush, image, pixels}. Coordinates and
// brush (the pen's width) are shares of the pad's side. image is null or {width, height, ink}, ink a
// Uint8Array from 0 (ground) to 255 (ink), fitted into the pad under the strokes. pixels is null or
// a Uint8Array(784): an image that the network is to see as it is, until something is drawn on it.

const WAYS = ["resized", "cropped", "centred", "mnist"];
const PREPARED_SIDE = 28;
const PREPARED_BOX = 20; // MNIST's digits fit a box of 20×20 pixels (yann.lecun.com/exdb/mnist)
const PREPARED_CENTRE = 14; // all of MNIST's centres of mass lie within half a pixel of (14, 14)
const FINE = 4; // cells along a pixel's side, where lines are measured and drawn
const FINE_SIDE = PREPARED_SIDE * FINE;
const RASTER_SIDE = 280; // cells along the pad's side, where a raster is needed
const LINE_WIDTH = 2.45; // pixels
const THINNEST_LINE = 1.8; // pixels
const THICKEST_LINE = 3.6; // pixels
const FARTHEST = 1e6; // pads; what is beyond, or no number at all, is no coordinate

/** A drawing with nothing on it. */
function emptyDrawing() {
  return { strokes: [], brush: 0.07, image: null, pixels: null };
}

/** Whether a drawing shows nothing: there is no ink on the pad. */
function isEmpty(drawing) {
  const image = pictureOf(drawing);
  return padSegments(drawing).length === 0 && !image?.ink.some((ink) => ink > 0);
}

/** What the network sees: Uint8Array(784), 0 (ground) to 255 (ink), or null for an empty drawing. */
function seenPixels(drawing) {
  return drawing.pixels && drawing.strokes.length === 0
    ? drawing.pixels
    : prepare(drawing, "mnist");
}

/**
 * A drawing as an image of 28×28 pixels, in one of four WAYS: "resized", the whole pad shrunk;
 * "cropped", the ink alone in a box of 20×20 pixels in the middle; "centred", the same with its
 * centre of mass in the middle; "mnist", the same with the width of MNIST's lines.
 * Uint8Array(784), 0 (ground) to 255 (ink), or null for an empty drawing.
 * Throws an Error for coordinates that are no numbers, and for an unknown way.
 */
function prepare(drawing, way) {
  if (!WAYS.includes(way)) {
    throw new Error(`Expected one of ${WAYS.join(", ")}. Received: ${way}`);
  }
  if (isEmpty(drawing)) return null;
  if (way === "mnist" && !pictureOf(drawing)) return withMnistLines(drawing);
  const ink = inkOf(drawing, RASTER_SIDE);
  if (way === "resized") return shrunk(ink, RASTER_SIDE, RASTER_SIDE / PREPARED_SIDE);
  const bounds = inkBounds(ink, RASTER_SIDE);
  if (bounds === null) return null;
  const dot = pictureOf(drawing) ? 0 : 2 * drawing.brush * RASTER_SIDE;
  const digit = intoBox(ink, RASTER_SIDE, bounds, dot);
  if (way === "cropped") return shrunk(digit, FINE_SIDE, FINE);
  return centred(shrunk(way === "mnist" ? withUsualLines(digit) : digit, FINE_SIDE, FINE));
}

/** A drawing as a raster: Uint8Array(side * side), 0 (ground) to 255 (ink). */
function inkOf(drawing, side) {
  const segments = padSegments(drawing).map((coordinate) => coordinate * side);
  const ink = paintedLines(segments, (drawing.brush / 2) * side, side);
  const image = pictureOf(drawing);
  if (!image) return ink;
  const longer = Math.max(image.width, image.height);
  const left = (image.width - longer) / 2;
  const top = (image.height - longer) / 2;
  const step = longer / side;
  const picture = averaged(image.ink, image.width, image.height, left, top, step, side, side);
  return picture.map((value, cell) => Math.max(value, ink[cell]));
}

function pictureOf({ image, pixels }) {
  if (image) return image;
  return pixels && { width: PREPARED_SIDE, height: PREPARED_SIDE, ink: pixels };
}

/** The strokes' lines as far as they lie on the pad: [ax, ay, bx, by, …], shares of its side. */
function padSegments(drawing) {
  const segments = [];
  for (const { points } of drawing.strokes) {
    checkPoints(points);
    for (let i = 0; i < Math.max(2, points.length - 2) && points.length > 0; i += 2) {
      const next = Math.min(i + 2, points.length - 2); // a single point is a line of no length
      segments.push(...onPad(points[i], points[i + 1], points[next], points[next + 1]));
    }
  }
  return segments;
}

function checkPoints(points) {
  const wrong = points.find((value) => !(Math.abs(value) <= FARTHEST));
  if (wrong !== undefined || points.length % 2 === 1) {
    const received = wrong ?? `${points.length} numbers`;
    throw new Error(`Expected pairs of coordinates, shares of the pad. Received: ${received}`);
  }
}

/** The part of a line within the unit square, or [] (Y.-D. Liang and B. A. Barsky, 1984). */
function onPad(ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  if ((dx === 0 && (ax < 0 || ax > 1)) || (dy === 0 && (ay < 0 || ay > 1))) return [];
  let from = 0;
  let to = 1;
  for (const [start, change] of [[ax, dx], [ay, dy]]) {
    if (change === 0) continue;
    const low = -start / change;
    const high = (1 - start) / change;
    from = Math.max(from, Math.min(low, high));
    to = Math.min(to, Math.max(low, high));
  }
  if (from > to) return [];
  return [ax + from * dx, ay + from * dy, ax + to * dx, ay + to * dy];
}

/** Lines with round ends: Uint8Array(side * side), 0 to 255. Coordinates and radius in cells. */
function paintedLines(segments, radius, side) {
  const reach = radius + 0.5;
  const squares = new Float64Array(side * side).fill(reach * reach);
  for (let i = 0; i < segments.length; i += 4) {
    const [ax, ay, bx, by] = segments.slice(i, i + 4);
    keepNearer(squares, side, ax, ay, bx, by, reach);
  }
  return Uint8Array.from(squares, (square) => coverage(reach - Math.sqrt(square)));
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

/** The strokes' lines drawn anew, as wide as MNIST's: what "mnist" gives for strokes. */
function withMnistLines(drawing) {
  const segments = padSegments(drawing);
  const xs = segments.filter((_, i) => i % 2 === 0);
  const ys = segments.filter((_, i) => i % 2 === 1);
  const [left, right] = extent(xs);
  const [top, bottom] = extent(ys);
  // A dot stays one: what is smaller than the pen is not enlarged further.
  const longer = Math.max(right - left, bottom - top, drawing.brush, 1 / FARTHEST);
  const scale = (PREPARED_BOX - LINE_WIDTH) / longer;
  const x0 = boxStart((right - left) * scale + LINE_WIDTH) + LINE_WIDTH / 2;
  const y0 = boxStart((bottom - top) * scale + LINE_WIDTH) + LINE_WIDTH / 2;
  const cells = segments.map((value, i) =>
    i % 2 === 0 ? ((value - left) * scale + x0) * FINE : ((value - top) * scale + y0) * FINE,
  );
  const ink = paintedLines(cells, (LINE_WIDTH / 2) * FINE, FINE_SIDE);
  return centred(shrunk(ink, FINE_SIDE, FINE));
}

function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Where a digit of this length (pixels) begins, so that it lies in the middle of whole pixels. */
function boxStart(length) {
  const whole = Math.ceil(length - 1e-9);
  return Math.floor((PREPARED_SIDE - whole) / 2) + (whole - length) / 2;
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
 * What lies within bounds (cells of a square raster), with its longer side brought to 20 pixels, in
 * the middle of 28×28: Uint8Array(112 * 112), four cells along each pixel. A digit shorter than
 * `shortest` cells is enlarged only as if it had that length.
 */
function intoBox(ink, side, bounds, shortest) {
  const longer = Math.max(bounds.width, bounds.height, shortest);
  const step = longer / (PREPARED_BOX * FINE);
  const left = bounds.left - boxStart((bounds.width * PREPARED_BOX) / longer) * FINE * step;
  const top = bounds.top - boxStart((bounds.height * PREPARED_BOX) / longer) * FINE * step;
  return averaged(ink, side, side, left, top, step, FINE_SIDE, FINE_SIDE);
}

/**
 * Means of a raster's ink over columns×rows squares with sides of `step` cells, the first of which
 * begins at (left, top). Uint8Array(rows * columns). Outside the raster there is no ink.
 */
function averaged(ink, width, height, left, top, step, columns, rows) {
  const bands = new Float64Array(height * columns);
  for (let y = 0; y < height; y += 1) {
    averageLine(ink, y * width, 1, width, left, step, bands, y * columns, 1, columns);
  }
  const means = new Float64Array(rows * columns);
  for (let x = 0; x < columns; x += 1) {
    averageLine(bands, x, columns, height, top, step, means, x, columns, rows);
  }
  return Uint8Array.from(means, (mean) => Math.floor(mean + 0.5));
}

/** One line of `averaged`: `count` means of a line of `length` values, each `stride` apart. */
function averageLine(values, at, stride, length, start, step, means, meansAt, meansStride, count) {
  const sums = new Float64Array(length + 1);
  for (let i = 0; i < length; i += 1) sums[i + 1] = sums[i] + values[at + i * stride];
  const sumTo = (position) => {
    const inside = Math.min(length, Math.max(0, position));
    const whole = Math.min(length - 1, Math.floor(inside));
    return sums[whole] + (inside - whole) * values[at + whole * stride];
  };
  let before = sumTo(start);
  for (let i = 0; i < count; i += 1) {
    const after = sumTo(start + (i + 1) * step);
    means[meansAt + i * meansStride] = (after - before) / step;
    before = after;
  }
}

/** A square raster shrunk to 28×28: the means of blocks of `factor`×`factor` cells. */
function shrunk(ink, side, factor) {
  return averaged(ink, side, side, 0, 0, factor, PREPARED_SIDE, PREPARED_SIDE);
}

/** The image moved by whole pixels so that its centre of mass is where MNIST's are. */
function centred(pixels) {
  const bounds = inkBounds(pixels, PREPARED_SIDE);
  if (bounds === null) return pixels;
  let [mass, x, y] = [0, 0, 0];
  pixels.forEach((value, i) => {
    mass += value;
    x += value * (i % PREPARED_SIDE);
    y += value * Math.floor(i / PREPARED_SIDE);
  });
  const right = moveWithin(x / mass, bounds.left, bounds.width);
  const down = moveWithin(y / mass, bounds.top, bounds.height);
  const moved = new Uint8Array(pixels.length);
  pixels.forEach((value, i) => {
    if (value > 0) moved[i + down * PREPARED_SIDE + right] = value;
  });
  return moved;
}

/** Pixels by which to move a digit with this centre; it is never moved out of the image. */
function moveWithin(centre, start, length) {
  const wanted = Math.ceil(PREPARED_CENTRE - 0.5 - centre);
  return Math.min(PREPARED_SIDE - start - length, Math.max(-start, wanted));
}

/** A raster of 112×112 cells with its lines thinned or thickened, if they are unlike MNIST's. */
function withUsualLines(ink) {
  const depths = depthsOf(ink);
  const width = lineWidth(depths);
  const wanted = Math.min(THICKEST_LINE, Math.max(THINNEST_LINE, width));
  if (width === 0 || width === wanted) return ink;
  const share = wanted / PREPARED_BOX;
  // Thinned by `cut` on either side, (width - 2 cut) / (box - 2 cut) is to be that share.
  const cut = ((width - wanted) / (2 * (1 - share))) * FINE;
  const lines = depths.map((depth) => coverage(depth - cut + 0.5));
  const bounds = inkBounds(lines, FINE_SIDE);
  return bounds === null ? ink : intoBox(Uint8Array.from(lines), FINE_SIDE, bounds, 0);
}

/** Mean width in pixels: across a line the distance to its edge is a quarter of it on average. */
function lineWidth(depths) {
  const inside = depths.filter((depth) => depth > 0);
  const total = inside.reduce((sum, depth) => sum + depth, 0);
  return inside.length ? (4 * total) / inside.length / FINE : 0;
}

/** Distance of each cell's centre to the edge of the ink, in cells; below 0 outside the ink. */
function depthsOf(ink) {
  const isInk = Uint8Array.from(ink, (value) => value >= 128);
  const within = squaredDistances(isInk, 0);
  const outside = squaredDistances(isInk, 1);
  return Float64Array.from(isInk, (inside, i) =>
    inside ? Math.sqrt(within[i]) - 0.5 : 0.5 - Math.sqrt(outside[i]),
  );
}

/** Squared distance of each cell to the nearest cell that has the value `goal`. */
function squaredDistances(cells, goal) {
  const side = FINE_SIDE;
  const columns = new Float64Array(cells.length);
  for (let x = 0; x < side; x += 1) {
    let gone = 2 * side;
    for (let y = 0; y < side; y += 1) {
      gone = cells[y * side + x] === goal ? 0 : gone + 1;
      columns[y * side + x] = gone;
    }
    for (let y = side - 1; y >= 0; y -= 1) {
      gone = Math.min(columns[y * side + x], gone + 1);
      columns[y * side + x] = gone;
    }
  }
  return columns.map((_, i) => nearestInRow(columns, i, side));
}

/** The smallest dx² + dy² over a row's cells, dy from `columns`: no farther than needed. */
function nearestInRow(columns, i, side) {
  const x = i % side;
  let nearest = columns[i] * columns[i];
  for (let dx = 1; dx * dx < nearest && dx < side; dx += 1) {
    if (x >= dx) nearest = Math.min(nearest, dx * dx + columns[i - dx] ** 2);
    if (x + dx < side) nearest = Math.min(nearest, dx * dx + columns[i + dx] ** 2);
  }
  return nearest;
}
