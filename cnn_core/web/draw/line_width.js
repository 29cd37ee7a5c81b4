// How deep the cells of a raster lie in its lines, and how wide these are. Twin of
// cnn_core/drawing/line_width.py, which takes the distances from scipy: both are exact.

/** Mean width in cells: across a line the distance to its edge is a quarter of it on average. */
function lineWidth(depths) {
  let [total, count] = [0, 0];
  for (const depth of depths) {
    if (depth <= 0) continue;
    total += depth;
    count += 1;
  }
  return count > 0 ? (4 * total) / count : 0;
}

/**
 * Distance of each cell's centre to the edge of the ink, in cells; below 0 outside of the ink.
 * Uint8Array(side * side) to Float64Array(side * side). A cell is ink from 128 of 255.
 */
function inkDepths(ink, side) {
  const isInk = ink.map((value) => (value >= 128 ? 1 : 0));
  const toGround = squaredDistances(isInk, 0, side);
  const toInk = squaredDistances(isInk, 1, side);
  return toGround.map((square, i) =>
    isInk[i] ? Math.sqrt(square) - 0.5 : 0.5 - Math.sqrt(toInk[i]),
  );
}

/** Squared distance of each cell to the nearest one of value `goal`: along columns, then rows. */
function squaredDistances(cells, goal, side) {
  const inColumn = new Float64Array(cells.length);
  for (let x = 0; x < side; x += 1) {
    let gone = Infinity;
    for (let i = x; i < cells.length; i += side) {
      gone = cells[i] === goal ? 0 : gone + 1;
      inColumn[i] = gone;
    }
    for (let i = cells.length - side + x; i >= 0; i -= side) {
      gone = Math.min(inColumn[i], gone + 1);
      inColumn[i] = gone;
    }
  }
  return inColumn.map((_, i) => nearestInRow(inColumn, i, side));
}

/** The smallest dx² + dy² over a row's cells, dy from `inColumn`; looks no farther than needed. */
function nearestInRow(inColumn, i, side) {
  const x = i % side;
  let nearest = inColumn[i] ** 2;
  for (let dx = 1; dx * dx < nearest && dx < side; dx += 1) {
    if (x >= dx) nearest = Math.min(nearest, dx * dx + inColumn[i - dx] ** 2);
    if (x + dx < side) nearest = Math.min(nearest, dx * dx + inColumn[i + dx] ** 2);
  }
  return nearest;
}
