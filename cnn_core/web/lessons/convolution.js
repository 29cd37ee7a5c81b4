// The lesson Convolution: an image, a filter over one window of it, and the map that grows.

const createLesson = (root, send) => new ConvolutionLesson(root, send);

class ConvolutionLesson {
  #told = make("p", { class: "lesson-told", role: "status" });
  #onTell = (sentence) => write(this.#told, sentence);
  #images = new ImageChoice(EXAMPLES, "nine", {
    onChange: (image) => this.#take(image),
    onTell: this.#onTell,
  });
  #controls = new ConvolutionControls({ onChange: () => this.#renew(), onTell: this.#onTell });
  #image = new PixelGrid("Image", "pixel", { onChoose: (...at) => this.#goNear(...at) });
  #map = new PixelGrid("Map", "value", { onChoose: (...at) => this.#goTo(...at) });
  #working = new WindowWorking((values) => this.#controls.setOwn(values));
  #stepper = new Stepper("Window", () => this.#show());
  #whole = checkBox("All windows at once");
  #chosen = null; // the image, as it was chosen
  #network = null; // of the run whose filters are offered
  #seen = null; // {height, width, values}: the image as the filter meets it
  #result = null; // of convolvedMap; null where the filter does not fit
  #send;

  constructor(root, send) {
    this.#send = send;
    const pair = make("div", { class: "lesson-pair" }, this.#image.element, this.#map.element);
    const [stepper, whole] = [this.#stepper.element, this.#whole.element];
    const steps = make("div", { class: "lesson-steps" }, stepper, whole);
    const { element } = this.#controls;
    root.append(this.#images.element, element, this.#told, pair, steps, this.#working.element);
    this.#whole.box.addEventListener("change", () => this.#show());
  }

  /** images: as ImageChoice takes them; parts: pixels of the kept digits, payload of the run. */
  update({ images, run, parts: [pixels, payload] }) {
    this.#images.offer(images, pixels);
    this.#network = run === null ? null : readNetwork(payload);
    this.#controls.offerTrained(run, this.#network);
  }

  repaint(ramps) {
    for (const part of [this.#image, this.#map, this.#working, this.#images]) part.repaint(ramps);
  }

  #take(image) {
    this.#chosen = image;
    this.#renew();
  }

  /** The image, the filter or a setting is another one. */
  #renew() {
    if (!this.#chosen) return;
    const { setting, filter, isTrained } = this.#controls;
    this.#seen = seenImage(this.#chosen, isTrained ? this.#network : null);
    const fault = fitFault("filter", filter, this.#seen, setting.padding);
    this.#result = fault ? null : convolvedMap(this.#seen, filter, setting);
    this.#stepper.setCount(this.#result?.values.length ?? 0);
    write(this.#told, fault || mapText(this.#seen, this.#result, setting));
    const { strides, padding, activation } = setting;
    this.#send({ kernel_size: [filter.height, filter.width], strides, padding, activation });
    this.#show();
  }

  #show() {
    const { told } = this.#chosen;
    const { height, width, values, isNormalized } = this.#seen;
    const range = rangeOf(values);
    const border = this.#result ? borderOf(this.#result.view) : NO_BORDER;
    this.#image.setTitle(`${told}, ${height}×${width}${isNormalized ? ", normalised" : ""}`);
    this.#image.show({ height, width, values, ...range, border });
    this.#showMap();
    this.#working.element.hidden = !this.#result;
    if (this.#result) this.#showWindow(range);
    else this.#image.mark([]);
  }

  #showWindow(range) {
    const { setting, filter } = this.#controls;
    const worked = valueAt(this.#seen, filter, setting, this.#result.view, this.#stepper.at);
    const { height, width } = filter;
    this.#image.mark([{ top: worked.top, left: worked.left, height, width, isStrong: true }]);
    this.#working.show(filter, worked, setting, range);
  }

  #showMap() {
    if (!this.#result) {
      this.#map.setTitle("Map: none");
      return this.#map.show(null);
    }
    const { rows, columns, values } = this.#result;
    const known = this.#whole.box.checked ? values.length : this.#stepper.at + 1;
    const most = largestMagnitude(values);
    this.#map.setTitle(`Map, ${rows}×${columns}`);
    this.#map.show({ height: rows, width: columns, values, isSigned: true, most, known });
    const [top, left] = [Math.floor(this.#stepper.at / columns), this.#stepper.at % columns];
    this.#map.mark([{ top, left, height: 1, width: 1, isStrong: true }]);
    this.#map.setCursor(top, left);
  }

  /** Go to the window around a pixel. */
  #goNear(row, column) {
    if (this.#result) this.#stepper.go(placeNear(this.#result.view, row, column));
  }

  /** Go to the window of a value of the map. */
  #goTo(row, column) {
    this.#stepper.go(row * this.#result.columns + column);
  }
}

/** What the filter meets: ink from 0 to 1, or of an image as large as its own what `network` makes
 * of the pixels first. */
function seenImage({ height, width, pixels }, network) {
  if (!network || pixels.length !== network.input.values.length)
    return { height, width, values: Float32Array.from(pixels, (ink) => ink / 255) };
  network.input.compute(pixels);
  return { height, width, values: network.input.values.slice(), isNormalized: true };
}

/** What greys go from and to: {least, most} of some values and 0. */
function rangeOf(values) {
  const [least, most] = [Math.min, Math.max].map((end) => values.reduce((a, b) => end(a, b), 0));
  return { least, most };
}
