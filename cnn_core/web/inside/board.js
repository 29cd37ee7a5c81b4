// A pad, a network's answer with every layer's outputs and kernels, and the slider over its past.

const DEAD_KNOWN = "Struck through: dead units, which are never active on the validation images.";
const DEAD_UNKNOWN = "Dead units are marked once they have been looked for, on the tab Digits.";
const DEAD_PAST = "Dead units are marked for the weights of now only.";
const LAST_TEST_IMAGE = 9999;

class InsideBoard {
  #pad;
  #use = make("button", { type: "button", disabled: "" }, "Use this drawing");
  #number;
  #images;
  #testSet = new TestSet("");
  #names = []; // of the classes
  #slider;
  #note = make("p", { class: "board-muted" });
  #given = { key: null }; // name, key, payload and dead units of the newest weights
  #shown = null; // the snapshot, or the key of the newest weights, that is shown
  #used = null; // the pixels that the rest of the page uses

  /**
   * onUse(pixels): the drawing is to be used on the rest of the page; onTestImage(number, isOnPad):
   * this image of the test set, which the pad shows, or is to be given; onMoment(step): the rest of
   * the page is to show that moment.
   */
  constructor(root, { onUse, onTestImage, onMoment }) {
    root.classList.add("board", "inside");
    const left = make("div", { class: "board-left" });
    const right = make("div", { class: "board-right" });
    root.replaceChildren(make("div", { class: "board-grid", "data-networks": "1" }, left, right));
    this.#images = new ImageRow(({ pixels, number, label }) => {
      this.load(pixels, { number, label });
      onTestImage(number, true);
    });
    this.#number = new NumberField("Test image", LAST_TEST_IMAGE, {
      onChoose: (number) => this.#find(number, onTestImage),
      onNear: () => this.#testSet.prepare(this.#number.number ?? 0),
    });
    this.#slider = new MomentSlider(() => this.#showMoment(), onMoment);
    this.#pad = new AnsweringPad(left, right, {
      onAnswer: (isCurrent, isFinal) => this.#follow(isCurrent && isFinal),
      viewOf: insideLayer,
    });
    const tools = make("div", { class: "board-tools" }, this.#use);
    left.append(tools, this.#number.element, this.#images.element);
    left.append(this.#slider.element, this.#note);
    this.#use.addEventListener("click", () => this.#useDrawing(onUse));
  }

  /**
   * names: of the classes; images: {pixels, number, label} of those that are one press away;
   * address: what those of the files of all begin with, null where there is no test set.
   */
  setTestSet({ names, images, address }) {
    this.#names = names;
    this.#images.show(images.map((image) => ({ ...image, told: this.#told(image) })));
    this.#testSet = new TestSet(address ?? "");
    this.#number.element.hidden = address === null;
  }

  /**
   * Put 784 pixels on the pad, as a network is to see them; testImage: {number, label}, null where
   * they are something else.
   */
  load(pixels, testImage) {
    this.#used = pixels;
    this.#pad.load({ ...emptyDrawing(), pixels });
    this.#number.show(testImage?.number ?? null, testImage ? this.#told(testImage) : "");
  }

  /** Put back what was drawn, where these pixels are what the rest of the page uses. */
  restore(drawing, pixels, testImage) {
    this.load(pixels, testImage);
    this.#pad.restore(drawing);
  }

  get drawing() {
    return this.#pad.drawing;
  }

  /** The number of the test image that the pad shows, null where it shows something else. */
  get testImage() {
    const { pixels, strokes } = this.#pad.drawing;
    return pixels === this.#used && strokes.length === 0 ? this.#number.number : null;
  }

  /** given: {name, key, payload, dead}; `dead`: a list of units per layer, or null. */
  setNetwork(given) {
    this.#given = given;
    this.#showMoment();
  }

  /** Whether there are snapshots: they may be on their way. */
  expectSnapshots(isExpected) {
    this.#slider.expect(isExpected);
  }

  /** bytes: of the artifact "snapshots", or null. */
  setSnapshots(bytes) {
    try {
      this.#slider.setSnapshots(bytes ? readSnapshots(bytes) : []);
    } catch (error) {
      this.#slider.setSnapshots([], error.message);
    }
    this.#showMoment();
  }

  /** The moment to show: step of a snapshot, or LATEST. */
  choose(step) {
    this.#slider.choose(step);
  }

  /** Show all in the colours of the present theme. */
  repaint() {
    this.#pad.repaint();
    this.#images.repaint();
  }

  destroy() {
    this.#slider.destroy();
    this.#pad.destroy();
  }

  /** Put a test image on the pad, unless another was chosen while its file was fetched. */
  async #find(number, onTestImage) {
    const image = await this.#testSet.at(number);
    if (this.#number.number !== number) return;
    if (image) this.load(image.pixels, { number, label: image.label });
    onTestImage(number, image !== null);
  }

  #told({ number, label }) {
    return `Test image ${number}, labelled ${this.#names[label]}`;
  }

  /** Show the weights of the chosen moment, unless they are shown already. */
  #showMoment() {
    const { name, key, payload, dead } = this.#given;
    if (key === null) return;
    const { snapshot } = this.#slider;
    const shown = snapshot ?? key;
    if (shown !== this.#shown) this.#open(name, snapshot?.payload ?? payload);
    this.#shown = shown;
    this.#markDead(snapshot ? null : dead);
    write(this.#note, snapshot ? DEAD_PAST : dead ? DEAD_KNOWN : DEAD_UNKNOWN);
  }

  #open(name, payload) {
    const { network, problem } = readOrTell(payload);
    this.#pad.setNetworks([{ name: `${name} · ${this.#slider.told}`, network, problem }]);
    if (network) for (const view of this.#pad.first.views) view?.take(network.layers);
  }

  #markDead(dead) {
    this.#pad.first.views.forEach((view, at) => view?.markDead(dead?.[at] ?? []));
  }

  #follow(isDone) {
    const { seen, first } = this.#pad;
    this.#use.disabled = seen === null || areSame(seen, this.#used);
    if (isDone) this.#pad.say(first.spoken);
  }

  #useDrawing(onUse) {
    this.#used = this.#pad.seen;
    this.#use.disabled = true;
    this.#number.show(null);
    onUse(this.#used);
  }
}

/** Whether two images have the same pixels; either may be null. */
function areSame(first, second) {
  return Boolean(second && first?.every((value, at) => value === second[at]));
}

function readOrTell(payload) {
  try {
    return { network: readNetwork(payload) };
  } catch (error) {
    return { network: null, problem: error.message };
  }
}
