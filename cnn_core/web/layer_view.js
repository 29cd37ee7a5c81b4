// The outputs of one layer: maps as tiles, units as a strip, and the one that is chosen, enlarged.

const LAYER_TITLES = {
  conv2d: "Convolution",
  max_pooling2d: "Max pooling",
  average_pooling2d: "Average pooling",
  batch_normalization: "Batch normalisation",
  activation: "Activation",
  dropout: "Dropout",
  flatten: "Flatten",
  global_average_pooling2d: "Global average",
  dense: "Dense",
  output: "Output",
};
const MOST_MAPS = 64;
const MOST_UNITS = 1024;
const TILE_SIDE = 36; // pixels of the page that a map takes, about
const UNIT_SIZE = { width: 8, height: 24 };
const ENLARGED_SIDE = 224;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: "-row", ArrowDown: "row" };

/** One layer's part of an answer panel. `position`: 0 for the first layer of the network. */
class LayerView {
  #shape; // height, width of a tile, and number of tiles that are shown
  #total;
  #canvas;
  #image;
  #range = make("span", { class: "board-range" });
  #cursor = make("div", { class: "board-cursor", hidden: "" });
  #enlarged = make("canvas", { class: "board-pixels" });
  #caption = make("figcaption");
  #figure;
  #tiles;
  #values; // a copy: the network's own are overwritten by its next image
  #lows; // by tile
  #highs;
  #isBlank = true;
  #columns = 0;
  #scale;
  #chosen = null;
  #at = 0; // the tile that the arrow keys have reached
  #signed = false; // once a value below 0 was seen, the ramp stays around 0
  #ramps;

  constructor(root, position, { kind, shape }) {
    const [height, width, total] = shape.length === 3 ? shape : [1, 1, shape[0]];
    const shown = Math.min(total, height * width === 1 ? MOST_UNITS : MOST_MAPS);
    this.#shape = { height, width, shown };
    this.#total = total;
    this.#scale = tileScale(height, width);
    this.#values = new Float32Array(height * width * total);
    this.#lows = new Float64Array(shown);
    this.#highs = new Float64Array(shown);
    this.#build(root, `${position + 1} ${LAYER_TITLES[kind]}`, shape);
    this.#listen();
  }

