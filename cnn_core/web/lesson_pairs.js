// All kernels between two layers of maps on one canvas: a row for each input map, a column for each
// output map; below them the biases, one for each column.

// Pixels of the page: that a kernel takes at most, a weight at least, a weight where there is more
// place between kernels, and all rows together, about.
const PAIR = { most: 44, least: 2, spaced: 4, tall: 560 };
const BIAS = { height: 12, gap: 6 };

class PairGrid {
  #canvas = make("canvas", { class: "lesson-pairs", role: "img", tabindex: "0" });
  #frame = make("div", { class: "lesson-pairs-frame" }, this.#canvas);
  #onChoose;
  #layer = null;
  #sides = null; // {height, width, maps, filters}
  #sheet = make("canvas", { width: 0, height: 0 }); // all kernels, painted
  #scale = 1; // pixels of the page that a weight takes
  #pair = [0, 0];
  #ramps = null;
  #observer = new ResizeObserver(() => this.#layOut());
  element;

  /** onChoose(from, to): another pair was pressed, dragged to or reached by the arrow keys. */
  constructor(onChoose) {
    this.#onChoose = onChoose;
    const note = "A row for each input map, a column for each output map; last the biases";
    const title = make("h3", {}, "All kernels");
    const told = make("p", { class: "board-muted" }, note);
    this.element = make("section", { class: "lesson-grid" }, title, told, this.#frame);
    this.#canvas.addEventListener("pointerdown", (event) => this.#point(event));
    this.#canvas.addEventListener("pointermove", (event) => {
      if (event.buttons === 1 && event.pointerType === "mouse") this.#point(event);
    });
    this.#canvas.addEventListener("keydown", (event) => this.#press(event));
    this.#observer.observe(this.#frame);
  }

  /** Show the kernels of a layer, as maps_to_maps.js has it. */
  show(layer) {
    const [height, width] = layer.settings.kernel_size;
    const [maps, filters] = [layer.input.shape[2], layer.biases.length];
    [this.#layer, this.#sides] = [layer, { height, width, maps, filters }];
    const label = `Kernels, ${maps} × ${filters} pairs of input and output maps. Arrow keys choose.`;
    this.#canvas.setAttribute("aria-label", label);
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

  destroy() {
    this.#observer.disconnect();
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
    const picture = paintedKernels(this.#layer, this.#ramps);
    const [tall, wide] = this.#pitch;
    const size = [width * this.#scale, height * this.#scale];
    for (let from = 0; from < maps; from++)
      for (let to = 0; to < filters; to++) {
        const part = [to * width, from * height, width, height];
        context.drawImage(picture, ...part, to * wide, from * tall, ...size);
      }
    const scale = { isSigned: true, most: largestMagnitude(this.#layer.biases) };
    this.#layer.biases.forEach((bias, to) => {
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

/** A canvas with a pixel for each weight: kernels beside and below each other. */
function paintedKernels({ input, kernel, biases, settings }, ramps) {
  const [height, width] = settings.kernel_size;
  const [maps, filters] = [input.shape[2], biases.length];
  const scale = { isSigned: true, most: largestMagnitude(kernel) };
  const image = new ImageData(filters * width, maps * height);
  const words = new Uint32Array(image.data.buffer);
  kernel.forEach((weight, at) => {
    const [to, from] = [at % filters, Math.floor(at / filters) % maps];
    const place = Math.floor(at / (filters * maps));
    const row = from * height + Math.floor(place / width);
    words[(row * filters + to) * width + (place % width)] = shadeOf(weight, scale, ramps);
  });
  const picture = make("canvas", { width: image.width, height: image.height });
  picture.getContext("2d").putImageData(image, 0, 0);
  return picture;
}
