// A convolution between maps: a kernel for each pair of an input and an output map, and how one value
// of an output map is put together. A layer is {input: {shape, values}, kernel, biases, settings}:
// input (height, width, input maps), kernel (height, width, input maps, output maps).

/** A network's convolution, with what the layers before it made of the last image. */
function layerBetweenMaps(network, position) {
  const { settings, tensors } = network.layers[position];
  const { shape, values } = position > 0 ? network.layers[position - 1] : network.input;
  return { input: { shape, values }, kernel: tensors[0], biases: tensors[1], settings };
}

/** The same of plain arrays, as the lesson's data bring them. */
function layerOfParts({ shape, settings }, parts) {
  const [values, kernel, biases] = parts.map(({ buffer }) => new Float32Array(buffer));
  return { input: { shape, values }, kernel, biases, settings };
}

/** Where the layer's windows lie, as `windowsOf` gives it. */
function windowsOfMaps({ input, settings: { kernel_size: size, strides, padding } }) {
  return windowsOf(size, strides, padding, input);
}

/** The weights (height × width) between an input and an output map. */
function kernelOfPair({ input, kernel, biases }, from, to) {
  const [maps, filters] = [input.shape[2], biases.length];
  const places = kernel.length / (maps * filters);
  return Float32Array.from({ length: places }, (_, at) => kernel[(at * maps + from) * filters + to]);
}

/** One of the input maps, row by row. */
function inputMap({ input: { shape, values } }, from) {
  const maps = shape[2];
  return Float32Array.from({ length: values.length / maps }, (_, at) => values[at * maps + from]);
}

/**
 * How the value of an output map at a place (counted row by row) comes about: {parts, sum, bias,
 * biased, value}. Each input map has its part: {window, kernel, products, sum}.
 */
function valueFromMaps(layer, to, place) {
  const view = windowsOfMaps(layer);
  const maps = view.channels;
  const taken = new Float64Array(view.height * view.width * maps);
  gatherPatches(layer.input.values, view, place, 1, taken);
  const parts = Array.from({ length: maps }, (_, from) => {
    const kernel = kernelOfPair(layer, from, to);
    const window = Float64Array.from(kernel, (_weight, at) => taken[at * maps + from]);
    const products = window.map((value, at) => value * kernel[at]);
    return { window, kernel, products, sum: products.reduce((a, b) => a + b, 0) };
  });
  const sum = parts.reduce((total, part) => total + part.sum, 0);
  const bias = layer.biases[to];
  const value = Float64Array.of(sum + bias);
  activation(layer.settings.activation)(value);
  return { parts, sum, bias, biased: sum + bias, value: value[0] };
}

/** All values of an output map, row by row. */
function outputMap(layer, to) {
  const { rows, columns } = windowsOfMaps(layer);
  const values = Array.from({ length: rows * columns }, (_, at) => valueFromMaps(layer, to, at).value);
  return Float32Array.from(values);
}

/**
 * What a step towards a value adds, in a sentence. The steps are the input maps, then the bias, then
 * the activation. names: of the input maps.
 */
function stepText({ parts, sum, bias, biased, value }, step, names, activationName) {
  if (step < parts.length) {
    const soFar = parts.slice(0, step + 1).reduce((total, part) => total + part.sum, 0);
    const own = `${names[step]}: the products add up to ${valueText(parts[step].sum)}`;
    return step ? `${own}; all so far ${valueText(soFar)}.` : `${own}.`;
  }
  if (step === parts.length) {
    const sign = bias < 0 ? "−" : "+";
    return `The output map's bias: ${valueText(sum)} ${sign} ${valueText(Math.abs(bias))} = ${valueText(biased)}.`;
  }
  return `${activationName}(${valueText(biased)}) = ${valueText(value)}: the value of the output map.`;
}
