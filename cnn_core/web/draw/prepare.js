// Brings a drawing into the form that MNIST's digits have. Twin of cnn_core/drawing/preparation.py, which
// yields the same bytes.
//
// A drawing is {strokes: [{points: [x0, y0, x1, y1, …]}], brush, image, pixels}. Coordinates and
// brush (the pen's width) are shares of the pad's side. image is null or {width, height, ink}, ink a
// Uint8Array from 0 (ground) to 255 (ink), fitted into the pad under the strokes. pixels is null or
// a Uint8Array(784): an image that the network is to see as it is, until something is drawn on it.

const WAYS = ["resized", "cropped", "centred", "mnist"];
const PREPARED_SIDE = 28;
const PREPARED_BOX = 20; // pixels: MNIST's digits fit a box of 20×20 (yann.lecun.com/exdb/mnist)
const PREPARED_CENTRE = 14; // MNIST's centres of mass lie within half a pixel of (14, 14)
const FINE = 4; // cells along a pixel's side, where lines are measured and drawn
const FINE_SIDE = PREPARED_SIDE * FINE;
const RASTER_SIDE = 280; // cells along the pad's side, where the whole pad is needed
// Widths of lines in pixels, found on MNIST's training images as benchmarks/line_width.py says:
const LINE_WIDTH = 2.4; // lines drawn anew along their middles have as much ink as the images
const THINNEST_LINE = 1.4; // 5 % of the images have thinner lines
const THICKEST_LINE = 3.4; // 5 % have thicker ones
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
  if (way === "resized") return shrunk(ink, RASTER_SIDE, PREPARED_SIDE);
  const bounds = inkBounds(ink, RASTER_SIDE);
  if (bounds === null) return null;
  const dot = pictureOf(drawing) ? 0 : 2 * drawing.brush * RASTER_SIDE;
  const digit = intoBox(ink, RASTER_SIDE, bounds, dot);
  if (way === "cropped") return shrunk(digit, FINE_SIDE, PREPARED_SIDE);
  return centred(shrunk(way === "mnist" ? withUsualLines(digit) : digit, FINE_SIDE, PREPARED_SIDE));
}

/** A drawing as a raster: Uint8Array(side * side), 0 (ground) to 255 (ink). */
function inkOf(drawing, side) {
  const segments = padSegments(drawing).map((coordinate) => coordinate * side);
  const ink = paintedLines(segments, (drawing.brush / 2) * side, side);
  const image = pictureOf(drawing);
  if (!image) return ink;
  const longer = Math.max(image.width, image.height);
  const [left, top] = [(image.width - longer) / 2, (image.height - longer) / 2];
  const picture = averaged(image, left, top, longer / side, side);
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
  const isWrong = (value) => !(Math.abs(value) <= FARTHEST);
  if (points.length % 2 === 0 && !points.some(isWrong)) return;
  const received = points.some(isWrong) ? points.find(isWrong) : `${points.length} numbers`;
  throw new Error(`Expected pairs of coordinates, shares of the pad. Received: ${received}`);
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
  return centred(shrunk(ink, FINE_SIDE, PREPARED_SIDE));
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
  return averaged({ width: side, height: side, ink }, left, top, step, FINE_SIDE);
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
  const depths = inkDepths(ink, FINE_SIDE);
  const width = lineWidth(depths) / FINE;
  const wanted = Math.min(THICKEST_LINE, Math.max(THINNEST_LINE, width));
  if (width === 0 || width === wanted) return ink;
  // Thinned by `cut` on either side, (width - 2 cut) / (box - 2 cut) is to be wanted / box.
  const cut = ((width - wanted) / (2 * (1 - wanted / PREPARED_BOX))) * FINE;
  const lines = new Uint8Array(depths.map((depth) => coverage(depth - cut + 0.5)));
  const bounds = inkBounds(lines, FINE_SIDE);
  return bounds === null ? ink : intoBox(lines, FINE_SIDE, bounds, 0);
}
