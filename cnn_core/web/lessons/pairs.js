// All kernels between two layers of maps on one canvas: a row for each input map, a column for each
// output map; below them the biases, one for each column.

// Pixels of the page: that a kernel takes at most, a weight at least, a weight where there is more
// place between kernels, and all rows together, about.
const PAIR = { most: 44, least: 2, spaced: 4, tall: 560 };
const MOST_PAIRED = 256; // input maps, and output maps, that are drawn
const BIAS = { height: 12, gap: 6 };

class PairGrid {
  #canvas = make("canvas", { class: "lesson-pairs", role: "img", tabindex: "0" });
  #frame = make("div", { class: "lesson-pairs-frame" }, this.#canvas);
  #told = make("p", { class: "board-muted" });
  #onChoose;
  #layer = null;
  #sides = null; // {height, width, maps, filters}, as many of these as are drawn
  #sheet = make("canvas", { width: 0, height: 0 }); // all kernels, painted
  #scale = 1; // pixels of the page that a weight takes
  #pair = [0, 0];
  #ramps = null;
  #observer = new ResizeObserver(() => this.#layOut());
  element;

  /** onChoose(from, to): another pair was pressed, dragged to or reached by the arrow keys. */
  constructor(onChoose) {
    this.#onChoose = onChoose;
    const title = make("h3", {}, "All kernels");
    this.element = make("section", { class: "lesson-grid" }, title, this.#told, this.#frame);
    this.#canvas.addEventListener("pointerdown", (event) => this.#point(event));
    this.#canvas.addEventListener("pointermove", (event) => {
      if (event.buttons === 1 && event.pointerType === "mouse") this.#point(event);
    });
    this.#canvas.addEventListener("keydown", (event) => this.#press(event));
    this.#observer.observe(this.#frame);
  }

  /** Show the kernels of a layer, as lessons/maps_to_maps.js has it. */
  show(layer) {
    const [height, width] = layer.settings.kernel_size;
    const all = [layer.input.shape[2], layer.biases.length];
    const [maps, filters] = all.map((count) => Math.min(count, MOST_PAIRED));
    [this.#layer, this.#sides] = [layer, { height, width, maps, filters }];
    const label = `Kernels, ${all.join(" × ")} pairs of input and output maps. Arrow keys choose.`;
    this.#canvas.setAttribute("aria-label", label);
    write(this.#told, pairsNote(...all));
    this.#layOut();
  }

  /** Outline a pair and its column. */
  choose(from, to) {
    this.#pair = [from, to];
    this.#paint();
  }

  /** Paint in the ramps of a theme, as `readRamps` gives them. */
  repaint(ramps) {
    this.#ramps = ramps;
    this.#paintSheet();
  }

  #point({ offsetX, offsetY }) {
    const { maps, filters } = this.#sides;
    const [tall, wide] = this.#pitch;
    const from = Math.min(maps - 1, Math.floor(offsetY / tall));
    const to = Math.min(filters - 1, Math.floor(offsetX / wide));
    if (from >= 0 && to >= 0) this.#onChoose(from, to);
  }

  #press(event) {
    if (!(event.key in CELL_KEYS)) return;
    event.preventDefault();
    const [from, to] = CELL_KEYS[event.key].map((by, axis) => this.#pair[axis] + by);
    const { maps, filters } = this.#sides;
    if (from >= 0 && from < maps && to >= 0 && to < filters) this.#onChoose(from, to);
  }

  /** [down, across] from kernel to kernel, in pixels of the page. */
  get #pitch() {
    const { height, width } = this.#sides;
    return [height, width].map((side) => side * this.#scale + this.#gap);
  }

  /** Pixels of the page between two kernels. */
  get #gap() {
    return this.#scale < PAIR.spaced ? 1 : 2;
  }

  /** As large as there is place; where there is too little, the frame scrolls. */
  #layOut() {
    const available = this.#frame.clientWidth;
    if (!this.#layer || available === 0) return;
    const { height, width, maps, filters } = this.#sides;
    const across = Math.floor(((available - 2) / filters - 2) / width);
    const down = Math.floor((PAIR.tall / maps - 2) / height);
    const most = Math.floor(PAIR.most / Math.max(height, width));
    this.#scale = Math.max(PAIR.least, Math.min(most, across, down));
    const [tall, wide] = this.#pitch;
    const sides = [filters * wide, maps * tall + BIAS.gap + BIAS.height].map(
      (side) => side + this.#gap, // in front of the first
    );
    for (const canvas of [this.#canvas, this.#sheet])
      [canvas.width, canvas.height] = sides.map((side) => side * devicePixelRatio);
    [this.#canvas.style.width, this.#canvas.style.height] = sides.map((side) => `${side}px`);
    this.#paintSheet();
  }

  /** All kernels and biases, to be copied whenever another pair is outlined. */
  #paintSheet() {
    if (!this.#layer || !this.#ramps || !this.#sheet.width) return;
    const context = contextOf(this.#sheet);
    context.translate(this.#gap, this.#gap);
    const { height, width, maps, filters } = this.#sides;
    const picture = paintedKernels(this.#layer, this.#sides, this.#ramps);
    const [tall, wide] = this.#pitch;
    const size = [width * this.#scale, height * this.#scale];
    for (let from = 0; from < maps; from++)
      for (let to = 0; to < filters; to++) {
        const part = [to * width, from * height, width, height];
        context.drawImage(picture, ...part, to * wide, from * tall, ...size);
      }
    const scale = { isSigned: true, most: largestMagnitude(this.#layer.biases) };
    this.#layer.biases.slice(0, filters).forEach((bias, to) => {
      context.fillStyle = rampColour(shadeOf(bias, scale, this.#ramps));
      context.fillRect(to * wide, maps * tall + BIAS.gap, size[0], BIAS.height);
    });
    this.#paint();
  }

  #paint() {
    if (!this.#sides || !this.#sheet.width) return;
    const context = contextOf(this.#canvas);
    const { maps } = this.#sides;
    const [tall, wide] = this.#pitch;
    const [from, to] = this.#pair;
    const sides = [this.#sheet.width, this.#sheet.height].map((side) => side / devicePixelRatio);
    context.drawImage(this.#sheet, 0, 0, ...sides);
    const column = [to * wide, 0, wide, maps * tall + BIAS.gap + BIAS.height];
    this.#outline(context, column, "--board-ink");
    this.#outline(context, [to * wide, from * tall, wide, tall], "--board-accent");
  }

  #outline(context, [x, y, width, height], name) {
    const half = this.#gap / 2; // in the middle of the gap around
    context.lineWidth = this.#gap;
    context.strokeStyle = this.#colour(name);
    context.strokeRect(x + half, y + half, width, height);
  }

  #colour(name) {
    return getComputedStyle(this.#canvas).getPropertyValue(name);
  }
}

/** An empty canvas, to be painted in pixels of the page without smoothing. */
function contextOf(canvas) {
  const context = canvas.getContext("2d");
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  return context;
}

function pairsNote(maps, filters) {
  const note = "A row for each input map, a column for each output map; last the biases.";
  if (Math.max(maps, filters) <= MOST_PAIRED) return note;
  return `${note} The first ${MOST_PAIRED} of them are drawn; the others are chosen by their numbers.`;
}

/** A canvas with a pixel for each weight of the kernels that are drawn, beside and below each other. */
function paintedKernels({ input, kernel, biases }, { height, width, maps, filters }, ramps) {
  const [allMaps, allFilters] = [input.shape[2], biases.length];
  const scale = { isSigned: true, most: largestMagnitude(kernel) };
  const image = new ImageData(filters * width, maps * height);
  const words = new Uint32Array(image.data.buffer);
  kernel.forEach((weight, at) => {
    const [to, from] = [at % allFilters, Math.floor(at / allFilters) % allMaps];
    if (to >= filters || from >= maps) return;
    const place = Math.floor(at / (allFilters * allMaps));
    const row = from * height + Math.floor(place / width);
    words[(row * filters + to) * width + (place % width)] = shadeOf(weight, scale, ramps);
  });
  const picture = make("canvas", { width: image.width, height: image.height });
  picture.getContext("2d").putImageData(image, 0, 0);
  return picture;
}
