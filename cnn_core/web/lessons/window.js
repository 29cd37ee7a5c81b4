// A convolution of one image with one filter, and how each value of its map comes about.

const PADDINGS = [
  ["valid", "valid (none)"],
  ["same", "same"],
];

/**
 * The map. image: {height, width, values}; filter: the same, its numbers row by row; layer: {bias,
 * strides, padding, activation}. {view, rows, columns, values}: view as `windowsOf` gives it.
 * Throws an Error where the filter does not fit: see `fitFault`.
 */
function convolvedMap(image, filter, { bias, strides, padding, activation }) {
  const size = [filter.height, filter.width];
  const input = { shape: [image.height, image.width, 1], values: image.values };
  const tensors = [Float32Array.from(filter.values), Float32Array.of(bias)];
  const settings = { filters: 1, kernel_size: size, strides, padding, activation };
  const layer = convolution(settings, input, { take: () => tensors.shift() });
  layer.compute();
  const view = windowsOf(size, strides, padding, input);
  return { view, rows: view.rows, columns: view.columns, values: layer.values };
}

/**
 * What becomes of one window: {top, left, window, products, sum, biased, value}, of which `value`
 * is the map's. The window lies at (top, left), and may begin outside; there its values are 0.
 */
function valueAt(image, filter, { bias, activation: name }, view, place) {
  const window = new Float64Array(view.height * view.width);
  gatherPatches(image.values, view, place, 1, window);
  const products = window.map((value, at) => value * filter.values[at]);
  const sum = products.reduce((total, product) => total + product, 0);
  const value = Float64Array.of(sum + bias);
  activation(name)(value);
  return { ...cornerOf(view, place), window, products, sum, biased: sum + bias, value: value[0] };
}

/** The place whose window has its middle nearest to a pixel. */
function placeNear(view, row, column) {
  const along = ({ count, stride, before }, window, at) => {
    const place = Math.round((at + before - (window - 1) / 2) / stride);
    return Math.max(0, Math.min(count - 1, place));
  };
  const down = along(view.down, view.height, row);
  return down * view.columns + along(view.right, view.width, column);
}

/** Cells outside of the image that windows reach: {top, bottom, left, right}. */
function borderOf({ mapHeight, mapWidth, height, width, down, right }) {
  const after = ({ count, stride, before }, window, side) =>
    Math.max(0, (count - 1) * stride + window - before - side);
  return {
    top: down.before,
    bottom: after(down, height, mapHeight),
    left: right.before,
    right: after(right, width, mapWidth),
  };
}

/** How many pixels lie in no window at all. */
function unseenPixels({ mapHeight, mapWidth, height, width, down, right }) {
  const seen = ({ count, stride, before }, window, side) => {
    const cells = new Set();
    for (let place = 0; place < count; place++)
      for (let at = 0; at < window; at++) cells.add(place * stride - before + at);
    return [...cells].filter((cell) => cell >= 0 && cell < side).length;
  };
  return mapHeight * mapWidth - seen(down, height, mapHeight) * seen(right, width, mapWidth);
}

/** Why a window does not fit into an image, "" where it does. Both: {height, width}. */
function fitFault(noun, window, image, padding) {
  if (padding === "same" || (window.height <= image.height && window.width <= image.width))
    return "";
  const [size, place] = [window, image].map(({ height, width }) => `${height}×${width}`);
  return (
    `A ${noun} of ${size} does not fit into ${place}: without padding there is no place for it. ` +
    "Make it smaller, or choose the padding “same”."
  );
}
