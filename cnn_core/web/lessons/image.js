// Which image a lesson is about: an example, an image of the test set, a kept digit, or a drawing.

const IMAGE_SIDE = 28;
const LAST_TEST_IMAGE = 9999;
const NO_TEST_SET = "The test images could not be loaded: choose another image.";

class ImageChoice {
  #examples; // by name: {height, width, pixels, told}
  #onChange;
  #onTell;
  #testSet = new TestSet("");
  #kept = []; // {id, label, pixels}
  #names = []; // of the classes
  #kind = choiceOf("Image", []);
  #number;
  #another;
  #digit = choiceOf("Kept digit", []);
  #pad = null;
  #drawn = make("div", { class: "lesson-pad", hidden: "" });
  #latest = 0; // number of the newest choice: what comes later from an older one is dropped
  #start;
  fields = make("div", { class: "lesson-fields" });
  element = make("div", { class: "lesson-image" }, this.fields, this.#drawn);

  /**
   * examples: {name: {height, width, pixels, told}}; start: what is chosen at first, the name of an
   * example or "test"; onChange(image): {height, width, pixels, told}, pixels from 0 to 255;
   * onTell(sentence): what is wrong, "" when nothing is any more.
   */
  constructor(examples, start, { onChange, onTell }) {
    [this.#examples, this.#start] = [examples, start];
    [this.#onChange, this.#onTell] = [onChange, onTell];
    const limits = { least: 0, most: LAST_TEST_IMAGE, isWhole: true };
    this.#number = new ValueField("Number", limits, 0, { onChoose: () => this.#choose(), onTell });
    this.#another = pressable("Another", "Another test image", () => this.#chooseAnother());
    const fields = [this.#kind, this.#number, { element: this.#another }, this.#digit];
    this.fields.append(...fields.map(({ element }) => element));
    for (const { select } of [this.#kind, this.#digit])
      select.addEventListener("change", () => this.#choose());
  }

  /**
   * What there is to choose from, as lesson_images.py gives it: {address, names, kept}; pixels: 784
   * bytes of each kept digit.
   */
  offer({ address, names, kept }, pixels) {
    const size = IMAGE_SIDE ** 2;
    this.#testSet = new TestSet(address);
    this.#names = names;
    this.#kept = kept.map((digit, at) => ({
      ...digit,
      pixels: pixels.slice(size * at, size * (at + 1)),
    }));
    const kinds = Object.entries(this.#examples).map(([name, { told }]) => [name, told]);
    kinds.push(["test", "Test image"], ["drawing", "Your drawing"]);
    if (kept.length) kinds.push(["kept", "Kept digit"]);
    const keptNames = kept.map(({ id, label }) => [String(id), `${id} · a ${label}`]);
    refill(this.#kind.select, kinds, this.#start);
    refill(this.#digit.select, keptNames, keptNames[0]?.[0]);
    this.#choose();
  }

  repaint() {
    this.#pad?.resize();
  }

  async #choose() {
    const kind = this.#kind.select.value;
    const turn = ++this.#latest;
    this.#number.element.hidden = this.#another.hidden = kind !== "test";
    this.#digit.element.hidden = kind !== "kept";
    this.#drawn.hidden = kind !== "drawing";
    const image = await this.#image(kind);
    if (turn !== this.#latest) return;
    if (image) this.#onChange(image);
    else this.#onTell(NO_TEST_SET);
  }

  async #image(kind) {
    if (kind === "test") return this.#testImage(this.#number.value);
    if (kind === "drawing") return this.#drawing();
    if (kind !== "kept") return this.#examples[kind];
    const digit = this.#kept.find(({ id }) => String(id) === this.#digit.select.value);
    return squareImage(digit.pixels, `Kept digit ${digit.id}, labelled ${digit.label}`);
  }

  async #testImage(number) {
    const image = await this.#testSet.at(number);
    if (!image) return null;
    const name = this.#names[image.label] ?? image.label;
    return squareImage(image.pixels, `Test image ${number}, labelled ${name}`);
  }

  #drawing() {
    if (!this.#pad) this.#makePad();
    return squareImage(
      seenPixels(this.#pad.drawing) ?? new Uint8Array(IMAGE_SIDE ** 2),
      "Your drawing",
    );
  }

  #makePad() {
    const canvas = make("canvas", PAD_ATTRIBUTES);
    const tools = new PadTools(canvas, emptyDrawing().brush);
    this.#drawn.append(tools.element);
    tools.showHint(true);
    this.#pad = createPad(canvas, (drawing, isFinal) => {
      tools.showHint(isEmpty(drawing));
      if (isFinal) this.#choose();
    });
    tools.serve(this.#pad);
  }

  #chooseAnother() {
    this.#number.show(Math.floor(Math.random() * (LAST_TEST_IMAGE + 1)));
    this.#choose();
  }
}

function squareImage(pixels, told) {
  return { height: IMAGE_SIDE, width: IMAGE_SIDE, pixels, told };
}
