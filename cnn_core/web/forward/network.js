// The forward pass: from a payload (see cnn_core/payload.py) and an image to every layer's output.
// Maps are (height, width, channels), as in Keras. Sums are made in 64 bits, outputs kept in 32.

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
