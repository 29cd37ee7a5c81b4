// What the answer depends on: the image that the network sees, and over it how far the answer's
// probability falls when a patch of the image is covered.

const WHY_LEAST_FALL = 0.01; // end of the colours, so that noise does not look like a finding
const WHY_COVERING = "Covering the drawing place by place …";

class WhyOcclusion {
  #image = new WhyImage("The image that the network sees");
  #map = make("canvas", { class: "board-pixels why-image", role: "img" });
  #text = make("p");
  #most = make("span");
  #body;
  #found = null; // of `occlusionSteps`
  #accent;

  constructor(root) {
    const both = make("div", { class: "why-overlay" }, this.#image.element, this.#map);
    const colours = make("div", { class: "why-colours" });
    const ends = make("div", { class: "why-ends board-muted" }, make("span", {}, "0"), this.#most);
    const legend = make("div", { class: "why-legend" }, colours, ends);
    const beside = make("div", {}, this.#text, legend);
    this.#body = make("div", { class: "why-occlusion" }, both, beside);
    whySection(root, "What the answer depends on", this.#body);
  }

  showNothing() {
    this.#found = null;
    this.#body.classList.add("why-unknown");
    write(this.#text, WHY_COVERING);
  }

  /** Cover place by place, then show the map. */
  *steps(pixels, network) {
    this.#image.show(pixels);
    const found = yield* occlusionSteps(network, pixels);
    if (found.answer < 0) return write(this.#text, NO_NUMBERS);
    this.#found = found;
    this.#body.classList.remove("why-unknown");
    this.#tell(network.classes[found.answer], Math.max(...found.values));
    this.#paint();
  }

  #tell(name, fall) {
    const size = `${PATCH_SIDE}×${PATCH_SIDE} pixels`;
    const isSlight = fall < WHY_LEAST_FALL;
    const place = isSlight
      ? `No single place matters much: covering any ${size}`
      : `Covering ${size} where the colour is strongest`;
    const points = `${isSlight ? "at most " : ""}${whyPoints(Math.max(fall, 0))}`;
    const text = `${place} lowers the probability of ${name} by ${points}.`;
    write(this.#text, text);
    write(this.#most, whyPoints(this.#end));
    this.#map.setAttribute("aria-label", text);
  }

  /** The fall that has the strongest colour. */
  get #end() {
    return Math.max(...this.#found.values, WHY_LEAST_FALL);
  }

  #paint() {
    const { width, height, values } = this.#found;
    const shades = values.map((fall) => (Math.max(fall, 0) / this.#end) * 255);
    paintImage(this.#map, shades, width, height, whyVeil(this.#accent));
  }

  repaint(ramp, accent) {
    this.#accent = accent;
    this.#image.repaint(ramp);
    if (this.#found) this.#paint();
  }
}

/** 0.0712 -> "7.1 points" of a probability in percent. */
function whyPoints(fall) {
  return `${(100 * fall).toFixed(1)} points`;
}

/** 256 pixels of one colour, from transparent to opaque; as `makeRamp`. */
function whyVeil([red, green, blue]) {
  const colour = (blue << 16) | (green << 8) | red;
  return Uint32Array.from({ length: 256 }, (_, alpha) => ((alpha << 24) | colour) >>> 0);
}
