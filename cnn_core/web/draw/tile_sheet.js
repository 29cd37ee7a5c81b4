// The maps of a layer side by side on one canvas, a pixel per value, with one tile outlined.

const TILE_SIDE = 36; // pixels of the page that a map takes, about
const UNIT_SIZE = { x: 8, y: 24 }; // of a tile that has one value only

class TileSheet {
  element;
  canvas;
  columns = 0; // none before the first layout
  #cursor = make("div", { class: "board-cursor", hidden: "" });
  #height; // values of a tile, from above to below
  #width;
  #count;
  #scale; // pixels of the page that a value takes
  #image = null;
  #marks = make("div"); // over the tiles that are struck through

  /**
   * count: tiles; label: of the canvas, for those who hear the page; scale: whole pixels of the
   * page that a value takes, {x, y}.
   */
  constructor(height, width, count, label, scale = valueScale(height, width)) {
    this.#height = height;
    this.#width = width;
    this.#count = count;
    this.#scale = scale;
    const attributes = { class: "board-pixels", tabindex: "0", role: "img", "aria-label": label };
    this.canvas = make("canvas", attributes);
    this.element = make("div", { class: "board-tiles" }, this.canvas, this.#marks, this.#cursor);
  }

  /** Lay the tiles out for a width in pixels of the page; whether that has changed anything. */
  layOut(available) {
    const [width, height] = [this.#width * this.#scale.x, this.#height * this.#scale.y];
    const columns = columnCount(this.#count, Math.floor(available / width));
    if (columns === this.columns) return false;
    this.columns = columns;
    const rows = Math.ceil(this.#count / columns);
    this.canvas.width = columns * this.#width;
    this.canvas.height = rows * this.#height;
    this.#image = new ImageData(this.canvas.width, this.canvas.height);
    const { style } = this.element;
    style.width = `${columns * width}px`;
    style.height = `${rows * height}px`;
    style.setProperty("--tile-width", `${width}px`);
    style.setProperty("--tile-height", `${height}px`);
    return true;
  }

  /**
   * Paint values (height, width, channels), of which the first channels are tiles: a value takes
   * the pixel middle + value * factor of the ramp.
   */
  paint(values, channels, ramp, middle, factor) {
    if (!this.#image) return;
    const words = new Uint32Array(this.#image.data.buffer);
    for (let tile = 0; tile < this.#count; tile++) {
      const { x: left, y: top } = this.#corner(tile);
      let target = top * this.canvas.width + left;
      let source = tile;
      for (let y = 0; y < this.#height; y++, target += this.canvas.width)
        for (let x = 0; x < this.#width; x++, source += channels)
          words[target + x] = ramp[(middle + values[source] * factor + 0.5) | 0];
    }
    this.canvas.getContext("2d").putImageData(this.#image, 0, 0);
  }

  /** Copy a tile onto a canvas, which becomes about `side` pixels of the page large. */
  copy(tile, canvas, side) {
    const { x, y } = this.#corner(tile);
    const [width, height] = [this.#width, this.#height];
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width * Math.max(1, Math.floor(side / Math.max(height, width)))}px`;
    canvas.getContext("2d").drawImage(this.canvas, x, y, width, height, 0, 0, width, height);
  }

  /** The tile at a place of the canvas, in pixels of the page; null where there is none. */
  tileAt(x, y) {
    const column = Math.floor(x / (this.#width * this.#scale.x));
    const row = Math.floor(y / (this.#height * this.#scale.y));
    const tile = row * this.columns + column;
    return tile < this.#count ? tile : null;
  }

  /** Outline a tile, or none for null. */
  outline(tile) {
    this.#cursor.hidden = tile === null;
    if (tile !== null) this.#put(this.#cursor, tile);
  }

  /** Strike tiles through, and no others. */
  mark(tiles) {
    const marks = tiles.map((tile) => {
      const mark = make("div", { class: "board-mark" });
      this.#put(mark, tile);
      return mark;
    });
    this.#marks.replaceChildren(...marks);
  }

  #put(element, tile) {
    element.style.left = `calc(${tile % this.columns} * var(--tile-width))`;
    element.style.top = `calc(${Math.floor(tile / this.columns)} * var(--tile-height))`;
  }

  #corner(tile) {
    const row = Math.floor(tile / this.columns);
    return { x: (tile % this.columns) * this.#width, y: row * this.#height };
  }
}

/** Whole pixels of the page for each value, so that tiles line up and are crisp. */
function valueScale(height, width) {
  if (height * width === 1) return UNIT_SIZE;
  const scale = Math.max(2, Math.round(TILE_SIDE / Math.max(height, width)));
  return { x: scale, y: scale };
}

/** Columns for tiles, at most `most`: as many as give rows of nearly the same length. */
function columnCount(tiles, most) {
  const rows = Math.ceil(tiles / Math.max(most, 1));
  return Math.ceil(tiles / rows);
}
