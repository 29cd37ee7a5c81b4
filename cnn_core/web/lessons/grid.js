// A grid of values: crisp cells in the colours of the theme, and the value of one in words.

const CELL = { most: 40, lined: 6, numbered: 28 }; // pixels of the page
const CELL_KEYS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};
const MARK_WIDTH = 2; // pixels of the page, with as much ground around it
const EDGE = 3; // pixels of the page around the cells, for the marks of the outer ones

/**
 * Values of an image or a map. A picture is {height, width, values, isSigned, least, most, known,
 * border}: `values` row by row, `least` (0, where it is missing) to `most` in greys, or -most to
 * `most` around 0; of the cells only the first `known` are painted (all, where it is missing);
 * `border` {top, bottom, left, right}, in cells, is the padding around it, whose cells have the
 * rows and columns -1, -2 … and height, width …
 */
class PixelGrid {
  #canvas = make("canvas", { class: "lesson-cells", role: "img", tabindex: "0" });
  #told = make("output", { class: "board-muted" });
  #title = make("h3");
  #onChoose;
  #noun;
  #most;
  #padding;
  #picture = null;
  #marks = [];
  #isFaint = null; // (row, column) => whether the cell steps back behind the others
  #ramps = null;
  #cell = 0; // pixels of the page
  #at = [0, 0]; // the cell that the keys have reached
  #observer = new ResizeObserver(() => this.#layOut());
  element;

  /**
   * noun: what a cell is, "pixel", "value", "" where only its place is told; onChoose(row, column):
   * a cell was pressed, dragged to or reached by the arrow keys; most: pixels of the page that a
   * cell takes at most; padding: how the cells of the border are told.
   */
  constructor(
    title,
    noun,
    { onChoose = () => {}, most = CELL.most, padding = "Padding: counts as 0" } = {},
  ) {
    [this.#noun, this.#onChoose, this.#most, this.#padding] = [noun, onChoose, most, padding];
    const frame = make("div", { class: "lesson-frame" }, this.#canvas);
    this.element = make("section", { class: "lesson-grid" }, this.#title, frame, this.#told);
    this.setTitle(title);
    this.#listen();
    this.#observer.observe(frame);
  }

  setTitle(title) {
    write(this.#title, title);
    this.#canvas.setAttribute("aria-label", `${title}. Arrow keys go from cell to cell.`);
  }

  /** picture: null for none. */
  show(picture) {
    this.#canvas.hidden = picture === null;
    const usual = { known: picture?.values.length, border: NO_BORDER, least: 0 };
    this.#picture = picture && { ...usual, ...picture };
    const width = picture ? this.#most * sidesOf(this.#picture)[1] + 2 * EDGE : 0;
    this.element.style.setProperty("--lesson-width", `${width}px`);
    write(this.#told, "");
    this.#layOut();
  }

  /** Outline parts: {top, left, height, width} in cells, and `isStrong` for the one in question. */
  mark(marks) {
    this.#marks = marks;
    this.#paint();
  }

  /** isFaint(row, column): whether a cell steps back behind the others; null: none does. */
  fade(isFaint) {
    this.#isFaint = isFaint;
    this.#paint();
  }

  /** The cell that the arrow keys go on from. */
  setCursor(row, column) {
    this.#at = [row, column];
  }

  /** Paint in the ramps of a theme, as `readRamps` gives them. */
  repaint(ramps) {
    this.#ramps = ramps;
    this.#paint();
  }

  destroy() {
    this.#observer.disconnect();
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener("pointermove", (event) => this.#point(event, event.buttons === 1));
    canvas.addEventListener("pointerdown", (event) => this.#point(event, event.button === 0));
    canvas.addEventListener("pointerleave", () => write(this.#told, ""));
    canvas.addEventListener("blur", () => write(this.#told, ""));
    canvas.addEventListener("focus", () => this.#tell(...this.#at));
    canvas.addEventListener("keydown", (event) => this.#press(event));
  }

  #point({ offsetX, offsetY }, isChosen) {
    if (!this.#picture) return;
    const { top, left } = this.#picture.border;
    const row = Math.floor((offsetY - EDGE) / this.#cell) - top;
    const column = Math.floor((offsetX - EDGE) / this.#cell) - left;
    this.#tell(row, column);
    if (isChosen && this.#isInside(row, column)) this.#choose(row, column);
  }

  #press(event) {
    if (!(event.key in CELL_KEYS) || !this.#picture) return;
    event.preventDefault();
    const [down, right] = CELL_KEYS[event.key];
    const [row, column] = [this.#at[0] + down, this.#at[1] + right];
    if (this.#isInside(row, column)) this.#choose(row, column);
    this.#tell(...this.#at);
  }

  #choose(row, column) {
    this.#at = [row, column];
    this.#onChoose(row, column);
  }

  #isInside(row, column) {
    const { height, width } = this.#picture;
    return row >= 0 && row < height && column >= 0 && column < width;
  }

  #tell(row, column) {
    if (!this.#picture) return;
    const { width, values, known } = this.#picture;
    const index = row * width + column;
    const place = `Row ${row + 1}, column ${column + 1}`;
    if (!this.#isInside(row, column)) write(this.#told, this.#padding);
    else if (index >= known) write(this.#told, `${place}: not reached yet`);
    else if (this.#noun === "") write(this.#told, place);
    else write(this.#told, `${place}: ${this.#noun} ${valueText(values[index])}`);
  }

  /** As large as there is place, in whole pixels of the screen for each cell. */
  #layOut() {
    const available = this.#canvas.parentElement.clientWidth - 2 * EDGE;
    if (!this.#picture || available <= 0) return;
    const [rows, columns] = sidesOf(this.#picture);
    const density = devicePixelRatio;
    const fitting = Math.floor((available * density) / columns);
    const pixels = Math.max(1, Math.min(fitting, Math.round(this.#most * density)));
    this.#cell = pixels / density;
    const sides = [columns, rows].map((count) => count * this.#cell + 2 * EDGE);
    [this.#canvas.width, this.#canvas.height] = sides.map((side) => Math.round(side * density));
    [this.#canvas.style.width, this.#canvas.style.height] = sides.map((side) => `${side}px`);
    this.#paint();
  }

  #paint() {
    if (!this.#picture || !this.#ramps || this.#cell === 0) return;
    const brush = new CellBrush(this.#canvas, this.#cell, this.#picture.border);
    brush.begin(this.#ramps);
    paintPadding(brush, this.#picture);
    paintValues(brush, this.#picture);
    if (this.#isFaint) paintFaint(brush, this.#picture, this.#isFaint);
    for (const mark of this.#marks) brush.outline(mark);
  }
}

const NO_BORDER = { top: 0, bottom: 0, left: 0, right: 0 };

/** [rows, columns] of a picture with its border. */
function sidesOf({ height, width, border: { top, bottom, left, right } }) {
  return [height + top + bottom, width + left + right];
}

function paintPadding(brush, { height, width, border: { top, bottom, left, right } }) {
  for (let row = -top; row < height + bottom; row++)
    for (let column = -left; column < width + right; column++)
      if (row < 0 || row >= height || column < 0 || column >= width) brush.hatch(row, column);
}

function paintValues(brush, { width, values, known, ...scale }) {
  values.forEach((value, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    if (index < known) brush.fill(row, column, value, scale);
    else brush.leaveOpen(row, column);
  });
}

function paintFaint(brush, { height, width }, isFaint) {
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      if (isFaint(row, column)) brush.fade(row, column);
}
