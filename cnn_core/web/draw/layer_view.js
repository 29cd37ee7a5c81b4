// The outputs of one layer: maps as tiles, units as a strip, and the one that is chosen, enlarged.

const LAYER_TITLES = {
  conv2d: "Convolution",
  max_pooling2d: "Max pooling",
  average_pooling2d: "Average pooling",
  batch_normalization: "Batch normalisation",
  activation: "Activation",
  dropout: "Dropout",
  cluster_distances: "Cluster distances",
  flatten: "Flatten",
  global_average_pooling2d: "Global average",
  dense: "Dense",
  output: "Output",
};
const MOST_MAPS = 64;
const MOST_UNITS = 1024;
const ENLARGED_SIDE = 224; // pixels of the page

/** One layer's part of an answer panel. `position`: 0 for the first layer of the network. */
class LayerView {
  #sheet;
  #range = make("span", { class: "board-range" });
  #deadText = make("span", { class: "board-muted" });
  #dead = []; // outputs that are struck through
  #enlarged = make("canvas", { class: "board-pixels" });
  #caption = make("figcaption");
  #figure = make("figure", { hidden: "" }, this.#enlarged, this.#caption);
  #isStrip; // one value for each output
  #total; // outputs, of which not all may be shown
  #values; // a copy: the network's own are overwritten by its next image
  #lows; // by output
  #highs;
  #isBlank = true;
  #isSigned = false; // once a value below 0 was seen, the ramp stays around 0
  #chooser; // of the output that is enlarged
  #ramps;

  constructor(root, position, { kind, shape }, ramps) {
    const [height, width, total] = shape.length === 3 ? shape : [1, 1, shape[0]];
    this.#isStrip = height * width === 1;
    this.#total = total;
    this.#ramps = ramps;
    const shown = Math.min(total, this.#isStrip ? MOST_UNITS : MOST_MAPS);
    this.#values = new Float32Array(height * width * total);
    this.#lows = new Float64Array(shown);
    this.#highs = new Float64Array(shown);
    const title = `${position + 1} ${LAYER_TITLES[kind]}`;
    const label = `${title}: ${countText(total)} outputs. Arrow keys choose, Enter enlarges.`;
    this.#sheet = new TileSheet(height, width, shown, label);
    this.#chooser = new TileChooser(this.#sheet, shown, () => this.#enlarge());
    const head = this.#head(title, sizeText(shape, shown));
    const parts = [head, this.#sheet.element, this.#figure];
    root.append(make("section", { class: "board-layer" }, ...parts));
  }

  #head(title, size) {
    const muted = make("span", { class: "board-muted" }, size);
    const parts = [make("span", {}, title), muted, this.#deadText, this.#range];
    return make("div", { class: "board-layer-head" }, ...parts);
  }

  /** Paint in the ramps of another theme. */
  setRamps(ramps) {
    this.#ramps = ramps;
    this.#paint();
  }

  /** Lay the outputs out for a width in pixels of the page. */
  layOut(available) {
    if (!this.#sheet.layOut(available)) return;
    this.#chooser.outline();
    this.#sheet.mark(this.#dead);
    this.#paint();
  }

  /** values: (height, width, channels) or (units,), row by row, channels last; null for none. */
  show(values) {
    this.#isBlank = values === null;
    if (values) this.#values.set(values);
    else this.#values.fill(0);
    this.#measure();
    this.#paint();
  }

  /** Strike these outputs through, and count them. */
  markDead(outputs) {
    this.#dead = outputs.filter((output) => output < this.#lows.length);
    this.#sheet.mark(this.#dead);
    write(this.#deadText, outputs.length ? `${countText(outputs.length)} dead` : "");
  }

  #measure() {
    const [values, lows, highs] = [this.#values, this.#lows, this.#highs];
    lows.fill(Infinity);
    highs.fill(-Infinity);
    for (let start = 0; start < values.length; start += this.#total)
      for (let output = 0; output < lows.length; output++) {
        const value = values[start + output];
        if (value < lows[output]) lows[output] = value;
        if (value > highs[output]) highs[output] = value;
      }
  }

  /** All outputs on one scale, whose end the layer's head states. */
  #paint() {
    const low = this.#lows.reduce((a, b) => Math.min(a, b));
    const most = this.#highs.reduce((a, b) => Math.max(a, b), -low);
    this.#isSigned ||= low < 0;
    const middle = this.#isSigned ? 127.5 : 0;
    const ramp = this.#isSigned ? this.#ramps.signed : this.#ramps.ink;
    const factor = most > 0 ? (255 - middle) / most : 0;
    this.#sheet.paint(this.#values, this.#total, ramp, middle, factor);
    const range = this.#isSigned ? `±${valueText(most)}` : `0 to ${valueText(most)}`;
    write(this.#range, this.#isBlank ? "" : range);
    this.#enlarge();
  }

  #enlarge() {
    const { chosen } = this.#chooser;
    this.#figure.hidden = chosen === null;
    if (chosen === null) return;
    const noun = this.#isStrip ? "Unit" : "Map";
    const name = `${noun} ${chosen + 1} of ${countText(this.#total)}`;
    const [low, high] = [this.#lows, this.#highs].map((ends) => valueText(ends[chosen]));
    write(this.#caption, `${name}: ${this.#isStrip ? low : `${low} to ${high}`}`);
    this.#enlarged.hidden = this.#isStrip;
    if (!this.#isStrip) this.#sheet.copy(chosen, this.#enlarged, ENLARGED_SIDE);
  }
}

/** "26×26×32", "70 units", and how many are shown where they are too many. */
function sizeText(shape, shown) {
  const total = shape.at(-1);
  const size = shape.length > 1 ? shape.map(countText).join("×") : `${countText(total)} units`;
  return shown < total ? `${size} · the first ${countText(shown)} of ${countText(total)}` : size;
}
