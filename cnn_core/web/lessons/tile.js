// A pooling of one map, what each of its tiles gives, and what of the map is lost.

const POOLINGS = { max: "max_pooling2d", average: "average_pooling2d" };

/**
 * The pooled map. image: {height, width, values}; layer: {way, pool_size, strides, padding}, way
 * "max" or "average". {view, rows, columns, values}: view as `windowsOf` gives it. Throws an Error
 * where the tile does not fit: see `fitFault`.
 */
function pooledMap(image, { way, pool_size, strides, padding }) {
  const input = { shape: [image.height, image.width, 1], values: image.values };
  const layer = LAYERS[POOLINGS[way]]({ pool_size, strides, padding }, input);
  layer.compute();
  const view = windowsOf(pool_size, strides, padding, input);
  return { view, rows: view.rows, columns: view.columns, values: layer.values };
}

/**
 * One tile, as far as it lies on the map: {top, left, height, width, values, total, largest}, with
 * the sum of its values and which of them is the largest.
 */
function tileOf(image, view, place) {
  const { top, bottom, left, right } = realPixels(view, place);
  const values = [];
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++)
      values.push(image.values[row * image.width + column]);
  const largest = values.indexOf(values.reduce((a, b) => Math.max(a, b)));
  const total = values.reduce((a, b) => a + b, 0);
  return { top, left, height: bottom - top, width: right - left, values, total, largest };
}

/** How many of the map's values are some tile's largest: those that a max pooling passes on. */
function passedOn(image, view) {
  const places = new Set();
  for (let place = 0; place < view.rows * view.columns; place++) {
    const { top, left, width, largest } = tileOf(image, view, place);
    places.add((top + Math.floor(largest / width)) * image.width + left + (largest % width));
  }
  return places.size;
}

/** Whether a value of the map can lie in more than one tile. */
function doOverlap({ height, width, down, right }) {
  return height > down.stride || width > right.stride;
}

/** The map with the values within each tile in another order; random() from 0 to below 1. */
function shuffledTiles(image, view, random = Math.random) {
  const values = Float32Array.from(image.values);
  for (let place = 0; place < view.rows * view.columns; place++) {
    const { top, left, width, values: tile } = tileOf(image, view, place);
    shuffle(tile, random).forEach((value, at) => {
      values[(top + Math.floor(at / width)) * image.width + left + (at % width)] = value;
    });
  }
  return { ...image, values };
}

/** Fisher and Yates' shuffle of a list, in place. */
function shuffle(list, random) {
  for (let last = list.length - 1; last > 0; last--) {
    const at = Math.floor(random() * (last + 1));
    [list[at], list[last]] = [list[last], list[at]];
  }
  return list;
}
