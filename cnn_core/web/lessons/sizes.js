// What the settings of a convolution and of a pooling come to, in words.

/** How the map's size follows, how many weights make it, and what is special in it. */
function mapText(image, { view, rows, columns }, { strides: [stride], padding }) {
  const down = sideText(image.height, view.height, stride, padding, rows);
  const across = sideText(image.width, view.width, stride, padding, columns);
  const sizes = down === across ? `Each way ${down}` : `Down ${down}, across ${across}`;
  const weights = view.height * view.width;
  const shared = weights === 1 ? "1 weight" : `${countText(weights)} weights`;
  const count = rows * columns;
  const served = count === 1 ? "make its one value" : `serve all ${countText(count)} values`;
  return `${sizes}. ${shared} and 1 bias ${served}. ${remark(view)}`.trim();
}

/** "⌊(9 − 3) / 2⌋ + 1 = 4": how many places a window has along a side. */
function sideText(side, window, stride, padding, count) {
  if (padding === "same") return `⌈${side} / ${stride}⌉ = ${count}`;
  return `⌊(${side} − ${window}) / ${stride}⌋ + 1 = ${count}`;
}

function remark(view) {
  const unseen = unseenPixels(view);
  if (unseen === 1) return "One pixel is in no window: it does not matter.";
  if (unseen) return `${countText(unseen)} pixels are in no window: they do not matter.`;
  if (view.height * view.width === 1) return "A 1×1 filter looks at one pixel at a time.";
  return "";
}

/** What a pooling keeps of a map. */
function lostText(image, { view, rows, columns }, way) {
  const [before, after] = [image.values.length, rows * columns];
  const share = percentText(after / before);
  const sizes = `${countText(before)} values become ${countText(after)} (${share}).`;
  const unseen = unseenPixels(view);
  if (view.height * view.width === 1 && !unseen)
    return `${sizes} Tiles of one value: all goes on as it is, nothing is lost and nothing saved.`;
  const kept = way === "max" ? maximaText(passedOn(image, view)) : MEANS_TEXT;
  return `${sizes} ${kept} ${noTileText(unseen)}`.trim();
}

function maximaText(kept) {
  const held = `The pooled map holds ${countText(kept)} of the map's values`;
  return `${held}; the others are lost, and so is where in its tile each of them lay.`;
}

const MEANS_TEXT =
  "No value is passed on by itself: of each tile only the mean is left, wherever its values lay.";

function noTileText(unseen) {
  if (unseen === 0) return "";
  return `${countText(unseen)} ${unseen === 1 ? "value lies" : "values lie"} in no tile at all.`;
}
