// From maps to one row of numbers, and from these to the weighted sum of one unit.

const LARGEST_SHOWN = 5; // products that are listed
const WIDEST_ROW = 128; // numbers side by side in the picture of the flat row

class UnitView {
  #units = null; // {position, shape, inputs} of firstUnits
  #layer = null;
  #outputs = []; // of the layer, for the image in question
  #work = null; // {weights, sums} of the unit
  #unit = choiceOf("Unit", []);
  #stepper = new Stepper("Place", (place) => this.#go(place));
  #map = new PixelGrid("", "value", { onChoose: (row, column) => this.#pick(row, column) });
  #row = new PixelGrid("", "value", {
    onChoose: (row, column) => this.#pickFlat(row, column),
    most: 14,
  });
  #placeTold = make("p", { role: "status" });
  #productTold = make("p", { class: "lesson-sum", role: "status" });
  #curve;
  #largest = new NumberTable("The largest products", [
    "Place",
    "From",
    "Value × weight",
    "Product",
  ]);
  elements;

  constructor() {
    const titles = { name: "The sum after each product", x: "place", y: "sum so far" };
    this.#curve = new LessonCurve(titles, (place) => this.#stepper.go(Math.round(place) - 1), 200);
    this.#unit.select.addEventListener("change", () => this.#weigh());
    const maps = make("div", { class: "lesson-flat" }, this.#map.element, this.#row.element);
    const choice = make("div", { class: "lesson-fields" }, this.#unit.element);
    this.elements = [
      make("h3", {}, "Flatten: which value becomes which number"),
      this.#stepper.element,
      maps,
      this.#placeTold,
      make("h3", {}, "One dense unit: a weighted sum of all of them"),
      choice,
      this.#productTold,
      this.#curve.element,
      make("div", { class: "lesson-scroll" }, this.#largest.element),
    ];
  }

  /** The network has just been asked about an image; at first the largest product is looked at. */
  show(network) {
    const isFirst = this.#units === null;
    this.#units = firstUnits(network);
    this.#layer = network.layers[this.#units.position];
    this.#outputs = this.#layer.values.slice();
    const count = this.#outputs.length;
    const isOutput = this.#layer.kind === "output";
    const nameOf = (at) => (isOutput ? `${at + 1} · ${network.classes[at]}` : String(at + 1));
    const options = Array.from({ length: count }, (_, at) => [String(at), nameOf(at)]);
    refill(this.#unit.select, options, "0");
    this.#row.setTitle(`All ${countText(this.#units.inputs.length)} numbers`);
    this.#weigh();
    this.#stepper.setCount(this.#units.inputs.length); // the place that was looked at is kept
    if (isFirst) this.#stepper.go(largestProducts(this.#units.inputs, this.#work.weights)[0]);
    else this.#go(this.#stepper.at);
  }

  repaint(ramps) {
    for (const part of [this.#map, this.#row, this.#curve]) part.repaint(ramps);
  }

  get #place() {
    return this.#stepper.at;
  }

  #pick(row, column) {
    const channel = mapPlace(this.#place, this.#units.shape)[2];
    this.#stepper.go(flatPlace([row, column, channel], this.#units.shape));
  }

  #pickFlat(row, column) {
    this.#stepper.go(row * rowWidth(this.#units.shape) + column);
  }

  #go(place) {
    if (!this.#units?.inputs.length) return;
    this.#showPlace(place);
    this.#showProduct(place);
  }

  #showPlace(place) {
    const { shape, inputs } = this.#units;
    const [row, column, channel] = mapPlace(place, shape);
    const [height, width, channels] = shape;
    const own = Array.from({ length: height * width }, (_, at) => inputs[at * channels + channel]);
    this.#map.setTitle(`Map ${channel + 1} of ${countText(channels)}, ${height}×${width}`);
    this.#map.show({ ...greyPicture(own, inputs), width, height });
    this.#map.mark([{ top: row, left: column, height: 1, width: 1, isStrong: true }]);
    this.#map.setCursor(row, column);
    const flat = rowWidth(shape);
    const [top, left] = [Math.floor(place / flat), place % flat];
    this.#row.show({
      ...greyPicture(inputs, inputs),
      width: flat,
      height: Math.ceil(inputs.length / flat),
    });
    this.#row.mark([{ top, left, height: 1, width: 1, isStrong: true }]);
    this.#row.setCursor(top, left);
    write(this.#placeTold, placeText(place, shape));
  }

  /** Another unit, or another image: all of its products anew. */
  #weigh() {
    const { inputs } = this.#units;
    const unit = Number(this.#unit.select.value);
    const weights = weightsOfUnit(this.#layer.tensors, unit);
    this.#work = { weights, sums: runningSums(inputs, weights, this.#layer.tensors[1][unit]) };
    this.#largest.show(largestRows(inputs, weights, this.#units.shape));
    this.#showProduct(this.#place);
  }

  #showProduct(place) {
    const { weights, sums } = this.#work;
    const { inputs } = this.#units;
    if (place >= inputs.length) return;
    const product = productText(inputs[place], weights[place]);
    const end = sums.at(-1);
    const name = this.#layer.settings.activation;
    const unit = Number(this.#unit.select.value);
    const made =
      name === "softmax" ? "logit, on to softmax" : `${name}: ${valueText(this.#outputs[unit])}`;
    const parts = [
      `Bias ${valueText(sums[0])}`,
      `place ${countText(place + 1)}: ${product}`,
      `sum so far ${valueText(sums[place + 1])}`,
      `after all: ${valueText(end)}`,
      made,
    ];
    this.#productTold.replaceChildren(...parts.map((part) => make("span", {}, part)));
    const points = Array.from(sums, (sum, at) => [at, sum]);
    this.#curve.show({
      x: linearAxis(0, inputs.length),
      y: linearAxis(...extentOf([...sums, 0]), 4),
      lines: [{ points, look: "lesson-first" }],
      points: [{ at: [place + 1, sums[place + 1]], look: "lesson-first" }],
      cursor: place + 1,
    });
  }
}