  get #noun() {
    return this.#shape.height * this.#shape.width === 1 ? "Unit" : "Map";
  }

  #build(root, title, shape) {
    const { shown } = this.#shape;
    const some = shown < this.#total ? ` · the first ${shown} of ${countText(this.#total)}` : "";
    const label = `${title}: ${countText(this.#total)} outputs. Arrow keys choose, Enter enlarges.`;
    this.#canvas = make("canvas", {
      class: "board-pixels",
      tabindex: "0",
      role: "img",
      "aria-label": label,
    });
    this.#tiles = make("div", { class: "board-tiles" }, this.#canvas, this.#cursor);
    this.#figure = make("figure", { hidden: "" }, this.#enlarged, this.#caption);
    const name = make("span", {}, title);
    const sizes = shape.length > 1 ? shape.map(countText).join("×") : `${countText(shape[0])} units`;
    const size = make("span", { class: "board-muted" }, sizes + some);
    const head = make("div", { class: "board-layer-head" }, name, size, this.#range);
    root.append(make("section", { class: "board-layer" }, head, this.#tiles, this.#figure));
  }

  #listen() {
    this.#canvas.addEventListener("click", (event) => {
      const column = Math.floor(event.offsetX / (this.#shape.width * this.#scale.x));
      const row = Math.floor(event.offsetY / (this.#shape.height * this.#scale.y));
      this.#choose(row * this.#columns + column);
    });
    this.#canvas.addEventListener("keydown", (event) => this.#press(event));
    this.#canvas.addEventListener("focus", () => this.#placeCursor());
    this.#canvas.addEventListener("blur", () => this.#placeCursor());
  }

  #press(event) {
    const step = STEPS[event.key];
    if (event.key === "Enter") this.#choose(this.#at);
    else if (step === undefined) return;
    else this.#move({ row: this.#columns, "-row": -this.#columns }[step] ?? step);
    event.preventDefault();
  }

  #move(by) {
    const next = this.#at + by;
    if (next >= 0 && next < this.#shape.shown) this.#at = next;
    this.#placeCursor();
  }

  /** Enlarge a tile, or no longer where it is enlarged already. */
  #choose(tile) {
    if (tile >= this.#shape.shown) return;
    this.#at = tile;
    this.#chosen = this.#chosen === tile ? null : tile;
    this.#figure.hidden = this.#chosen === null;
    this.#placeCursor();
    this.#enlarge();
  }

  /** Paint in the ramps of another theme. */
  setRamps(ramps) {
    this.#ramps = ramps;
    this.#paint();
  }

  /** Lay the tiles out anew for a width in pixels of the page. */
  layOut(available) {
    const { height, width, shown } = this.#shape;
    const columns = columnCount(shown, Math.floor(available / (width * this.#scale.x)));
    if (columns === this.#columns) return;
    this.#columns = columns;
    this.#canvas.width = columns * width;
    this.#canvas.height = Math.ceil(shown / columns) * height;
    const style = this.#tiles.style;
    style.width = `${this.#canvas.width * this.#scale.x}px`;
    style.height = `${this.#canvas.height * this.#scale.y}px`;
    style.setProperty("--tile-width", `${width * this.#scale.x}px`);
    style.setProperty("--tile-height", `${height * this.#scale.y}px`);
    this.#image = new ImageData(this.#canvas.width, this.#canvas.height);
    this.#placeCursor();
    this.#paint();
  }

  /** values: (height, width, channels) or (units,), row by row, channels last; null for none. */
  show(values) {
    this.#measure(values ?? this.#values.fill(0));
    this.#values.set(values ?? []);
    this.#isBlank = values === null;
    this.#signed ||= this.#low < 0;
    this.#paint();
  }

  get #low() {
    return this.#lows.reduce((a, b) => Math.min(a, b));
  }

  get #most() {
    return this.#highs.reduce((a, b) => Math.max(a, b), -this.#low);
  }

  #measure(values) {
    const { shown } = this.#shape;
    this.#lows.fill(Infinity);
    this.#highs.fill(-Infinity);
    for (let start = 0; start < values.length; start += this.#total)
      for (let tile = 0; tile < shown; tile++) {
        const value = values[start + tile];
        if (!(value >= this.#lows[tile])) this.#lows[tile] = value;
        if (!(value <= this.#highs[tile])) this.#highs[tile] = value;
      }
  }

  /** All tiles on one scale, whose end the layer's head states. */
  #paint() {
    if (!this.#image || !this.#ramps) return;
    const most = this.#most;
    const middle = this.#signed ? 127.5 : 0;
    const ramp = this.#signed ? this.#ramps.signed : this.#ramps.ink;
    this.#paintTiles(ramp, middle, most > 0 ? (255 - middle) / most : 0);
    this.#canvas.getContext("2d").putImageData(this.#image, 0, 0);
    const range = this.#signed ? `±${valueText(most)}` : `0 to ${valueText(most)}`;
    write(this.#range, this.#isBlank ? "" : range);
    this.#enlarge();
  }

  #paintTiles(ramp, middle, factor) {
    const { height, width, shown } = this.#shape;
    const words = new Uint32Array(this.#image.data.buffer);
    const values = this.#values;
    for (let tile = 0; tile < shown; tile++) {
      let target = this.#offset(tile);
      let source = tile;
      for (let y = 0; y < height; y++, target += this.#canvas.width)
        for (let x = 0; x < width; x++, source += this.#total)
          words[target + x] = ramp[(middle + values[source] * factor + 0.5) | 0];
    }
  }

  /** Place of a tile's first pixel among the canvas's pixels. */
  #offset(tile) {
    const { height, width } = this.#shape;
    return this.#rowOf(tile) * height * this.#canvas.width + (tile % this.#columns) * width;
  }

  #enlarge() {
    if (this.#chosen === null) return;
    const tile = this.#chosen;
    const { height, width } = this.#shape;
    const [x, y] = [(tile % this.#columns) * width, this.#rowOf(tile) * height];
    const name = `${this.#noun} ${tile + 1} of ${countText(this.#total)}`;
    const [low, high] = [this.#lows[tile], this.#highs[tile]].map(valueText);
    write(this.#caption, `${name}: ${height * width === 1 ? low : `${low} to ${high}`}`);
    this.#enlarged.hidden = height * width === 1;
    this.#enlarged.width = width;
    this.#enlarged.height = height;
    const scale = Math.floor(ENLARGED_SIDE / Math.max(height, width));
    this.#enlarged.style.width = `${width * scale}px`;
    const context = this.#enlarged.getContext("2d");
    context.drawImage(this.#canvas, x, y, width, height, 0, 0, width, height);
  }

  #rowOf(tile) {
    return Math.floor(tile / this.#columns);
  }

  /** Outline the tile that is enlarged, or while the keys are here the one they have reached. */
  #placeCursor() {
    const focused = document.activeElement === this.#canvas;
    const tile = focused ? this.#at : this.#chosen;
    this.#cursor.hidden = tile === null;
    if (tile === null) return;
    this.#cursor.style.left = `calc(${tile % this.#columns} * var(--tile-width))`;
    this.#cursor.style.top = `calc(${this.#rowOf(tile)} * var(--tile-height))`;
  }
}

/** Pixels of the page that one value of a tile takes: whole, so that tiles line up and are crisp. */
function tileScale(height, width) {
  if (height * width === 1) return { x: UNIT_SIZE.width, y: UNIT_SIZE.height };
  const scale = Math.max(2, Math.round(TILE_SIDE / Math.max(height, width)));
  return { x: scale, y: scale };
}

/** Columns for tiles, at most `most`: as many as give rows of nearly the same length. */
function columnCount(tiles, most) {
  const rows = Math.ceil(tiles / Math.max(most, 1));
  return Math.ceil(tiles / rows);
}
