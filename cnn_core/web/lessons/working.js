// How one value of a map comes about: window, filter, products, and the line of the sum.

const WORKING_CELL = 42; // pixels of the page

class WindowWorking {
  #window = new PixelGrid("Window", "pixel", { most: WORKING_CELL });
  #filter;
  #products = new PixelGrid("Products", "product", { most: WORKING_CELL });
  #told = make("p", { class: "lesson-told", role: "status" });
  #sum = make("div", { class: "lesson-sum" });
  element;

  /** onChange(values): a number of the filter was typed. */
  constructor(onChange) {
    const onTell = (sentence) => write(this.#told, sentence);
    const limits = { least: -LARGEST_WEIGHT, most: LARGEST_WEIGHT };
    this.#filter = new NumberGrid("Filter: type other numbers", limits, { onChange, onTell });
    const row = make(
      "div",
      { class: "lesson-working" },
      this.#window.element,
      behind("×", this.#filter.element),
      behind("=", this.#products.element),
    );
    this.element = make("div", {}, row, this.#told, this.#sum);
  }

  /** worked: of `valueAt`; setting: the layer's; range: of the image, {least, most}. */
  show(filter, { window, products, sum, biased, value }, { bias, activation: name }, range) {
    const size = { height: filter.height, width: filter.width };
    this.#window.show({ ...size, values: window, ...range });
    this.#filter.show(filter);
    const end = largestMagnitude(products);
    this.#products.show({ ...size, values: products, isSigned: true, most: end });
    const steps = [
      ["sum of the products", sumText(sum)],
      ["+ bias", sumText(bias)],
      ["=", sumText(biased)],
      [name === "linear" ? "no activation" : name, `→ ${sumText(value)}`],
    ];
    this.#sum.replaceChildren(...steps.map(sumStep));
  }

  repaint(ramps) {
    for (const part of [this.#window, this.#filter, this.#products]) part.repaint(ramps);
  }
}

/** A grid behind the sign of what is done. */
function behind(sign, element) {
  const before = make("span", { class: "lesson-sign", "aria-hidden": "true" }, sign);
  return make("div", {}, before, element);
}
