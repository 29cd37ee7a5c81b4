// The lesson From maps to maps: all kernels of a layer, and one value of an output map step by step.

const createLesson = (root) => new MapsLesson(root);

const MAP_CELL = 26; // pixels of the page that a value of a map takes at most
const KERNEL_CELL = 34;

class MapsLesson {
  #layer = null; // as lessons/maps_to_maps.js has it
  #shown = ""; // what it is about
  #about = null;
  #network = null;
  #images = null;
  #worked = null; // of valueFromMaps
  #pair = [0, 0];
  #example = choiceOf("Image", []);
  #pairs = new PairGrid((from, to) => this.#choose(from, to));
  #fields; // of the pair
  #toldField = make("p", { role: "alert" });
  #stepper = new Stepper("Step", () => this.#showStep());
  #input = new PixelGrid("Input map", "value", { most: MAP_CELL });
  #output = new PixelGrid("Output map", "value", {
    onChoose: (...node) => this.#goTo(node),
    most: MAP_CELL,
  });
  #window = new PixelGrid("Its window", "value", { most: KERNEL_CELL });
  #kernel = new PixelGrid("Kernel of the pair", "weight", { most: KERNEL_CELL });
  #products = new PixelGrid("Products", "product", { most: KERNEL_CELL });
  #sums = new PixelGrid("Sum of each input map's products", "sum", {
    onChoose: (_row, from) => this.#stepper.go(from),
    most: KERNEL_CELL,
  });
  #told = make("p", { class: "lesson-told lesson-sum", role: "status" });
  #colours = new ColourPicture();
  #place = 0; // of the value in the output map, row by row

  constructor(root) {
    this.#example.select.addEventListener("change", () => this.#takeImage());
    this.#fields = ["Input map", "Output map"].map((label, axis) => this.#field(label, axis));
    const fields = this.#fields.map(({ element }) => element);
    const choices = make("div", { class: "lesson-fields" }, this.#example.element, ...fields);
    const sum = [this.#input, this.#window, this.#kernel, this.#products, this.#output];
    const parts = [this.#colours, ...sum].map(({ element }) => element);
    root.append(
      this.#pairs.element,
      choices,
      this.#toldField,
      this.#stepper.element,
      this.#told,
      make("div", { class: "lesson-maps" }, ...parts),
      this.#sums.element,
    );
  }

  /**
   * Numbers of a layer: {shape, settings, names, is_coloured}, parts: its inputs, kernels and biases.
   * Of a run: {position, classes}, parts: its payload and some images.
   */
  update(about) {
    const { parts, ...rest } = about;
    this.#about = rest;
    if (rest.position === undefined) this.#takeParts(parts);
    else this.#takeRun(parts);
  }

  repaint(ramps) {
    for (const part of this.#painted) part.repaint(ramps);
  }

  get #painted() {
    const grids = [this.#input, this.#output, this.#window, this.#kernel, this.#products];
    return [this.#pairs, this.#sums, ...grids];
  }

  #field(label, axis) {
    const limits = { least: 1, most: 1, isWhole: true };
    const onChoose = (number) => {
      const pair = this.#pair.with(axis, number - 1);
      this.#choose(...pair);
    };
    return new ValueField(label, limits, 1, {
      onChoose,
      onTell: (sentence) => write(this.#toldField, sentence),
    });
  }

  #takeParts(parts) {
    this.#example.element.hidden = true;
    this.#take(layerOfParts(this.#about, parts));
  }

  #takeRun([payload, images]) {
    this.#network = readNetwork(payload);
    this.#images = readImages(images);
    this.#example.element.hidden = false;
    refill(this.#example.select, imageOptions(this.#images, this.#network.classes), "0");
    this.#takeImage();
  }

  #takeImage() {
    const pixels = pixelsOf(this.#images, Number(this.#example.select.value));
    forward(this.#network, pixels);
    this.#take(layerBetweenMaps(this.#network, this.#about.position));
  }

  /** The layer, or what it is given, is another one. */
  #take(layer) {
    this.#layer = layer;
    const sides = [layer.input.shape[2], layer.biases.length];
    this.#fields.forEach((field, axis) => field.setMost(sides[axis]));
    const shown = JSON.stringify([layer.input.shape, layer.settings]);
    const pair = this.#pair.map((at, axis) => Math.min(at, sides[axis] - 1));
    if (shown !== this.#shown) this.#place = largestPlace(outputMap(layer, pair[1]));
    this.#shown = shown;
    this.#stepper.setCount(sides[0] + 2);
    this.#colours.show(this.#about.is_coloured ? layer.input : null);
    this.#pairs.show(layer);
    this.#choose(...pair);
  }

  /** Go to a pair: its input map's step, and the value of its output map. */
  #choose(from, to) {
    this.#pair = [from, to];
    this.#work();
    this.#stepper.go(from);
  }

  /** Go to another value of the output map; the step stays. */
  #goTo([row, column]) {
    this.#place = row * windowsOfMaps(this.#layer).columns + column;
    this.#work();
    this.#showStep();
  }

  #work() {
    const to = this.#pair[1];
    const { rows, columns } = windowsOfMaps(this.#layer);
    this.#worked = valueFromMaps(this.#layer, to, this.#place);
    const values = outputMap(this.#layer, to);
    this.#output.setTitle(`${this.#name("output", to)}, ${rows}×${columns}`);
    const most = largestMagnitude(values);
    this.#output.show({ height: rows, width: columns, values, isSigned: true, most });
    const place = [Math.floor(this.#place / columns), this.#place % columns];
    this.#output.setCursor(...place);
    this.#output.mark([{ top: place[0], left: place[1], height: 1, width: 1, isStrong: true }]);
  }

  #showStep() {
    if (!this.#worked) return;
    const step = this.#stepper.at;
    const { parts } = this.#worked;
    const from = Math.min(step, parts.length - 1);
    this.#pair = this.#pair.with(0, from);
    this.#fields.forEach((field, axis) => field.show(this.#pair[axis] + 1));
    this.#pairs.choose(...this.#pair);
    this.#showInput(from);
    this.#showPart(parts[from]);
    this.#showSums(parts, step);
    const names = parts.map((_, at) => this.#name("input", at));
    write(this.#told, stepText(this.#worked, step, names, this.#layer.settings.activation));
  }

  #showInput(from) {
    const [height, width] = this.#layer.input.shape;
    const values = inputMap(this.#layer, from);
    const view = windowsOfMaps(this.#layer);
    this.#input.setTitle(`${this.#name("input", from)}, ${height}×${width}`);
    const scale = scaleOf(values);
    this.#input.show({ height, width, values, ...scale, border: borderOf(view) });
    const { top, left } = cornerOf(view, this.#place);
    this.#input.mark([{ top, left, height: view.height, width: view.width, isStrong: true }]);
  }

  #showPart({ window, kernel, products }) {
    const [height, width] = this.#layer.settings.kernel_size;
    const show = (grid, values, scale) => grid.show({ height, width, values, ...scale });
    show(this.#window, window, scaleOf(inputMap(this.#layer, this.#pair[0])));
    show(this.#kernel, kernel, { isSigned: true, most: largestMagnitude(kernel) });
    show(this.#products, products, { isSigned: true, most: largestMagnitude(products) });
  }

  #showSums(parts, step) {
    const values = Float64Array.from(parts, ({ sum }) => sum);
    const known = Math.min(step + 1, parts.length);
    const most = largestMagnitude(values);
    this.#sums.show({ height: 1, width: parts.length, values, isSigned: true, most, known });
    const at = this.#pair[0];
    this.#sums.setCursor(0, at);
    const isSummed = step >= parts.length;
    this.#sums.mark(isSummed ? [] : [{ top: 0, left: at, height: 1, width: 1, isStrong: true }]);
  }

  /** "Input map 3", or what the lesson's data call it. */
  #name(side, at) {
    return this.#about.names?.[side][at] ?? `${side === "input" ? "Input" : "Output"} map ${at + 1}`;
  }
}

/** Where the largest value is; 0 where there is none, as not all are numbers. */
function largestPlace(values) {
  return Math.max(0, values.indexOf(values.reduce((a, b) => Math.max(a, b))));
}

/** In greys from 0 where no value is below it, else around 0. */
function scaleOf(values) {
  return { isSigned: values.some((value) => value < 0), most: largestMagnitude(values) };
}

/** A picture in its own colours, enlarged. */
class ColourPicture {
  #canvas = make("canvas", { class: "board-pixels lesson-colours", role: "img" });
  element = make("section", { class: "lesson-grid", hidden: "" }, make("h3", {}, "The picture"), this.#canvas);

  /** input: {shape: (height, width, 3), values from 0 to 1}, null for none. */
  show(input) {
    this.element.hidden = input === null;
    if (!input) return;
    const [height, width] = input.shape;
    [this.#canvas.width, this.#canvas.height] = [width, height];
    this.#canvas.setAttribute("aria-label", `A coloured picture of ${height}×${width} pixels`);
    const image = new ImageData(width, height);
    for (let at = 0; at < height * width; at++) {
      const colour = input.values.subarray(3 * at, 3 * at + 3).map((share) => 255 * share);
      image.data.set([...colour, 255], 4 * at);
    }
    this.#canvas.getContext("2d").putImageData(image, 0, 0);
  }
}