/** Which value of which map stands at a place of the flat row, with the sum that finds it. */
function placeText(place, shape) {
  const [height, width, channels] = shape;
  const [row, column, channel] = mapPlace(place, shape);
  const count = countText(height * width * channels);
  const told = `place ${countText(place + 1)} of ${count}`;
  if (height * width === 1) return `One number per map: ${told}.`;
  return (
    `Counted from 0, row ${row}, column ${column} of map ${channel} goes to ` +
    `(${row} · ${width} + ${column}) · ${channels} + ${channel} = ${countText(place)}: ` +
    `${told} = ${height} · ${width} · ${channels}. ` +
    "It goes place after place through the maps, and at each place map after map."
  );
}

function productText(value, weight) {
  return `${valueText(value)} × ${valueText(weight)} = ${valueText(value * weight)}`;
}

/** Numbers side by side: all maps of a place, or a row of the image. */
function rowWidth([height, width, channels]) {
  if (channels > 1) return Math.min(channels, WIDEST_ROW);
  return Math.min(width * channels, WIDEST_ROW);
}

/** Values on the scale of all of them: greys where none is below 0. */
function greyPicture(values, all) {
  const isSigned = all.some((value) => value < 0);
  return { values, isSigned, most: largestMagnitude(all) };
}

/** Places of the products, the one that is furthest from 0 first. */
function largestProducts(inputs, weights) {
  const sizes = weights.map((weight, at) => Math.abs(weight * inputs[at]));
  return [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a]);
}

function largestRows(inputs, weights, shape) {
  return largestProducts(inputs, weights)
    .slice(0, LARGEST_SHOWN)
    .map((at) => {
      const [row, column, channel] = mapPlace(at, shape);
      const from = `map ${channel + 1}, row ${row + 1}, column ${column + 1}`;
      const pair = `${valueText(inputs[at])} × ${valueText(weights[at])}`;
      return [countText(at + 1), from, pair, valueText(inputs[at] * weights[at])];
    });
}
