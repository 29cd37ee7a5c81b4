// The forward pass: from a payload (see cnn_core/payload.py) and an image to every layer's output.
// Maps are (height, width, channels), as in Keras. Sums are made in 64 bits, outputs kept in 32.

const PAYLOAD_VERSION = 1;
const IMAGE_SHAPE = [28, 28, 1];
const LARGEST_WINDOW = 56; // pixels, as in cnn_core/shapes.py
const MOST_OUTPUTS = 5e7; // of all layers together: 200 MB
const BATCH_EPSILON = 1e-3; // Keras' default
const LEAST_SQUARE = 1e-6; // of a distance to a cluster, as in cnn_core/learning/clusters.py
const TILE = 32; // pixels of a convolution's output whose windows are copied at once
const BLOCK = 4; // columns that `multiply` computes at once

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
const ACTIVATIONS = {
  relu: (x) => (x < 0 ? 0 : x), // what is no number stays none, as in Keras
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: (x) => Math.tanh(x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
};

/** By kind: (settings, input {shape, values}, tensors, classes) -> {shape, values, compute()} */
const LAYERS = {
  conv2d: convolution,
  max_pooling2d: (settings, input) => pooling(settings, input, largestOf),
  average_pooling2d: (settings, input) => pooling(settings, input, meanOf),
  batch_normalization: batchNormalization,
  activation: activationLayer,
  dropout: unchanged,
  cluster_distances: clusterDistances,
  flatten: (settings, input) => ({ ...unchanged(settings, input), shape: [input.values.length] }),
  global_average_pooling2d: globalAverage,
  dense: (settings, input, tensors) => dense(settings, input, tensors, settings.units),
  output: (settings, input, tensors, classes) => dense(settings, input, tensors, classes.length),
};

/**
 * Read a payload, and allocate all that `forward` needs.
 * @param {Uint8Array} bytes
 * @returns {{classes: string[], weights: number, layers: object[]}} the classes' names, how many
 *   weights the layers have, and {kind, settings, tensors, shape} of each layer: its tensors are
 *   Float32Arrays in Keras' order
 * @throws {Error} one plain sentence, if the bytes are cut short, of another version or wrong
 */
function readNetwork(bytes) {
  const header = readPayloadHeader(bytes);
  const tensors = new TensorReader(bytes, header);
  const input = normalizedInput(header.normalization === "per_pixel", tensors);
  const constants = tensors.count;
  tensors.collect(); // the normalisation's belong to no layer
  const layers = [];
  let outputs = 0;
  for (const settings of header.layers) {
    const make = choose(LAYERS, settings?.kind, "layer");
    const layer = make(settings, layers.at(-1) ?? input, tensors, header.classes);
    layers.push({ kind: settings.kind, settings, tensors: tensors.collect(), ...layer });
    outputs += layer.values.length;
    checkOutputs(outputs);
  }
  if (layers.at(-1)?.kind !== "output") throw inconsistent("it does not end with an output layer");
  if (tensors.left) throw inconsistent("it is longer than its layers need");
  return { classes: header.classes, weights: tensors.count - constants, layers, input };
}

/**
 * Every layer's output for one image.
 * @param network of `readNetwork`
 * @param {Uint8Array|Float32Array} pixels 784 raw values, 0 (ground) to 255 (ink), row by row
 * @returns {{kind: string, shape: number[], values: Float32Array}[]} one per layer, in order; the
 *   last has a value from 0 to 1 for each class. They are the network's: its next call overwrites
 *   them.
 */
function forward(network, pixels) {
  network.input.compute(pixels);
  return forwardFrom(network, -1);
}

/**
 * Go on behind a layer whose `values` are as they are to be (-1: the normalised image), up to and
 * with the layer `last`; positions count from 0.
 */
function forwardFrom(network, position, last = network.layers.length - 1) {
  for (let at = position + 1; at <= last; at++) network.layers[at].compute();
  return network.layers;
}

// ---------------------------------------------------------------- reading

function inconsistent(reason) {
  return new Error(`The network's data is inconsistent: ${reason}.`);
}

function cutShort() {
  return new Error("The network's data is cut short.");
}

function checkOutputs(count) {
  if (count > MOST_OUTPUTS) throw new Error("The network is too large for a browser.");
}

function choose(table, name, what) {
  if (!Object.hasOwn(table, name)) throw inconsistent(`there is no ${what} "${name}"`);
  return table[name];
}

function positive(value) {
  if (!Number.isInteger(value) || value < 1) throw inconsistent(`${value} is no size`);
  return value;
}

function readPayloadHeader(bytes) {
  if (bytes.length < 4) throw cutShort();
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (start > bytes.length) throw cutShort();
  const header = parsedHeader(bytes.subarray(4, start));
  const version = header?.version;
  if (version !== PAYLOAD_VERSION) {
    throw new Error(`The network's data is of version ${version}, not ${PAYLOAD_VERSION}.`);
  }
  if (!Array.isArray(header.layers) || !Array.isArray(header.classes)) {
    throw inconsistent("it names no layers or no classes");
  }
  return { ...header, start };
}

function parsedHeader(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte); // all of it is ASCII
  try {
    return JSON.parse(text);
  } catch {
    throw inconsistent("its header cannot be read");
  }
}

