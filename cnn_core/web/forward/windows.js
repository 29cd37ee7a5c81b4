// The windows of a convolution or a pooling, and the pixels in them.

const LARGEST_WINDOW = 56; // pixels, as in cnn_core/shapes.py

/** The windows (height, width) that slide over a map, and the output (rows, columns) they give. */
function windowsOf(size, strides, padding, { shape }) {
  if (shape.length !== 3) throw inconsistent("a layer of maps needs maps");
  const [mapHeight, mapWidth, channels] = shape;
  const down = placesOf(mapHeight, size?.[0], strides?.[0], padding);
  const right = placesOf(mapWidth, size?.[1], strides?.[1], padding);
  const [height, width] = size;
  const [rows, columns] = [down.count, right.count];
  return { mapHeight, mapWidth, channels, height, width, rows, columns, down, right };
}

/** How often a window fits along a side; with the padding "same", pixels outside as TensorFlow. */
function placesOf(side, window, stride, padding) {
  const same = padding === "same";
  const largest = same ? LARGEST_WINDOW : side;
  if (positive(window) > largest) throw inconsistent("a window is too large");
  const count = Math.ceil((same ? side : side - window + 1) / positive(stride));
  const outside = Math.max((count - 1) * stride + window - side, 0);
  return { count, stride, before: same ? outside >> 1 : 0 };
}

/** The upper left pixel of the window that a pixel of the output sees; it may lie outside. */
function cornerOf({ columns, down, right }, pixel) {
  const row = Math.floor(pixel / columns);
  const column = pixel - row * columns;
  return { top: row * down.stride - down.before, left: column * right.stride - right.before };
}

/** The part of that window that lies on the map. */
function realPixels(view, pixel) {
  const { top, left } = cornerOf(view, pixel);
  return {
    top: Math.max(top, 0),
    bottom: Math.min(top + view.height, view.mapHeight),
    left: Math.max(left, 0),
    right: Math.min(left + view.width, view.mapWidth),
  };
}

/** The windows of `count` pixels of the output as rows of a matrix, 0 outside of the map. */
function gatherPatches(values, view, first, count, patches) {
  const { mapHeight, mapWidth, channels, height, width } = view;
  let to = 0;
  for (let pixel = first; pixel < first + count; pixel++) {
    const { top, left } = cornerOf(view, pixel);
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        const inside = y >= 0 && y < mapHeight && x >= 0 && x < mapWidth;
        const from = (y * mapWidth + x) * channels;
        for (let c = 0; c < channels; c++) patches[to++] = inside ? values[from + c] : 0;
      }
    }
  }
}
