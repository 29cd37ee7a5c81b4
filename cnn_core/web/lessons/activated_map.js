// A real map before and after an activation, and how many of its nodes could still learn.

const UNITS_IN_A_ROW = 10; // where a layer has units in place of maps
const NO_MAPS = "This network has no maps there: these are the units of that layer, row after row.";

class ActivatedMap {
  #network = null;
  #images = null;
  #sums = null; // of all maps: {shape, values}
  #names = [];
  #image = choiceOf("Test image", []);
  #map = choiceOf("Map", []);
  #shift;
  #grids;
  #told = make("p", { role: "status" });
  #about = ""; // where the map comes from
  #source = make("p", { class: "board-muted" });
  #row = make("div", { class: "lesson-triple lesson-large" });
  elements;

  /** onPick(sum): a node's sum is to be looked at on the curve; onTell(sentence): a fault. */
  constructor(onPick, onTell) {
    const limits = { least: -1000, most: 1000 };
    const onShift = { onChoose: () => this.#paint(), onTell };
    this.#shift = new RangeField("Added to every sum", linearAxis(-5, 5), limits, 0, onShift);
    const onChoose = (row, column) => onPick(this.#shifted()[this.#placeOf(row, column)]);
    this.#grids = ["sum", "value", "value"].map(
      (noun, at) => new PixelGrid("", noun, at === 0 ? { onChoose, most: 10 } : { most: 10 }),
    );
    this.#row.append(...this.#grids.map(({ element }) => element));
    this.#image.select.addEventListener("change", () => this.#look());
    this.#map.select.addEventListener("change", () => this.#paint());
    const fields = [this.#image.element, this.#map.element, this.#shift.element];
    const title = make("h3", {}, "What it does to a map");
    const choices = make("div", { class: "lesson-fields" }, ...fields);
    this.elements = [title, this.#source, choices, this.#row, this.#told];
  }

  /** source: one sentence about where the map comes from. */
  take(network, images, source) {
    [this.#network, this.#images, this.#about] = [network, images, source];
    refill(this.#image.select, imageOptions(images, network.classes), "0");
    this.#look();
  }

  /** names: one or two activations. */
  show(names) {
    this.#names = names;
    this.#paint();
  }

  repaint(ramps) {
    for (const grid of this.#grids) grid.repaint(ramps);
  }

  destroy() {
    for (const grid of this.#grids) grid.destroy();
  }

  /** Another image: its sums are worked out anew. */
  #look() {
    forward(this.#network, pixelsOf(this.#images, Number(this.#image.select.value)));
    this.#sums = firstSums(this.#network);
    const { count } = mapsIn(this.#sums);
    const options = Array.from({ length: count }, (_, at) => [String(at), String(at + 1)]);
    refill(this.#map.select, options, "0");
    const units = this.#sums.shape.length === 3 ? "" : ` ${NO_MAPS}`;
    write(this.#source, `${this.#about}${units}`);
    this.#paint();
  }

  #placeOf(row, column) {
    return row * mapsIn(this.#sums).width + column;
  }

  #shifted() {
    const { count } = mapsIn(this.#sums);
    const map = Number(this.#map.select.value);
    const own = Array.from(this.#sums.values).filter((_, at) => at % count === map);
    return own.map((sum) => sum + this.#shift.value);
  }

  #paint() {
    if (!this.#sums || !this.#names.length) return;
    const { width } = mapsIn(this.#sums);
    const sums = this.#shifted();
    const made = this.#names.map((name) => [name, activated(name, sums)]);
    [["Before", sums], ...made].forEach(([title, values], at) => {
      this.#grids[at].setTitle(title);
      this.#grids[at].show(signedPicture(values, width));
    });
    this.#grids[2].element.hidden = made.length < 2;
    const passed = this.#names.map((name) => passedText(name, sums));
    write(this.#told, [`Before: ${rangeText(sums)}.`, ...passed].join(" "));
  }
}

/** The sums that the network's first activation is applied to: {shape, values}. */
function firstSums(network) {
  const { layers } = network;
  const position = layers.findIndex(
    ({ kind, settings }) => kind === "activation" || (settings.activation ?? "linear") !== "linear",
  );
  return layers[position].kind === "activation" ? layers[position - 1] : sumsOf(network, position);
}

/** {width, count} of the maps; units in a row are laid out as one map. */
function mapsIn({ shape }) {
  return shape.length === 3
    ? { width: shape[1], count: shape[2] }
    : { width: Math.min(UNITS_IN_A_ROW, shape[0]), count: 1 };
}

/** How many nodes pass on almost no gradient; a map that passes none is said to be dead. */
function passedText(name, sums) {
  const share = flatShare(name, sums);
  if (name === "relu" && sums.every((sum) => sum <= 0))
    return (
      "relu: every sum is 0 or below. The map is 0 everywhere and passes no gradient on: on this " +
      "image it is dead."
    );
  const range = rangeText(activated(name, sums));
  return `${name}: ${range}; at ${percentText(share)} of the nodes the slope is below 0.01.`;
}

function signedPicture(values, width) {
  const most = largestMagnitude(values);
  return { height: Math.ceil(values.length / width), width, values, isSigned: true, most };
}

function rangeText(values) {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return `${valueText(low)} to ${valueText(high)}`;
}