/** Hands out a payload's tensors one after the other. */
class TensorReader {
  count = 0; // values handed out so far
  #taken = []; // since the last `collect`

  constructor(bytes, { start, kernels }) {
    this.bytes = bytes;
    this.offset = start;
    this.half = kernels === "float16";
  }

  /** Bytes that are left. */
  get left() {
    return this.bytes.length - this.offset;
  }

  /** The next tensor, of this shape, as a Float32Array. Those with two axes or more are kernels. */
  take(...shape) {
    const count = shape.reduce((product, side) => product * positive(side), 1);
    const half = this.half && shape.length > 1;
    const length = count * (half ? 2 : 4);
    if (length > this.left) throw cutShort();
    const { buffer } = this.bytes.slice(this.offset, this.offset + length);
    this.offset += Math.ceil(length / 4) * 4;
    this.count += count;
    const tensor = half
      ? Float32Array.from(new Uint16Array(buffer), fromHalf)
      : new Float32Array(buffer);
    this.#taken.push(tensor);
    return tensor;
  }

  /** The tensors handed out since this was last asked. */
  collect() {
    return this.#taken.splice(0);
  }
}

/** The value of a float16, given as its 16 bits (IEEE 754). */
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent ? sign * (1024 + fraction) * 2 ** (exponent - 25) : sign * fraction * 2 ** -24;
}

// ---------------------------------------------------------------- layers

function normalizedInput(perPixel, tensors) {
  const shape = perPixel ? IMAGE_SHAPE.slice(0, 2) : [];
  const mean = tensors.take(...shape);
  const deviation = tensors.take(...shape);
  const values = new Float32Array(IMAGE_SHAPE[0] * IMAGE_SHAPE[1]);
  const compute = (pixels) => {
    for (let i = 0; i < values.length; i++) {
      const own = perPixel ? i : 0;
      values[i] = (pixels[i] - mean[own]) / deviation[own];
    }
  };
  return { shape: IMAGE_SHAPE, values, compute };
}

function convolution(settings, input, tensors) {
  const view = windowsOf(settings.kernel_size, settings.strides, settings.padding, input);
  const { height, width, channels, rows, columns } = view;
  const filters = settings.filters;
  const taps = height * width * channels;
  const kernel = tensors.take(height, width, channels, filters);
  const packed = packedColumns(kernel, tensors.take(filters), taps);
  checkOutputs(rows * columns * filters);
  const values = new Float32Array(rows * columns * filters);
  const patches = new Float64Array(TILE * taps);
  const activate = activation(settings.activation);
  const compute = () => {
    for (let first = 0; first < rows * columns; first += TILE) {
      const count = Math.min(TILE, rows * columns - first);
      gatherPatches(input.values, view, first, count, patches);
      multiply(patches, count, taps, packed, filters, values, first * filters);
    }
    activate(values);
  };
  return { shape: [rows, columns, filters], values, compute };
}

function dense(settings, input, tensors, units) {
  if (input.shape.length !== 1) throw inconsistent("a dense layer needs a flat input");
  const inputs = input.values.length;
  const packed = packedColumns(tensors.take(inputs, units), tensors.take(units), inputs);
  const values = new Float32Array(units);
  const row = new Float64Array(inputs);
  const activate = activation(settings.activation);
  const compute = () => {
    row.set(input.values);
    multiply(row, 1, inputs, packed, units, values, 0);
    activate(values);
  };
  return { shape: [units], values, compute };
}

