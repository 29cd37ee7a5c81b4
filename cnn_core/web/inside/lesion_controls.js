// How many maps are off, in which order, and the buttons for certain sets.

const LEAST_FIRST = "least";

class LesionControls {
  element = make("div", { class: "board-tools lesion-controls" });
  #slider;
  #order = make("select", { "aria-label": "Order in which they go off" });
  #told = make("output");
  #exact = make("button", { type: "button" }, "Exact figure on all test images");

  /**
   * onSlide(count, isLeastFirst): so many are to be off, in that order; onSet(name): "none" or
   * "smallest"; onExact(): the set that is off is to be tested.
   */
  constructor(noun, maps, hasSmallest, { onSlide, onSet, onExact }) {
    const range = { type: "range", min: "0", max: String(maps), step: "1", value: "0" };
    this.#slider = make("input", { ...range, "aria-label": `${noun}s that are off` });
    for (const [value, text] of [
      [LEAST_FIRST, "least important first"],
      ["most", "most important first"],
    ])
      this.#order.append(make("option", { value }, text));
    const slide = () => onSlide(this.#slider.valueAsNumber, this.#order.value === LEAST_FIRST);
    this.#slider.addEventListener("input", slide);
    this.#order.addEventListener("change", slide);
    this.#exact.addEventListener("click", onExact);
    const buttons = [this.#button("All on", () => onSet("none"))];
    if (hasSmallest) buttons.push(this.#button("Only the smallest set", () => onSet("smallest")));
    const label = make("label", {}, "Off", this.#slider);
    this.element.append(label, this.#told, this.#order, ...buttons, this.#exact);
  }

  /** Show how many of how many are off. */
  show(off, maps, noun) {
    this.#slider.value = String(off);
    write(this.#told, `${countText(off)} of ${countText(maps)} ${noun}s off`);
    this.#exact.disabled = off === 0;
  }

  #button(text, onPress) {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", onPress);
    return button;
  }
}
