// What nodes see of the layers before them and of the image, and what is said of it. Rows and
// columns are sets of bits, as in cnn_core/lessons/views.py: bit 0 is the first one.

const NEIGHBOURS = { none: [0, 0], right: [0, 1], below: [1, 0], diagonal: [1, 1] };
const MOST_PADDING = 14; // pixels around the image that are drawn
const BESIDE = { right: "to the right", below: "below", diagonal: "right and below" };

/** The set of bits that any of the chosen nodes sees; sees: the set that each node sees. */
function behind(sees, nodes) {
  return sees.reduce((seen, each, node) => (nodes & (1 << node) ? seen | each : seen), 0);
}

/**
 * {rows, columns} of the image (0) and of the layers (1, 2 …) that the node at a row and a column
 * of the layer `at`, from 1, sees; the last is the node itself.
 */
function seenBehind(layers, at, [row, column]) {
  let seen = { rows: 1 << row, columns: 1 << column };
  const all = [seen];
  for (let layer = at; layer > 0; layer--) {
    const { rows, columns } = layers[layer - 1];
    seen = { rows: behind(rows, seen.rows), columns: behind(columns, seen.columns) };
    all.unshift(seen);
  }
  return all;
}

/** {rows, columns} of the image that no node of the layer sees. */
function unseenBy(layers, at) {
  const { rows, columns } = layers[at - 1];
  const all = { rows: behindAll(rows), columns: behindAll(columns) };
  for (let layer = at - 1; layer > 0; layer--) {
    all.rows = behind(layers[layer - 1].rows, all.rows);
    all.columns = behind(layers[layer - 1].columns, all.columns);
  }
  const everything = (1 << IMAGE_SHAPE[0]) - 1;
  return { rows: everything & ~all.rows, columns: everything & ~all.columns };
}

function behindAll(sees) {
  return sees.reduce((seen, each) => seen | each, 0);
}

/** {first, last, count} of the bits of a set, null of an empty one. */
function spanOf(bits) {
  if (!bits) return null;
  const last = 31 - Math.clz32(bits);
  const first = 31 - Math.clz32(bits & -bits);
  let count = 0;
  for (let left = bits; left; left &= left - 1) count++;
  return { first, last, count };
}

/** The part of a grid that sets of rows and columns span, as marks of a PixelGrid are given. */
function spannedPart({ rows, columns }) {
  const [down, across] = [spanOf(rows), spanOf(columns)];
  if (!down || !across) return null;
  const [height, width] = [down.last - down.first + 1, across.last - across.first + 1];
  return { top: down.first, left: across.first, height, width };
}

/** The area that a node sees, beyond the edges of the image too: {top, left, height, width}. */
function wholeArea({ size, step, first }, [row, column]) {
  const [top, left] = [first[0] + row * step[0], first[1] + column * step[1]];
  return { top, left, height: size[0], width: size[1] };
}

/** The node on a side of this one ("right", "below", "diagonal"); null where there is none. */
function besideNode({ rows, columns }, [row, column], side) {
  const [down, right] = NEIGHBOURS[side];
  const [nextRow, nextColumn] = [row + down, column + right];
  if (side === "none" || nextRow >= rows.length || nextColumn >= columns.length) return null;
  return [nextRow, nextColumn];
}

/** What the node sees, in sentences. */
function viewText(layers, at, node) {
  const layer = layers[at - 1];
  const [seen] = seenBehind(layers, at, node);
  const { top, left, height, width } = spannedPart(seen);
  const [row, column] = node;
  const name = layer.is_unit
    ? "Every unit of this layer"
    : `The node in row ${row + 1}, column ${column + 1}`;
  const rows = `rows ${top + 1} to ${top + height}`;
  const place = `${rows}, columns ${left + 1} to ${left + width}`;
  const told = `${name} sees ${height}×${width} pixels of the image: ${place}.`;
  return [told, gapText(seen), layer.is_unit ? "" : beyondText(layer, node)].filter(Boolean).join(" ");
}

/** Windows further apart than they are large leave pixels out. */
function gapText({ rows, columns }) {
  const { height, width } = spannedPart({ rows, columns });
  const count = spanOf(rows).count * spanOf(columns).count;
  if (count === height * width) return "";
  const whole = countText(height * width);
  return `Strides larger than their window leave gaps: it takes in ${countText(count)} of these ${whole} pixels.`;
}

function beyondText(layer, node) {
  const { top, left, height, width } = wholeArea(layer, node);
  const rows = outsideCount(top, height, IMAGE_SHAPE[0]);
  const columns = outsideCount(left, width, IMAGE_SHAPE[1]);
  if (!rows && !columns) return "";
  const parts = [numberOf(rows, "row"), numberOf(columns, "column")].filter(Boolean).join(" and ");
  return `Its area of ${height}×${width} reaches ${parts} beyond the image: there is only padding, which counts as 0.`;
}

function outsideCount(first, size, side) {
  return Math.max(-first, 0) + Math.max(first + size - side, 0);
}

function numberOf(count, noun) {
  return count ? `${countText(count)} ${noun}${count === 1 ? "" : "s"}` : "";
}

/** What the node and the one beside it see together and share; "" for the side "none". */
function neighbourText(layers, at, node, side) {
  if (side === "none") return "";
  const next = besideNode(layers[at - 1], node, side);
  if (!next) return `There is no node ${BESIDE[side]}.`;
  const [[one], [other]] = [node, next].map((each) => seenBehind(layers, at, each));
  const both = spannedPart({ rows: one.rows | other.rows, columns: one.columns | other.columns });
  const shared = spannedPart({
    rows: one.rows & other.rows,
    columns: one.columns & other.columns,
  });
  const together = `With its neighbour ${BESIDE[side]} it spans ${both.height}×${both.width} pixels`;
  return `${together}; ${shared ? `${shared.height}×${shared.width} of them both see` : "none of them is seen by both"}.`;
}

/** Which rows and columns of the image no node of the layer sees; "" where all are seen. */
function unseenText(layers, at) {
  const { rows, columns } = unseenBy(layers, at);
  const [down, across] = [rows, columns].map((bits) => spanOf(bits)?.count ?? 0);
  if (!down && !across) return "";
  const parts = [numberOf(down, "row"), numberOf(across, "column")].filter(Boolean).join(" and ");
  const verb = down + across === 1 ? "is" : "are";
  return `${parts} of the image ${verb} seen by no node of this layer: no window reaches there.`;
}

/** The node of a layer whose area has its middle nearest to a pixel. */
function nodeNear({ rows, columns, size, step, first }, pixel) {
  return [rows, columns].map((nodes, axis) => {
    const node = (pixel[axis] - first[axis] - (size[axis] - 1) / 2) / step[axis];
    return Math.max(0, Math.min(nodes.length - 1, Math.round(node)));
  });
}

/** Pixels outside of the image that nodes of the layer reach, as far as they are drawn: {top, bottom, left, right}. */
function paddingAround(layer) {
  if (layer.is_unit) return { top: 0, bottom: 0, left: 0, right: 0 };
  const last = wholeArea(layer, [layer.rows.length - 1, layer.columns.length - 1]);
  const atMost = (count) => Math.max(0, Math.min(MOST_PADDING, count));
  return {
    top: atMost(-layer.first[0]),
    left: atMost(-layer.first[1]),
    bottom: atMost(last.top + last.height - IMAGE_SHAPE[0]),
    right: atMost(last.left + last.width - IMAGE_SHAPE[1]),
  };
}