/** ‖x − c‖ as the root of ‖x‖² − 2 (x·c − ‖c‖²/2): the centres are the columns of a kernel. */
function clusterDistances({ clusters }, input, tensors) {
  const pixels = { shape: [input.values.length], values: input.values };
  const products = dense({ activation: "linear" }, pixels, tensors, clusters);
  const { values } = products;
  const compute = () => {
    products.compute();
    const length = input.values.reduce((sum, value) => sum + value * value, 0);
    for (let i = 0; i < clusters; i++)
      values[i] = Math.sqrt(Math.max(length - 2 * values[i], LEAST_SQUARE));
  };
  return { ...products, compute };
}

/** `summary(values, view, window, channel)` makes one number of a window's real pixels. */
function pooling({ pool_size: size, strides, padding }, input, summary) {
  const view = windowsOf(size, strides ?? size, padding, input);
  const { rows, columns, channels } = view;
  const values = new Float32Array(rows * columns * channels);
  const compute = () => {
    for (let pixel = 0; pixel < rows * columns; pixel++) {
      const window = realPixels(view, pixel);
      for (let channel = 0; channel < channels; channel++) {
        values[pixel * channels + channel] = summary(input.values, view, window, channel);
      }
    }
  };
  return { shape: [rows, columns, channels], values, compute };
}

function largestOf(values, { mapWidth, channels }, { top, bottom, left, right }, channel) {
  let largest = -Infinity;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const value = values[(y * mapWidth + x) * channels + channel];
      if (value > largest) largest = value;
    }
  }
  return largest;
}

function meanOf(values, { mapWidth, channels }, { top, bottom, left, right }, channel) {
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += values[(y * mapWidth + x) * channels + channel];
  }
  return sum / ((bottom - top) * (right - left));
}

function globalAverage(settings, input) {
  const everything = { pool_size: input.shape.slice(0, 2), padding: "valid" };
  const layer = pooling(everything, input, meanOf);
  return { ...layer, shape: [layer.values.length] };
}

function batchNormalization(settings, input, tensors) {
  const channels = input.shape.at(-1);
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map(() => tensors.take(channels));
  const scale = gamma.map((factor, c) => factor / Math.sqrt(variance[c] + BATCH_EPSILON));
  const values = new Float32Array(input.values.length);
  const compute = () => {
    for (let at = 0; at < values.length; at += channels) {
      for (let c = 0; c < channels; c++) {
        values[at + c] = (input.values[at + c] - mean[c]) * scale[c] + beta[c];
      }
    }
  };
  return { shape: input.shape, values, compute };
}

function activationLayer(settings, input) {
  const values = new Float32Array(input.values.length);
  const activate = activation(settings.activation);
  const compute = () => {
    values.set(input.values);
    activate(values);
  };
  return { shape: input.shape, values, compute };
}

function unchanged(settings, input) {
  return { shape: input.shape, values: input.values, compute() {} };
}

/** A function that applies the activation to an array, in place. */
function activation(name) {
  if (name === "linear") return () => {};
  if (name === "softmax") return softmax;
  const curve = choose(ACTIVATIONS, name, "activation");
  return (values) => {
    for (let i = 0; i < values.length; i++) values[i] = curve(values[i]);
  };
}

function softmax(values) {
  const largest = Math.max(...values);
  const powers = Float64Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b);
  for (let i = 0; i < values.length; i++) values[i] = powers[i] / sum;
}

// ---------------------------------------------------------------- windows

/** The windows (height, width) that slide over a map, and the output (rows, columns) they give. */
function windowsOf(size, strides, padding, { shape }) {
  if (shape.length !== 3) throw inconsistent("a layer of maps needs maps");
  const [mapHeight, mapWidth, channels] = shape;
  const down = placesOf(mapHeight, size?.[0], strides?.[0], padding);
  const right = placesOf(mapWidth, size?.[1], strides?.[1], padding);
  const [height, width] = size;
  const [rows, columns] = [down.count, right.count];
  return { mapHeight, mapWidth, channels, height, width, rows, columns, down, right };
}

