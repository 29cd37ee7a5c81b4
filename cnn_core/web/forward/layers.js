// Each layer's arithmetic.

const IMAGE_SHAPE = [28, 28, 1];
const BATCH_EPSILON = 1e-3; // Keras' default
const LEAST_SQUARE = 1e-6; // of a distance to a cluster, as in cnn_core/learning/clusters.py
const TILE = 32; // pixels of a convolution's output whose windows are copied at once

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
const ACTIVATIONS = {
  relu: (x) => (x < 0 ? 0 : x), // what is no number stays none, as in Keras
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: (x) => Math.tanh(x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
};

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
