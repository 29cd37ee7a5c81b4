// The same drawing under four preparations, and what the network answers to each of them.

const WHY_WAYS = {
  resized: ["Plain resize", "The whole pad, shrunk to 28×28 pixels."],
  cropped: ["Cropped", "Only the ink, in a box of 20×20 pixels."],
  centred: ["Centred", "Cropped, and its centre of mass in the middle."],
  mnist: ["Like MNIST", "Centred, and its lines as wide as MNIST's."],
};
const WHY_AS_IT_IS = "The answer at the top is to the image of the test set as it is.";

class WhyWays {
  #cards = WAYS.map((way) => new WhyWay(...WHY_WAYS[way]));
  #note = make("p", { class: "board-muted" });

  constructor(root) {
    const cards = make("div", { class: "why-ways" }, ...this.#cards.map((card) => card.element));
    whySection(root, "The same drawing, prepared in four ways", cards, this.#note);
  }

  /** Show one preparation after the other. seen: the 784 pixels that the network's answer is to. */
  *steps(drawing, seen, network) {
    const isAsItIs = drawing.pixels === seen;
    write(this.#note, isAsItIs ? WHY_AS_IT_IS : "");
    for (const [index, way] of WAYS.entries()) {
      const pixels = prepare(drawing, way);
      this.#cards[index].show(pixels, network, way === "mnist" && !isAsItIs);
      yield;
    }
  }

  repaint(ramp) {
    for (const card of this.#cards) card.repaint(ramp);
  }
}

class WhyWay {
  #image;
  #answer = make("strong");
  #percent = make("span");
  #seen = make("span", { class: "why-seen", hidden: "" }, "what the network sees");
  element;

  constructor(title, text) {
    this.#image = new WhyImage(`${title}: 28×28 pixels`);
    const answer = make("div", { class: "why-answer" }, this.#answer, " ", this.#percent);
    const words = make("p", { class: "board-muted" }, text, " ", this.#seen);
    const body = make("div", {}, make("div", {}, title), answer, words);
    this.element = make("div", { class: "why-way" }, this.#image.element, body);
  }

  show(pixels, network, isSeen) {
    const probabilities = forward(network, pixels).at(-1).values;
    const best = indexOfLargest(probabilities);
    this.#image.show(pixels);
    this.#seen.hidden = !isSeen;
    write(this.#answer, best < 0 ? "none" : network.classes[best]);
    write(this.#percent, best < 0 ? "" : percentText(probabilities[best]));
  }

  repaint(ramp) {
    this.#image.repaint(ramp);
  }
}
