// The kernels of one layer: an image for each filter or unit, and the one that is chosen, enlarged.

const MOST_KERNELS = 128;
const STRIP_SIDE = 280; // pixels of the page that a strip takes, about
const STRIP_SCALE = { least: 2, most: 12, row: 12, folded: 6 }; // pixels of the page for a value
const COARSE = 4; // pixels of the page for a value, from which kernels stand further apart
const SORTS = {
  position: "In order",
  largest: "Largest norm first",
  smallest: "Smallest norm first",
};
const CHANNELS = { strongest: "The strongest of each", mean: "Mean of all" };

class KernelView {
  #sheet;
  #chooser;
  #sort = choiceOf("Sort", Object.entries(SORTS));
  #channel;
  #range = make("span", { class: "board-range" });
  #enlarged = make("canvas", { class: "board-pixels" });
  #caption = make("figcaption");
  #all = null; // the chosen filter's kernels for all input maps
  #figure = make("figure", { hidden: "" }, this.#enlarged, this.#caption);
  #kernels;
  #norms;
  #strongest;
  #order = []; // filters, as they are shown
  #dead = [];
  #chosen = null; // the filter that is enlarged
  #ramp;

  constructor(root, kernels, ramps) {
    this.#kernels = kernels;
    this.#ramp = ramps.signed;
    const { height, width, channels, filters, isStrip } = kernels;
    const scale = isStrip ? stripScale(height, width) : valueScale(height, width);
    const shown = Math.min(filters, MOST_KERNELS);
    this.#sheet = new TileSheet(height, width, shown, kernelsLabel(kernels), scale);
    this.#chooser = new TileChooser(this.#sheet, shown, (tile) => this.#choose(tile));
    this.#channel = choiceOf("Input map", [...Object.entries(CHANNELS), ...numbered(channels)]);
    for (const { select } of [this.#sort, this.#channel])
      select.addEventListener("change", () => this.#paint());
    this.#sheet.canvas.addEventListener("mousemove", (event) => this.#hint(event));
    if (channels > 1) this.#makeAll();
    const section = make("section", { class: "board-layer inside-kernels" }, ...this.#parts(shown));
    section.classList.toggle("inside-coarse", Math.min(scale.x, scale.y) >= COARSE);
    root.append(section);
  }

  #parts(shown) {
    const { channels, filters, names } = this.#kernels;
    const size = make("span", { class: "board-muted" }, kernelsText(this.#kernels, shown));
    const title = make("span", {}, names ? "Weights" : "Kernels");
    const head = make("div", { class: "board-layer-head" }, title, size, this.#range);
    const choices = make("div", { class: "inside-choices" });
    if (filters > 1 && !names) choices.append(this.#sort.element);
    if (channels > 1) choices.append(this.#channel.element);
    return [head, choices, this.#sheet.element, this.#figure];
  }

  #makeAll() {
    const { height, width, channels } = this.#kernels;
    const shown = Math.min(channels, MOST_KERNELS);
    const told = `Its kernels for the input maps 1 to ${countText(shown)}, on a scale of their own`;
    this.#all = new TileSheet(height, width, shown, told);
    this.#figure.append(make("figcaption", { class: "inside-all" }, told), this.#all.element);
  }

  /** Show the kernels of another network with the same layers. */
  take(kernels) {
    this.#kernels = kernels;
    this.#norms = kernelNorms(kernels);
    this.#strongest = strongestChannels(kernels);
    this.#paint();
  }

  setRamps(ramps) {
    this.#ramp = ramps.signed;
    this.#paint();
  }

  /** Lay the kernels out for a width in pixels of the page. */
  layOut(available) {
    const isNew = this.#sheet.layOut(available);
    if (!(this.#all?.layOut(available) || isNew)) return;
    this.#chooser.outline();
    this.#paint();
  }

  /** Strike these filters or units through. */
  markDead(units) {
    this.#dead = units;
    this.#mark();
  }

  #paint() {
    const way = this.#sort.select.value;
    this.#order = kernelOrder(this.#norms, way).slice(0, MOST_KERNELS);
    const images = kernelImages(this.#kernels, this.#order, this.#channelOf());
    const most = largestMagnitude(images);
    paintSigned(this.#sheet, images, this.#order.length, this.#ramp, most);
    write(this.#range, this.#rangeText(most));
    this.#chooser.chosen = this.#chosen === null ? null : indexOrNull(this.#order, this.#chosen);
    this.#mark();
    this.#enlarge();
  }

  #channelOf() {
    const wanted = this.#channel.select.value;
    if (wanted === "mean") return null;
    return wanted === "strongest" ? (filter) => this.#strongest[filter] : () => Number(wanted);
  }

  #rangeText(most) {
    if (this.#kernels.names) return `±${valueText(most)}`;
    const [low, high] = [Math.min(...this.#norms), Math.max(...this.#norms)].map(valueText);
    return `±${valueText(most)} · norms ${low} to ${high}`;
  }

  #mark() {
    const tiles = this.#dead.map((filter) => this.#order.indexOf(filter));
    this.#sheet.mark(tiles.filter((tile) => tile >= 0));
  }

  #choose(tile) {
    this.#chosen = tile === null ? null : this.#order[tile];
    this.#enlarge();
  }

  #enlarge() {
    const tile = this.#chooser.chosen;
    this.#figure.hidden = tile === null;
    if (tile === null) return;
    this.#enlarged.hidden = this.#kernels.isStrip; // as large as it can be already
    if (!this.#kernels.isStrip) this.#sheet.copy(tile, this.#enlarged, ENLARGED_SIDE);
    const weights = kernelsOfFilter(this.#kernels, this.#chosen);
    write(this.#caption, this.#captionText(weights));
    if (!this.#all) return;
    paintSigned(this.#all, weights, this.#kernels.channels, this.#ramp, largestMagnitude(weights));
  }

  #captionText(weights) {
    const [low, high] = [Math.min, Math.max].map((end) => weights.reduce((a, b) => end(a, b)));
    const name = this.#name(this.#chosen);
    const range = `${valueText(low)} to ${valueText(high)}`;
    if (this.#kernels.names) return `${name}: ${range}`;
    const norm = valueText(this.#norms[this.#chosen]);
    const bias = valueText(this.#kernels.biases[this.#chosen]);
    return `${name}: norm ${norm}, weights ${range}, bias ${bias}`;
  }

  /** "Filter 7 of 32, input map 3", "Unit 3 of 10", "Scale". */
  #name(filter) {
    const { names, noun, filters, channels } = this.#kernels;
    if (names) return names[filter];
    const channel = this.#channelOf()?.(filter);
    const shown = channel === undefined ? "mean of its input maps" : `input map ${channel + 1}`;
    return `${noun} ${filter + 1} of ${countText(filters)}${channels > 1 ? `, ${shown}` : ""}`;
  }

  #hint({ offsetX, offsetY }) {
    const filter = this.#order[this.#sheet.tileAt(offsetX, offsetY)];
    const norm = valueText(this.#norms[filter]);
    this.#sheet.canvas.title = filter === undefined ? "" : `${this.#name(filter)}: norm ${norm}`;
  }
}

/** [["0", "1"], ["1", "2"] …]: counted from 1 where people read it. */
function numbered(count) {
  return Array.from({ length: count }, (_, at) => [String(at), String(at + 1)]);
}

function indexOrNull(order, filter) {
  const at = order.indexOf(filter);
  return at < 0 ? null : at;
}

/** Paint values (height, width, channels) around 0: `most` and -most are the ramp's ends. */
function paintSigned(sheet, values, channels, ramp, most) {
  sheet.paint(values, channels, ramp, 127.5, most > 0 ? 127.5 / most : 0);
}

function stripScale(height, width) {
  const { least, most, row, folded } = STRIP_SCALE;
  const x = Math.max(least, Math.min(most, Math.floor(STRIP_SIDE / width)));
  return { x, y: height === 1 ? row : folded };
}

/** What the images show: "3×3, for each of 32 input maps". */
function kernelsText(kernels, shown) {
  const { height, width, channels, filters, inputs, isStrip, names } = kernels;
  if (names) return "each map's factor, then what is added to it";
  const rows = height > 1 ? `, ${STRIP_WIDTH} in a row` : "";
  const strip = inputs === 1 ? "one input" : `a strip of ${countText(inputs)} inputs${rows}`;
  const size = isStrip ? strip : `${height}×${width}`;
  const maps = channels > 1 ? `${size}, for each of ${countText(channels)} input maps` : size;
  return shown < filters ? `${maps} · ${countText(shown)} of ${countText(filters)}` : maps;
}

function kernelsLabel({ filters, names }) {
  const what = names ? "Scales and shifts" : `Kernels of ${countText(filters)} outputs`;
  return `${what}. Arrow keys choose, Enter enlarges.`;
}
