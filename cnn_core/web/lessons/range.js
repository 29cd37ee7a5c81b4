// A number on a slider, and beside it the same number to be typed: also one beyond the slider.

const SLIDER_PLACES = 400;

class RangeField {
  #axis;
  #slider = make("input", { type: "range", min: "0", max: SLIDER_PLACES, step: "1" });
  #field;
  #onChoose;
  element;

  /**
   * axis: of the slider, as lessons/curve_scale.js makes it; limits: {least, most} of what is typed;
   * onChoose(value): another one was dragged to or typed; onTell(sentence): as in ValueField.
   */
  constructor(label, axis, limits, value, { onChoose, onTell }) {
    [this.#axis, this.#onChoose] = [axis, onChoose];
    const isTyped = (typed) => this.#take(typed);
    this.#field = new ValueField(label, { ...limits, isWhole: false }, value, {
      onChoose: isTyped,
      onTell,
    });
    this.#slider.setAttribute("aria-label", `${label}, slider`);
    this.#slider.addEventListener("input", () => {
      const share = this.#slider.valueAsNumber / SLIDER_PLACES;
      this.#take(Number(this.#axis.valueAt(share).toPrecision(3)));
    });
    this.element = make("div", { class: "lesson-range" }, this.#field.element, this.#slider);
    this.show(value);
  }

  get value() {
    return this.#field.value;
  }

  show(value) {
    this.#field.show(Number(value.toPrecision(6)));
    this.#slider.value = Math.round(this.#axis.share(value) * SLIDER_PLACES);
    this.#slider.setAttribute("aria-valuetext", valueText(value));
  }

  #take(value) {
    this.show(value);
    this.#onChoose(this.value);
  }
}
