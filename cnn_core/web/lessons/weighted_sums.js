// What layers of weighted sums put out before their activation, and what each product adds to it.

/** A layer's outputs before its activation: {shape, values}; the layers before it are computed. */
function sumsOf(network, position) {
  const { kind, settings, tensors } = network.layers[position];
  const left = [...tensors];
  const reader = { take: () => left.shift() };
  const linear = { ...settings, activation: "linear" };
  const input = network.layers[position - 1] ?? network.input;
  const twin = LAYERS[kind](linear, input, reader, network.classes);
  twin.compute();
  return twin;
}

/** The network's answers before its last activation: one logit per class. */
function logitsOf(network, pixels) {
  forward(network, pixels);
  return Float64Array.from(sumsOf(network, network.layers.length - 1).values);
}

/**
 * The first layer that reads a flat row of numbers, and these: {position, shape, inputs}. shape:
 * (height, width, channels) of the maps that were flattened; (1, 1, n) where there were none. The
 * inputs are a copy: the network's own are overwritten by the next image.
 */
function firstUnits(network) {
  const position = network.layers.findIndex(({ kind }) => kind === "dense" || kind === "output");
  const inputs = (network.layers[position - 1] ?? network.input).values.slice();
  const shape = flattenedShape(network.layers, position) ?? [1, 1, inputs.length];
  return { position, shape, inputs };
}

/** Place in the flat row of the value of a map: row by row, in each place map after map. */
function flatPlace([row, column, channel], [, width, channels]) {
  return (row * width + column) * channels + channel;
}

/** [row, column, channel] of the value that stands at a place of the flat row. */
function mapPlace(place, [, width, channels]) {
  const node = Math.floor(place / channels);
  return [Math.floor(node / width), node % width, place % channels];
}

/** The weights of one unit of a dense layer, one per input. */
function weightsOfUnit([kernel, biases], unit) {
  const units = biases.length;
  return Float64Array.from({ length: kernel.length / units }, (_, at) => kernel[at * units + unit]);
}

/** The bias, and what the sum has become after each product: inputs.length + 1 numbers. */
function runningSums(inputs, weights, bias) {
  const sums = new Float64Array(inputs.length + 1);
  sums[0] = bias;
  weights.forEach((weight, at) => (sums[at + 1] = sums[at] + weight * inputs[at]));
  return sums;
}
