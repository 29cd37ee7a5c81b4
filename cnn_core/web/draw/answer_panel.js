// What one network makes of a drawing: answer, probabilities, the image it saw, and every layer.

const CERTAINTIES = [
  [0.995, "almost certain"],
  [0.9, "very likely"],
  [0.7, "likely"],
  [0.5, "more likely than not"],
  [0, "a guess"],
];
const REPEATING = ["flatten", "dropout", "output"]; // the layer before, or the bars, shows the same
const NO_NUMBERS = "No answer: this network gives no numbers.";
const SEEN_SIDE = 28;
const NO_PIXELS = new Uint8Array(SEEN_SIDE ** 2);
const TEN_DIGITS = [..."0123456789"];

/**
 * Make an element a panel. fixedNames: whether it carries the test ids `answer` and
 * `probability-0` to `probability-9`, which only one panel of a page may do.
 * viewOf(root, position, layer, ramps): makes the view of a layer, or null for none; a view has the
 * methods `setRamps`, `layOut` and `show` of LayerView.
 */
function createAnswerPanel(root, { fixedNames, viewOf }) {
  return new AnswerPanel(root, fixedNames, viewOf);
}

function viewOfOutputs(root, position, layer, ramps) {
  return REPEATING.includes(layer.kind) ? null : new LayerView(root, position, layer, ramps);
}

class AnswerPanel {
  #answer = make("div", { class: "board-answer" });
  #words = make("div", { class: "board-muted" });
  #seen = make("canvas", { class: "board-pixels board-seen", role: "img" });
  #layers = make("div", { class: "board-layers" });
  #bars;
  #viewOf;
  #views = []; // by layer; null for none
  #network = null; // for which it is laid out
  #laidOut = ""; // kinds and shapes of its layers
  #ramps;
  #observer = new ResizeObserver(() => this.#fit());
  #pixels = NO_PIXELS;
  #best = -1;

  constructor(root, fixedNames, viewOf) {
    this.#viewOf = viewOf;
    if (fixedNames) this.#answer.dataset.testid = "answer";
    this.#bars = TEN_DIGITS.map((name, index) => new ProbabilityBar(name, index, fixedNames));
    this.#seen.setAttribute("aria-label", "The 28×28 image that the network sees");
    const saying = make("div", {}, this.#answer, this.#words);
    const caption = make("figcaption", { class: "board-muted" }, "What the network sees");
    const seen = make("figure", {}, this.#seen, caption);
    const bars = make("div", { class: "board-bars" }, ...this.#bars.map((bar) => bar.element));
    root.append(make("div", { class: "board-head" }, saying, seen), bars, this.#layers);
    this.#observer.observe(this.#layers);
    this.repaint();
    this.showNothing();
  }

  /** Paint in the colours of the present theme. */
  repaint() {
    this.#ramps = readRamps(this.#seen);
    this.#paintSeen(this.#pixels);
    for (const view of this.#views) view?.setRamps(this.#ramps);
  }

  destroy() {
    this.#observer.disconnect();
  }

  /** Take the classes and make room for the layers, where they are not those of before. */
  layOut(network) {
    if (network === this.#network) return;
    this.#network = network;
    const { classes, layers } = network;
    this.#bars.forEach((bar, index) => bar.setName(classes[index]));
    this.#answer.classList.toggle("board-digit", classes.every((name) => name.length === 1));
    const signature = layers.map(({ kind, shape }) => `${kind} ${shape}`).join();
    if (signature === this.#laidOut) return;
    this.#laidOut = signature;
    this.#layers.replaceChildren();
    this.#views = layers.map((layer, at) => this.#viewOf(this.#layers, at, layer, this.#ramps));
    this.#fit();
    this.showNothing();
  }

  /** outputs: what `forward` gave for the 784 `pixels`. */
  show(network, outputs, pixels) {
    this.layOut(network);
    const probabilities = outputs.at(-1).values;
    const best = (this.#best = indexOfLargest(probabilities));
    this.#bars.forEach((bar, index) => bar.show(probabilities[index], index === best));
    write(this.#answer, best < 0 ? "" : network.classes[best]);
    write(this.#words, best < 0 ? NO_NUMBERS : inWords(probabilities[best]));
    this.#paintSeen(pixels);
    this.#views.forEach((view, at) => view?.show(outputs[at].values));
  }

  /** By layer of the network, what shows it; null for none. */
  get views() {
    return this.#views;
  }

  /** The digit that was answered; -1 where there is no answer, or one that is no digit. */
  get digit() {
    return TEN_DIGITS.indexOf(this.#answer.textContent);
  }

  /** The answer as a sentence for those who hear the page, "" for none. */
  get spoken() {
    return this.#best < 0 ? "" : `${this.#answer.textContent}: ${this.#words.textContent}`;
  }

  showNothing() {
    this.#best = -1;
    for (const bar of this.#bars) bar.show(0, false);
    write(this.#answer, "");
    write(this.#words, "");
    this.#paintSeen(NO_PIXELS);
    for (const view of this.#views) view?.show(null);
  }

  #paintSeen(pixels) {
    this.#pixels = pixels;
    paintImage(this.#seen, pixels, SEEN_SIDE, SEEN_SIDE, this.#ramps.ink);
  }

  #fit() {
    const width = this.#layers.clientWidth;
    if (width > 0) for (const view of this.#views) view?.layOut(width);
  }
}

/** One class's name, bar and percentage. */
class ProbabilityBar {
  #share = null;
  #name = make("span", { class: "board-class" });
  #fill = make("div", { class: "board-fill" });
  #percent = make("span", { class: "board-percent" });
  #meter = make("div", { role: "meter", "aria-valuemin": "0", "aria-valuemax": "1" }, this.#fill);
  element = make("div", { class: "board-bar" }, this.#name, this.#meter, this.#percent);

  constructor(name, index, fixedName) {
    if (fixedName) this.#meter.dataset.testid = `probability-${index}`;
    this.setName(name);
  }

  setName(name) {
    write(this.#name, name);
    this.#meter.setAttribute("aria-label", `Probability of ${name}`);
  }

  show(probability, isBest) {
    const share = Number.isFinite(probability) ? probability : 0;
    this.element.classList.toggle("board-best", isBest);
    if (share === this.#share) return;
    this.#share = share;
    this.#meter.setAttribute("aria-valuenow", share.toFixed(7));
    this.#fill.style.transform = `scaleX(${share})`;
    write(this.#percent, share > 0 ? percentText(share) : "");
  }
}

/** The first index of the largest value; -1 where one of them is no number. */
function indexOfLargest(values) {
  return values.every(Number.isFinite) ? values.indexOf(Math.max(...values)) : -1;
}

/** 0.9873 -> "98.73 %, very likely". */
function inWords(probability) {
  return `${percentText(probability)}, ${CERTAINTIES.find(([least]) => probability >= least)[1]}`;
}