/** How often a window fits along a side; with the padding "same", pixels outside as TensorFlow. */
function placesOf(side, window, stride, padding) {
  const same = padding === "same";
  const largest = same ? LARGEST_WINDOW : side;
  if (positive(window) > largest) throw inconsistent("a window is too large");
  const count = Math.ceil((same ? side : side - window + 1) / positive(stride));
  const outside = Math.max((count - 1) * stride + window - side, 0);
  return { count, stride, before: same ? outside >> 1 : 0 };
}

/** The upper left pixel of the window that a pixel of the output sees; it may lie outside. */
function cornerOf({ columns, down, right }, pixel) {
  const row = Math.floor(pixel / columns);
  const column = pixel - row * columns;
  return { top: row * down.stride - down.before, left: column * right.stride - right.before };
}

/** The part of that window that lies on the map. */
function realPixels(view, pixel) {
  const { top, left } = cornerOf(view, pixel);
  return {
    top: Math.max(top, 0),
    bottom: Math.min(top + view.height, view.mapHeight),
    left: Math.max(left, 0),
    right: Math.min(left + view.width, view.mapWidth),
  };
}

/** The windows of `count` pixels of the output as rows of a matrix, 0 outside of the map. */
function gatherPatches(values, view, first, count, patches) {
  const { mapHeight, mapWidth, channels, height, width } = view;
  let to = 0;
  for (let pixel = first; pixel < first + count; pixel++) {
    const { top, left } = cornerOf(view, pixel);
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        const inside = y >= 0 && y < mapHeight && x >= 0 && x < mapWidth;
        const from = (y * mapWidth + x) * channels;
        for (let c = 0; c < channels; c++) patches[to++] = inside ? values[from + c] : 0;
      }
    }
  }
}

// ---------------------------------------------------------------- product of matrices

/** A matrix (taps, columns) and its bias, in blocks of four columns as `multiply` reads them. */
function packedColumns(kernel, bias, taps) {
  const columns = bias.length;
  const packed = new Float64Array(Math.ceil(columns / BLOCK) * BLOCK * (taps + 1));
  for (let tap = -1; tap < taps; tap++) {
    for (let column = 0; column < columns; column++) {
      const lane = column % BLOCK;
      const value = tap < 0 ? bias[column] : kernel[tap * columns + column];
      packed[(column - lane) * (taps + 1) + (tap + 1) * BLOCK + lane] = value;
    }
  }
  return packed;
}

/**
 * values[start + row · columns + column] = bias[column] + Σ rows[row][tap] · kernel[tap][column].
 * Two rows and four columns at once: each number that is loaded is used several times.
 */
function multiply(rows, count, taps, packed, columns, values, start) {
  for (let column = 0; column < columns; column += BLOCK) {
    const block = column * (taps + 1);
    const wide = Math.min(BLOCK, columns - column);
    for (let row = 0; row < count; row += 2) {
      const next = row + 1 < count ? row + 1 : row;
      let a0 = packed[block];
      let a1 = packed[block + 1];
      let a2 = packed[block + 2];
      let a3 = packed[block + 3];
      let b0 = a0;
      let b1 = a1;
      let b2 = a2;
      let b3 = a3;
      let a = row * taps;
      let b = next * taps;
      let at = block + BLOCK;
      for (const end = a + taps; a < end; a++, b++, at += BLOCK) {
        const x = rows[a];
        const y = rows[b];
        const w0 = packed[at];
        const w1 = packed[at + 1];
        const w2 = packed[at + 2];
        const w3 = packed[at + 3];
        a0 += x * w0;
        a1 += x * w1;
        a2 += x * w2;
        a3 += x * w3;
        b0 += y * w0;
        b1 += y * w1;
        b2 += y * w2;
        b3 += y * w3;
      }
      store(values, start + row * columns + column, wide, a0, a1, a2, a3);
      store(values, start + next * columns + column, wide, b0, b1, b2, b3);
    }
  }
}

function store(values, at, wide, first, second, third, fourth) {
  values[at] = first;
  if (wide > 1) values[at + 1] = second;
  if (wide > 2) values[at + 2] = third;
  if (wide > 3) values[at + 3] = fourth;
}
