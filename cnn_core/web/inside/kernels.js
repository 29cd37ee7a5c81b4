// A layer's weights as kernels: for each filter or unit an image of h×w weights per input map.

const STRIP_WIDTH = 128; // inputs in a row where they have no places in an image
const KEEP_PLACES = ["dropout", "batch_normalization", "activation"];
const KERNELS = {
  conv2d: ({ settings, tensors: [values, biases] }) =>
    inImages(settings.kernel_size, values, biases, "Filter"),
  cluster_distances: ({ tensors: [values, biases] }) =>
    inImages(IMAGE_SHAPE.slice(0, 2), values, biases, "Cluster"),
  dense: unitKernels,
  output: unitKernels,
  batch_normalization: scalesAndShifts,
};

/**
 * The kernels of the layer at a position, null where it has no weights: {height, width, channels,
 * filters, values (height, width, channels, filters), biases, isStrip, names}. Where `isStrip`,
 * they are rows of inputs that have no places in an image; the last row may be longer than they.
 */
function kernelsOf(layers, position) {
  const layer = layers[position];
  return KERNELS[layer.kind]?.(layer, layers, position) ?? null;
}

/** Euclidean norm of all weights of each filter, its bias left out. */
function kernelNorms({ values, filters }) {
  const squares = new Float64Array(filters);
  values.forEach((value, at) => (squares[at % filters] += value * value));
  return squares.map(Math.sqrt);
}

/** Numbers of the filters: "position", or by norm, "largest" or "smallest" first. */
function kernelOrder(norms, way) {
  const order = [...norms.keys()];
  if (way === "position") return order;
  const sign = way === "largest" ? -1 : 1;
  return order.sort((a, b) => sign * (norms[a] - norms[b]) || a - b);
}

/** By filter: the input map whose kernel has the largest norm. */
function strongestChannels({ values, channels, filters }) {
  const squares = new Float64Array(channels * filters);
  values.forEach((value, at) => (squares[at % squares.length] += value * value));
  return Int32Array.from({ length: filters }, (_, filter) => {
    let best = 0;
    for (let channel = 1; channel < channels; channel++)
      if (squares[channel * filters + filter] > squares[best * filters + filter]) best = channel;
    return best;
  });
}

/**
 * The kernels of filters in this order, as images: Float32Array (height, width, order.length), 0
 * where a strip has ended. channelOf(filter): the input map whose kernel it is; null: the mean over
 * all of them.
 */
function kernelImages(kernels, order, channelOf) {
  const { height, width, channels, filters, values } = kernels;
  const images = new Float32Array(height * width * order.length);
  order.forEach((filter, tile) => {
    const weightOf = channelOf
      ? (first) => values[first + channelOf(filter) * filters]
      : (first) => meanAlong(values, first, filters, channels);
    for (let place = 0; place < height * width; place++) {
      const first = place * channels * filters + filter;
      if (first < values.length) images[place * order.length + tile] = weightOf(first);
    }
  });
  return images;
}

/** All kernels of one filter, an image per input map: Float32Array (height, width, channels). */
function kernelsOfFilter({ filters, values }, filter) {
  const weights = new Float32Array(values.length / filters);
  return weights.map((_, at) => values[at * filters + filter]);
}

function meanAlong(values, first, step, count) {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += values[first + at * step];
  return sum / count;
}

function inImages([height, width], values, biases, noun) {
  const filters = biases.length;
  const channels = values.length / (height * width * filters);
  if (height * width === 1 && channels > 1) return inStrips(channels, values, biases, noun);
  return { height, width, channels, filters, values, biases, noun, isStrip: false };
}

function inStrips(inputs, values, biases, noun) {
  const width = Math.min(inputs, STRIP_WIDTH);
  const height = Math.ceil(inputs / width);
  const shape = { height, width, channels: 1, filters: biases.length, inputs };
  return { ...shape, values, biases, noun, isStrip: true };
}

/** Units that see maps, laid out by Flatten, have an image of weights for each map. */
function unitKernels({ tensors: [values, biases] }, layers, position) {
  const shape = flattenedShape(layers, position);
  if (shape) return inImages(shape.slice(0, 2), values, biases, "Unit");
  return inStrips(values.length / biases.length, values, biases, "Unit");
}

/** Shape of the maps that a Flatten before the layer has laid out; null where there is none. */
function flattenedShape(layers, position) {
  let at = position - 1;
  while (at >= 0 && KEEP_PLACES.includes(layers[at].kind)) at--;
  return layers[at]?.kind === "flatten" ? (layers[at - 1]?.shape ?? IMAGE_SHAPE) : null;
}

/** What a batch normalisation does in the end: each map's factor, and what is added to it. */
function scalesAndShifts({ tensors: [gamma, beta, mean, variance] }) {
  const values = new Float32Array(2 * gamma.length);
  gamma.forEach((factor, at) => {
    const scale = factor / Math.sqrt(variance[at] + BATCH_EPSILON);
    values.set([scale, beta[at] - mean[at] * scale], 2 * at);
  });
  return { ...inStrips(gamma.length, values, [0, 0], ""), names: ["Scale", "Shift"] };
}
