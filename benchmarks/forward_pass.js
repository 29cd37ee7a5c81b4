// In the page of benchmarks/forward_pass.py: our forward pass and TensorFlow.js' on one network.

const PASSES = 5; // in a turn: the browser's clock is coarse
let contest = null;

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Make the network ready for both, and return the largest difference of their outputs. */
async function prepareContest(payload) {
  await tf.setBackend("cpu");
  const network = readNetwork(bytesOf(payload));
  const model = tensorFlowModel(bytesOf(payload));
  const images = Array.from({ length: PASSES }, () =>
    Float32Array.from({ length: 784 }, () => Math.floor(256 * Math.random())),
  );
  const ours = (image) => forward(network, image).at(-1).values;
  const theirs = (image) =>
    tf.tidy(() => model.predict(tf.tensor(image, [1, 28, 28, 1]).div(255)).dataSync());
  contest = { images, ours, theirs };
  const [mine, other] = [ours(images[0]), theirs(images[0])];
  return Math.max(...mine.map((value, i) => Math.abs(value - other[i])));
}

/** Milliseconds a pass, of one of the two, in one turn. */
function turn(who) {
  const began = performance.now();
  contest.images.forEach(contest[who]);
  return (performance.now() - began) / PASSES;
}

function tensorFlowModel(bytes) {
  const header = readPayloadHeader(bytes);
  const reader = new TensorReader(bytes, header);
  normalizedInput(false, reader);
  const model = tf.sequential();
  for (const layer of header.layers) addTensorFlowLayer(model, layer, reader);
  return model;
}

function addTensorFlowLayer(model, layer, reader) {
  const first = model.layers.length ? {} : { inputShape: IMAGE_SHAPE };
  const { activation, padding, strides } = layer;
  const sizes = { poolSize: layer.pool_size, kernelSize: layer.kernel_size };
  const window = { ...sizes, padding, strides: strides ?? layer.pool_size, ...first };
  const make = {
    conv2d: () => tf.layers.conv2d({ filters: layer.filters, activation, ...window }),
    max_pooling2d: () => tf.layers.maxPooling2d(window),
    average_pooling2d: () => tf.layers.averagePooling2d(window),
    batch_normalization: () => tf.layers.batchNormalization(first),
    activation: () => tf.layers.activation({ activation, ...first }),
    flatten: () => tf.layers.flatten(first),
    dropout: () => tf.layers.dropout({ rate: layer.rate, ...first }),
    dense: () => tf.layers.dense({ units: layer.units, activation, ...first }),
    output: () => tf.layers.dense({ units: 10, activation, ...first }),
  };
  const added = make[layer.kind]();
  model.add(added);
  const shapes = added.getWeights().map((tensor) => tensor.shape);
  added.setWeights(shapes.map((shape) => tf.tensor(reader.take(...shape), shape)));
}
