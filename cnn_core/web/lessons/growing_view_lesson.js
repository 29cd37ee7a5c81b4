// The lesson Growing view: a node of any layer, and the pixels behind it on the image.

const createLesson = (root) => new GrowingViewLesson(root);

const NODES = { side: 132, least: 4, most: 22 }; // pixels of the page: of a grid, and of its cells
const SEEN = 0.4; // of the accent colour, where the chosen node has all of it
const SIDES_BESIDE = [
  ["none", "None"],
  ["right", "To the right"],
  ["below", "Below"],
  ["diagonal", "Right and below"],
];

class GrowingViewLesson {
  #fault = make("p", { role: "alert" });
  #choice = new ImageChoice({}, "test", {
    onChange: (image) => this.#showImage(image),
    onTell: (sentence) => write(this.#fault, sentence),
  });
  #image = new PixelGrid("Image", "pixel", { onChoose: (...at) => this.#goNear(at), most: 13 });
  #stepper = new Stepper("Node", () => this.#paint());
  #beside = choiceOf("Neighbour", SIDES_BESIDE);
  #rows = make("div", { class: "lesson-layers" }); // of grids
  #told = make("p", { class: "lesson-told", role: "status" });
  #pixels = null;
  #layers = [];
  #shown = ""; // the layers, as they came
  #grids = []; // of the image's layers, from 1
  #at = 0; // the layer of the chosen node, from 1
  #ramps = null;

  constructor(root) {
    const fields = make("div", { class: "lesson-fields" }, this.#beside.element);
    this.#beside.select.addEventListener("change", () => this.#paint());
    this.#beside.select.value = "right";
    const seen = [this.#image.element, this.#stepper.element, fields, this.#told];
    const left = make("div", { class: "lesson-seen" }, ...seen);
    root.append(this.#choice.element, this.#fault);
    root.append(make("div", { class: "lesson-view" }, left, this.#rows));
  }

  /** layers: as LayerView.told; images: as lesson_images.py; parts: the pixels of kept digits. */
  update({ layers, images, parts }) {
    const shown = JSON.stringify(layers);
    if (shown !== this.#shown) this.#take(layers);
    this.#shown = shown;
    this.#choice.offer(images, parts[0]);
  }

  repaint(ramps) {
    this.#ramps = ramps;
    this.#choice.repaint();
    for (const grid of [this.#image, ...this.#grids]) grid.repaint(ramps);
  }

  #take(layers) {
    for (const grid of this.#grids) grid.destroy();
    this.#layers = layers;
    this.#grids = layers.map((layer, index) => this.#makeGrid(layer, index + 1));
    this.#rows.replaceChildren(...this.#grids.map(({ element }) => element));
    const last = layers.findLastIndex((layer) => !layer.is_unit);
    this.#at = last < 0 ? layers.length : last + 1;
    this.#stepper.element.hidden = this.#beside.element.hidden = !layers.length;
    if (layers.length) this.#goTo(this.#at, middleOf(layers[this.#at - 1]));
    else this.#paint();
  }

  #makeGrid(layer, at) {
    const { rows, columns } = layer;
    const fitting = Math.floor(NODES.side / Math.max(rows.length, columns.length));
    const most = Math.max(NODES.least, Math.min(NODES.most, fitting));
    const onChoose = (...node) => this.#goTo(at, node);
    const grid = new PixelGrid(layer.title, "", { onChoose, most });
    grid.element.append(make("p", { class: "board-muted" }, layerNote(layer)));
    if (this.#ramps) grid.repaint(this.#ramps);
    return grid;
  }

  #showImage(image) {
    this.#pixels = image;
    this.#paint();
  }

  /** [row, column] of the chosen node. */
  get #node() {
    const { columns } = this.#layers[this.#at - 1];
    return [Math.floor(this.#stepper.at / columns.length), this.#stepper.at % columns.length];
  }

  #goTo(at, [row, column]) {
    this.#at = at;
    const { rows, columns } = this.#layers[at - 1];
    this.#stepper.setCount(rows.length * columns.length);
    this.#stepper.go(row * columns.length + column);
  }

  #goNear(pixel) {
    if (this.#at) this.#goTo(this.#at, nodeNear(this.#layers[this.#at - 1], pixel));
  }

  #paint() {
    if (this.#at) this.#grids[this.#at - 1].setCursor(...this.#node);
    const seen = this.#at ? seenBehind(this.#layers, this.#at, this.#node) : [];
    const other = this.#at ? besideNode(this.#layers[this.#at - 1], this.#node, this.#side) : null;
    const besides = other ? seenBehind(this.#layers, this.#at, other) : [];
    this.#grids.forEach((grid, index) =>
      paintNodes(grid, this.#layers[index], seen[index + 1], besides[index + 1]),
    );
    this.#paintImage(seen[0], besides[0], other);
    this.#tell();
  }

  #paintImage(seen, beside, other) {
    if (!this.#pixels) return;
    const { height, width, pixels, told } = this.#pixels;
    const layer = this.#layers[this.#at - 1];
    const border = layer ? paddingAround(layer) : NO_BORDER;
    this.#image.setTitle(told);
    this.#image.show({ height, width, values: pixels, isSigned: false, most: 255, border });
    this.#image.fade(seen ? (row, column) => !isIn(seen, row, column) : () => false);
    if (!layer) return this.#image.mark([]);
    const area = (node) => (layer.is_unit ? spannedPart(seen) : wholeArea(layer, node));
    const marks = other ? [area(other)] : [];
    this.#image.mark([...marks, { ...area(this.#node), isStrong: true }]);
  }

  get #side() {
    return this.#beside.select.value;
  }

  #tell() {
    if (!this.#at) return write(this.#told, "");
    const isUnit = this.#layers[this.#at - 1].is_unit;
    const parts = [
      viewText(this.#layers, this.#at, this.#node),
      isUnit ? "" : neighbourText(this.#layers, this.#at, this.#node, this.#side),
      unseenText(this.#layers, this.#at),
    ];
    write(this.#told, parts.filter(Boolean).join(" "));
  }
}

function middleOf({ rows, columns }) {
  return [rows, columns].map((nodes) => (nodes.length - 1) >> 1);
}

/** "26×26 nodes, each sees 3×3, step 1". */
function layerNote({ rows, columns, size, step, is_unit: isUnit }) {
  if (isUnit) return "all units see the same";
  const apart = step[0] === step[1] ? step[0] : step.join("×");
  return `${rows.length}×${columns.length} nodes · see ${size.join("×")} · step ${apart}`;
}

function isIn({ rows, columns }, row, column) {
  return (rows & (1 << row)) !== 0 && (columns & (1 << column)) !== 0;
}

function paintNodes(grid, { rows, columns }, seen, beside) {
  const [height, width] = [rows.length, columns.length];
  const isOne = seen && spanOf(seen.rows).count * spanOf(seen.columns).count === 1;
  const shade = isOne ? 1 : SEEN;
  const values = Float32Array.from({ length: height * width }, (_, at) =>
    seen && isIn(seen, Math.floor(at / width), at % width) ? shade : 0,
  );
  grid.show({ height, width, values, isSigned: true, most: 1 });
  const marks = beside ? [spannedPart(beside)] : [];
  grid.mark(seen ? [...marks, { ...spannedPart(seen), isStrong: true }] : []);
}
