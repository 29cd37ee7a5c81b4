// Why a network answers as it does: training digits near to an image, and what the answer hangs on.

const IMAGE_SIDE = 28;
const IMAGE_PIXELS = IMAGE_SIDE * IMAGE_SIDE;
const REFERENCE_VERSION = 1;
const REFERENCE_HEADER = 12;
const PATCH_SIDE = 6; // pixels; as wide as two strokes
const PATCH_STEP = 2;

/**
 * The training digits that a drawing is compared with, from the file that neighbours.py writes.
 * @param {Uint8Array} bytes version and count (uint32), limit (float32), labels, pixels
 * @returns {{count: number, limit: number, labels: Uint8Array, pixels: Uint8Array,
 *   features: Float32Array}} pixels and features: 784 an image
 * @throws {Error} for bytes of another version or length
 */
function readReference(bytes) {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < REFERENCE_HEADER || header.getUint32(0, true) !== REFERENCE_VERSION) {
    throw new Error(`The training digits are not of version ${REFERENCE_VERSION}: reload.`);
  }
  const count = header.getUint32(4, true);
  if (bytes.length !== REFERENCE_HEADER + count * (1 + IMAGE_PIXELS)) {
    throw new Error("The training digits are not complete: reload.");
  }
  const labels = bytes.subarray(REFERENCE_HEADER, REFERENCE_HEADER + count);
  const pixels = bytes.subarray(REFERENCE_HEADER + count);
  const limit = header.getFloat32(8, true);
  return { count, limit, labels, pixels, features: inkFeatures(pixels) };
}

/**
 * The k nearest training digits, nearest first.
 * Distance: 0 for the same shape of ink, √2 for nothing in common, 2 for opposites.
 * @param {Uint8Array} pixels 784, 0 ground to 255 ink
 * @returns {{index: number, label: number, distance: number}[]}
 */
function nearest(reference, pixels, k) {
  const own = inkFeatures(pixels);
  const found = []; // at most k, the most alike first
  for (let index = 0; index < reference.count; index++) {
    const likeness = scalarProduct(own, reference.features, index * IMAGE_PIXELS);
    if (found.length === k && likeness <= found[k - 1].likeness) continue;
    if (found.length === k) found.pop();
    const place = found.findIndex((other) => other.likeness < likeness);
    found.splice(place < 0 ? found.length : place, 0, { index, likeness });
  }
  return found.map(({ index, likeness }) => ({
    index,
    label: reference.labels[index],
    distance: Math.sqrt(Math.max(2 - 2 * likeness, 0)),
  }));
}

/** Whether an image so far from its nearest training digit is unlike all of them. */
function isUnlike(reference, distance) {
  return distance > reference.limit;
}

/** The pixels of one training digit, 784. */
function referencePixels(reference, index) {
  return reference.pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
}

/**
 * What the answer depends on: a patch of ground is laid over the image, place by place, and the
 * fall of the answer's probability is noted. Yields after each pass of the network, so that the
 * caller can spread the work; the outputs of earlier passes are void meanwhile.
 * @param {Uint8Array} pixels 784, 0 ground to 255 ink
 * @returns {{height: number, width: number, values: Float32Array, answer: number}} the fall with
 *   the patch over the middle of each cell of PATCH_STEP × PATCH_STEP pixels; less than 0: a rise
 */
function* occlusionSteps(network, pixels) {
  const output = forward(network, pixels).at(-1).values;
  const answer = output.indexOf(Math.max(...output));
  const whole = output[answer];
  const side = IMAGE_SIDE / PATCH_STEP;
  const values = new Float32Array(side * side);
  for (let cell = 0; cell < values.length; cell++) {
    const covered = coverPatch(pixels, Math.floor(cell / side), cell % side);
    if (!covered) continue; // there is only ground: nothing changes
    values[cell] = whole - forward(network, covered).at(-1).values[answer];
    yield;
  }
  return { height: side, width: side, values, answer };
}

/** The image with the patch over a cell, or null where there is no ink below it. */
function coverPatch(pixels, row, column) {
  const margin = (PATCH_SIDE - PATCH_STEP) / 2;
  const top = row * PATCH_STEP - margin;
  const left = column * PATCH_STEP - margin;
  let covered = null;
  for (let y = Math.max(top, 0); y < Math.min(top + PATCH_SIDE, IMAGE_SIDE); y++) {
    for (let x = Math.max(left, 0); x < Math.min(left + PATCH_SIDE, IMAGE_SIDE); x++) {
      if (pixels[y * IMAGE_SIDE + x] === 0) continue;
      covered ??= Uint8Array.from(pixels);
      covered[y * IMAGE_SIDE + x] = 0;
    }
  }
  return covered;
}

/** Of each image: the sum over 3×3 pixels, brought to mean 0 and length 1; as in neighbours.py. */
function inkFeatures(pixels) {
  const found = new Float32Array(pixels.length);
  const rows = new Float32Array(IMAGE_PIXELS);
  for (let start = 0; start < pixels.length; start += IMAGE_PIXELS) {
    const image = pixels.subarray(start, start + IMAGE_PIXELS);
    const own = found.subarray(start, start + IMAGE_PIXELS);
    sumOfThree(image, rows, 1);
    sumOfThree(rows, own, IMAGE_SIDE);
    toUnitLength(own);
  }
  return found;
}

/** Each pixel with the two beside it (step 1) or above and below it (step 28). */
function sumOfThree(image, target, step) {
  for (let i = 0; i < IMAGE_PIXELS; i++) {
    const place = step === 1 ? i % IMAGE_SIDE : i / IMAGE_SIDE;
    const before = place >= 1 ? image[i - step] : 0;
    const after = place < IMAGE_SIDE - 1 ? image[i + step] : 0;
    target[i] = before + image[i] + after;
  }
}

function toUnitLength(values) {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const scale = 1 / Math.sqrt(Math.max(squares - sum * mean, 1)); // 1: there is no ink at all
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) * scale;
}

/** The scalar product of a whole array with the part of another that begins at `start`. */
function scalarProduct(values, others, start) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * others[start + i];
  return sum;
}
