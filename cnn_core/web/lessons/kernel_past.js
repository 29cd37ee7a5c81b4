// The filters of a network's first layer at moments of its training.

/**
 * Take apart what lesson_descent.py sends.
 * @returns past: {moments, settings, count, size, kernels, biases, input}; kernels: Float32Array
 *   (moments, size, count), size: weights of a filter; biases: (moments, count)
 */
function readPast({ moments, settings, is_per_pixel: isPerPixel, parts }) {
  const [kernels, biases, scales] = parts.slice(0, 3).map(floatsOf);
  const size = settings.kernel_size[0] * settings.kernel_size[1];
  let at = 0;
  const take = (...shape) => {
    const count = shape.reduce((product, side) => product * side, 1);
    return scales.subarray(at, (at += count));
  };
  const input = normalizedInput(isPerPixel, { take });
  return { moments, settings, size, count: settings.filters, kernels, biases, input };
}

function floatsOf(bytes) {
  return new Float32Array(bytes.slice().buffer);
}

/** The weights of a filter at a moment, row by row. */
function weightsAt({ kernels, size, count }, moment, filter) {
  return Float32Array.from(
    { length: size },
    (_, tap) => kernels[(moment * size + tap) * count + filter],
  );
}

/** How far a filter has come from the first moment: {total, change}; total: root of the squares. */
function wayOf(past, moment, filter) {
  const start = weightsAt(past, 0, filter);
  const change = Float64Array.from(
    weightsAt(past, moment, filter),
    (weight, tap) => weight - start[tap],
  );
  return { total: Math.hypot(...change), change };
}

/** Filters by how far they have come in all, the furthest first. */
function filtersByWay(past) {
  const ways = Array.from(
    { length: past.count },
    (_, filter) => wayOf(past, past.moments.length - 1, filter).total,
  );
  return [...ways.keys()].sort((a, b) => ways[b] - ways[a] || a - b);
}

/** What a filter makes of an image at a moment, with the layer's activation: {shape, values}. */
function mapAt(past, moment, filter, pixels) {
  const { settings, input, biases, count } = past;
  const bias = Float32Array.of(biases[moment * count + filter]);
  const tensors = [weightsAt(past, moment, filter), bias];
  const layer = LAYERS.conv2d({ ...settings, filters: 1 }, input, { take: () => tensors.shift() });
  input.compute(pixels);
  layer.compute();
  return { shape: layer.shape, values: layer.values, bias: bias[0] };
}
