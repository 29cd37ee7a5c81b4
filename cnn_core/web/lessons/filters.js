// Filters of any size that are known by what they do.

const FILTERS = {
  vertical: (height, width) => eachCell(height, width, (_, right) => Math.sign(right)),
  horizontal: (height, width) => eachCell(height, width, (down) => Math.sign(down)),
  blur: (height, width) => eachCell(height, width, () => 1 / (height * width)),
  sharpen: (height, width) => sharpened(height, width),
  random: (height, width) => eachCell(height, width, randomWeight),
};
const FILTER_NAMES = [
  ["vertical", "Edges, upright"],
  ["horizontal", "Edges, level"],
  ["blur", "Blur"],
  ["sharpen", "Sharpen"],
  ["random", "Random"],
];

/** height × width numbers row by row; weigh(down, right): how far a cell is from the middle. */
function eachCell(height, width, weigh) {
  const [middle, centre] = [(height - 1) / 2, (width - 1) / 2];
  return Array.from({ length: height * width }, (_, at) => {
    const row = Math.floor(at / width);
    return weigh(row - middle, (at % width) - centre);
  });
}

/** From -1 to 1, with two digits. */
function randomWeight() {
  return Math.round(200 * Math.random() - 100) / 100;
}

/** Twice the pixel in the middle, less the mean of all. */
function sharpened(height, width) {
  const values = FILTERS.blur(height, width).map((share) => -share);
  values[Math.floor(height / 2) * width + Math.floor(width / 2)] += 2;
  return values;
}
