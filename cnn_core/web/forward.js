// The forward pass: from a payload (see cnn_core/payload.py) and an image to every layer's output.
// Maps are (height, width, channels), as in Keras. Sums are made in 64 bits, outputs kept in 32.

const PAYLOAD_VERSION = 1;
const IMAGE = [28, 28, 1];
const LARGEST_WINDOW = 56; // pixels, as in cnn_core/shapes.py
const MOST_OUTPUTS = 1e8; // of all layers together: 400 MB
const BATCH_EPSILON = 1e-3; // Keras' default
const TILE = 32; // pixels of a convolution's output that are computed together
const BLOCK = 4; // its filters that are computed together

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
const ACTIVATIONS = {
  linear: null,
  relu: (x) => (x > 0 ? x : 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
};

/** By kind: (settings, input {shape, values}, tensors, classes) -> {shape, values, compute()} */
const LAYERS = {
  conv2d: convolution,
  max_pooling2d: maxPooling,
  average_pooling2d: averagePooling,
  batch_normalization: batchNormalization,
  activation: activationLayer,
  dropout: unchanged,
  flatten: (settings, input) => ({ ...unchanged(settings, input), shape: [input.values.length] }),
  global_average_pooling2d: globalAverage,
  dense: (settings, input, tensors) => dense(settings, input, tensors, whole(settings.units)),
  output: (settings, input, tensors, classes) => dense(settings, input, tensors, classes.length),
};

/**
 * Read a payload, and allocate all that `forward` needs.
 * @param {Uint8Array} bytes
 * @returns {{classes: string[], weights: number, layers: object[]}} classes: their names;
 *   weights: how many the layers have; layers: {kind, settings, shape} of each
 * @throws {Error} one plain sentence, if the bytes are cut short, of another version or wrong
 */
function readNetwork(bytes) {
  const header = readPayloadHeader(bytes);
  const tensors = new TensorReader(bytes, header.start, header.kernels === "float16");
  const input = normalizedInput(header.normalization === "per_pixel", tensors);
  const weightsBefore = tensors.count;
  const layers = [];
  for (const settings of header.layers) {
    const make = Object.hasOwn(LAYERS, settings.kind) ? LAYERS[settings.kind] : null;
    if (!make) throw inconsistent(`there is no layer of the kind ${settings.kind}`);
    const layer = make(settings, layers.at(-1) ?? input, tensors, header.classes);
    layers.push({ kind: settings.kind, settings, ...layer });
    if (outputsOf(layers) > MOST_OUTPUTS) throw new Error("The network is too large for a browser.");
  }
  if (layers.at(-1)?.kind !== "output") throw inconsistent("it does not end with an output layer");
  tensors.end();
  return { classes: header.classes, weights: tensors.count - weightsBefore, layers, input };
}

/**
 * Every layer's output for one image.
 * @param network of `readNetwork`
 * @param {Uint8Array|Float32Array} pixels 784 raw values, 0 (ground) to 255 (ink), row by row
 * @returns {{kind: string, shape: number[], values: Float32Array}[]} one per layer, in order; the
 *   last has one value from 0 to 1 per class. They belong to the network: the next call for it
 *   overwrites them.
 */
function forward(network, pixels) {
  network.input.compute(pixels);
  for (const layer of network.layers) layer.compute();
  return network.layers;
}

// ---------------------------------------------------------------- reading

function inconsistent(reason) {
  return new Error(`The network's data is inconsistent: ${reason}.`);
}

function cutShort() {
  return new Error("The network's data is cut short.");
}

function readPayloadHeader(bytes) {
  if (bytes.length < 4) throw cutShort();
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (start > bytes.length) throw cutShort();
  const header = parsedHeader(bytes.subarray(4, start));
  if (header?.version !== PAYLOAD_VERSION) {
    throw new Error(
      `The network's data is of version ${header?.version}, expected is ${PAYLOAD_VERSION}.`,
    );
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

/** Hands out a payload's tensors one after the other; `count`: the values handed out so far. */
class TensorReader {
  constructor(bytes, start, half) {
    this.bytes = bytes;
    this.offset = start;
    this.half = half;
    this.count = 0;
  }

  /** The next tensor as a Float32Array; kernels have two axes or more. */
  take(...shape) {
    const length = product(shape);
    const half = this.half && shape.length > 1;
    const end = this.offset + length * (half ? 2 : 4);
    if (end > this.bytes.length) throw cutShort();
    const { buffer } = this.bytes.slice(this.offset, end);
    this.offset = Math.ceil(end / 4) * 4;
    this.count += length;
    return half ? Float32Array.from(new Uint16Array(buffer), fromHalf) : new Float32Array(buffer);
  }

  end() {
    if (this.offset !== this.bytes.length) throw inconsistent("it is longer than its layers need");
  }
}

/** The value of a float16, given as its 16 bits (IEEE 754). */
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function product(numbers) {
  return numbers.reduce((result, number) => result * number, 1);
}

function outputsOf(layers) {
  return layers.reduce((sum, layer) => sum + layer.values.length, 0);
}

function whole(value) {
  if (!Number.isInteger(value) || value < 1) throw inconsistent(`${value} is no size`);
  return value;
}

function maps(input) {
  if (input.shape.length !== 3) throw inconsistent("a layer of maps stands behind a flat one");
  return input.shape;
}

// ---------------------------------------------------------------- layers

function normalizedInput(perPixel, tensors) {
  const shape = perPixel ? IMAGE.slice(0, 2) : [];
  const [mean, deviation] = [tensors.take(...shape), tensors.take(...shape)];
  const values = new Float32Array(product(IMAGE));
  const compute = (pixels) => {
    for (let i = 0; i < values.length; i++) {
      const own = perPixel ? i : 0;
      values[i] = (pixels[i] - mean[own]) / deviation[own];
    }
  };
  return { shape: IMAGE, values, compute };
}

function unchanged(settings, input) {
  return { shape: input.shape, values: input.values, compute() {} };
}

function convolution(settings, input, tensors) {
  const view = windows(settings.kernel_size, settings.strides, settings.padding, maps(input));
  const [height, width] = settings.kernel_size;
  const filters = whole(settings.filters);
  const taps = height * width * input.shape[2];
  const kernel = tensors.take(height, width, input.shape[2], filters);
  const packed = packedColumns(kernel, tensors.take(filters), taps);
  const patches = new Float64Array(TILE * taps);
  const pixels = view.rows * view.columns;
  const values = new Float32Array(pixels * filters);
  const activate = activation(settings.activation);
  const compute = () => {
    for (let first = 0; first < pixels; first += TILE) {
      const count = Math.min(TILE, pixels - first);
      gatherPatches(input, view, first, count, patches);
      multiply(patches, count, taps, packed, values, first * filters, filters);
    }
    activate(values);
  };
  return { shape: [view.rows, view.columns, filters], values, compute };
}

function dense(settings, input, tensors, units) {
  if (input.shape.length !== 1) throw inconsistent("a dense layer stands behind maps");
  const inputs = input.values.length;
  const packed = packedColumns(tensors.take(inputs, units), tensors.take(units), inputs);
  const row = new Float64Array(inputs);
  const values = new Float32Array(units);
  const activate = activation(settings.activation);
  const compute = () => {
    row.set(input.values);
    multiply(row, 1, inputs, packed, values, 0, units);
    activate(values);
  };
  return { shape: [units], values, compute };
}

function maxPooling(settings, input) {
  const keepLargest = (values, at, value) => {
    if (value > values[at]) values[at] = value;
  };
  return pooling(settings, input, -Infinity, keepLargest, () => {});
}

function averagePooling(settings, input) {
  const add = (values, at, value) => {
    values[at] += value;
  };
  return pooling(settings, input, 0, add, (values, at, count) => {
    values[at] /= count; // what lies in the padding does not count
  });
}

function pooling(settings, input, start, collect, close) {
  const { pool_size: size, strides, padding } = settings;
  const view = windows(size, strides ?? size, padding, maps(input));
  const channels = input.shape[2];
  const values = new Float32Array(view.rows * view.columns * channels);
  const sums = new Float64Array(channels);
  const compute = () => {
    for (let pixel = 0; pixel < view.rows * view.columns; pixel++) {
      const count = collectWindow(input, view, pixel, sums.fill(start), collect);
      for (let c = 0; c < channels; c++) close(sums, c, count);
      values.set(sums, pixel * channels);
    }
  };
  return { shape: [view.rows, view.columns, channels], values, compute };
}

/** Collect each channel's real pixels of one window, and return how many pixels there are. */
function collectWindow(input, view, pixel, sums, collect) {
  const [height, width, channels] = input.shape;
  const [top, left] = corner(view, pixel);
  const [bottom, right] = [Math.min(top + view.height, height), Math.min(left + view.width, width)];
  for (let y = Math.max(top, 0); y < bottom; y++) {
    for (let x = Math.max(left, 0); x < right; x++) {
      const at = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) collect(sums, c, input.values[at + c]);
    }
  }
  return (bottom - Math.max(top, 0)) * (right - Math.max(left, 0));
}

function globalAverage(settings, input) {
  const [height, width, channels] = maps(input);
  const whole = { pool_size: [height, width], padding: "valid" };
  return { ...averagePooling(whole, input), shape: [channels] };
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

// ---------------------------------------------------------------- what layers are made of

/** A function that applies the activation to an array, in place. */
function activation(name) {
  if (name === "softmax") return softmax;
  if (!Object.hasOwn(ACTIVATIONS, name)) throw inconsistent(`there is no activation ${name}`);
  const curve = ACTIVATIONS[name];
  if (!curve) return () => {};
  return (values) => {
    for (let i = 0; i < values.length; i++) values[i] = curve(values[i]);
  };
}

function softmax(values) {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  values.set(powers.map((power) => power / sum));
}

/** Where the windows of a convolution or a pooling lie: their size, steps, and how many. */
function windows(size, strides, padding, [mapHeight, mapWidth]) {
  const [rows, top] = places(mapHeight, size?.[0], strides?.[0], padding);
  const [columns, left] = places(mapWidth, size?.[1], strides?.[1], padding);
  const [height, width] = size;
  return { height, width, rows, columns, top, left, down: strides[0], right: strides[1] };
}

/** [places that a window takes along a side, pixels of padding before the first] */
function places(side, window, stride, padding) {
  const same = padding === "same";
  if (whole(window) > (same ? LARGEST_WINDOW : side)) throw inconsistent("a window is too large");
  const count = Math.ceil((same ? side : side - window + 1) / whole(stride));
  const missing = (count - 1) * stride + window - side;
  return [count, same ? Math.max(missing, 0) >> 1 : 0];
}

/** Upper left pixel, perhaps in the padding, of the window that a pixel of the output sees. */
function corner(view, pixel) {
  const row = Math.floor(pixel / view.columns);
  const column = pixel - row * view.columns;
  return [row * view.down - view.top, column * view.right - view.left];
}

/** The windows of `count` pixels of the output as rows of a matrix, 0 where they see padding. */
function gatherPatches(input, view, first, count, patches) {
  const [mapHeight, mapWidth, channels] = input.shape;
  const { values } = input;
  let to = 0;
  for (let pixel = first; pixel < first + count; pixel++) {
    const [top, left] = corner(view, pixel);
    for (let y = top; y < top + view.height; y++) {
      for (let x = left; x < left + view.width; x++) {
        const inside = y >= 0 && y < mapHeight && x >= 0 && x < mapWidth;
        const from = (y * mapWidth + x) * channels;
        for (let c = 0; c < channels; c++) patches[to++] = inside ? values[from + c] : 0;
      }
    }
  }
}

/** A matrix (taps, columns) and its bias in blocks of four columns, each as `multiply` reads it. */
function packedColumns(kernel, bias, taps) {
  const columns = bias.length;
  const packed = new Float64Array(Math.ceil(columns / BLOCK) * BLOCK * (taps + 1));
  for (let column = 0; column < columns; column++) {
    const lane = column % BLOCK;
    const at = (column - lane) * (taps + 1) + lane;
    packed[at] = bias[column];
    for (let tap = 0; tap < taps; tap++) {
      packed[at + (tap + 1) * BLOCK] = kernel[tap * columns + column];
    }
  }
  return packed;
}

/**
 * values[start + row · columns + column] = bias + Σ rows[row][tap] · kernel[tap][column].
 * Two rows and four columns at once: each number that is loaded is used several times.
 */
function multiply(rows, count, taps, packed, values, start, columns) {
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
      let at = block + BLOCK;
      let a = row * taps;
      let b = next * taps;
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
