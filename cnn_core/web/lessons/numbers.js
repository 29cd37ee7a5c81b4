// A grid of numbers to be typed, each on the colour of its value.

class NumberGrid {
  #title = make("h3");
  #cells = make("div", { class: "lesson-numbers", role: "group" });
  #limits;
  #events;
  #picture = null;
  #fields = [];
  #ramps = null;
  element;

  /**
   * limits: {least, most} of each number. onChange(values): one of them was changed;
   * onTell(sentence): what is wrong with what was typed, "" when nothing is any more.
   */
  constructor(title, limits, { onChange, onTell }) {
    [this.#limits, this.#events] = [limits, { onChange, onTell }];
    write(this.#title, title);
    this.#cells.setAttribute("aria-label", title);
    this.element = make("section", { class: "lesson-grid" }, this.#title, this.#cells);
  }

  /** values: height × width of them, row by row. */
  show({ height, width, values }) {
    const isAsLarge = this.#picture?.height === height && this.#picture.width === width;
    this.#picture = { height, width, values: Array.from(values) };
    if (!isAsLarge) this.#make();
    this.#fields.forEach((field, at) => (field.value = fieldText(values[at])));
    this.#paint();
  }

  /** Paint in the ramps of a theme, as `readRamps` gives them. */
  repaint(ramps) {
    this.#ramps = ramps;
    this.#paint();
  }

  #make() {
    const { height, width } = this.#picture;
    this.#fields = Array.from({ length: height * width }, (_, at) => {
      const field = numberInput(this.#limits);
      field.setAttribute("aria-label", cellName(at, width));
      field.addEventListener("focus", () => (field.value = this.#picture.values[at]));
      field.addEventListener("change", () => this.#take(at));
      field.addEventListener("blur", () => (field.value = fieldText(this.#picture.values[at])));
      return field;
    });
    this.#cells.style.setProperty("--lesson-columns", width);
    this.#cells.replaceChildren(...this.#fields);
  }

  #take(at) {
    const { values, width } = this.#picture;
    const field = this.#fields[at];
    const fault = numberFault(field.value, this.#limits);
    this.#events.onTell(fault && `${cellName(at, width)}: ${fault}`);
    if (fault) return void (field.value = values[at]);
    values[at] = Number(field.value);
    this.#paint();
    this.#events.onChange(Array.from(values));
  }

  #paint() {
    if (!this.#ramps || !this.#picture) return;
    const { values } = this.#picture;
    const most = Math.max(...values.map(Math.abs));
    this.#fields.forEach(({ style }, at) => {
      const word = shadeOf(values[at], { isSigned: true, most }, this.#ramps);
      style.background = rampColour(word);
      style.color = letterColour(word);
    });
  }
}

function cellName(at, width) {
  return `Row ${Math.floor(at / width) + 1}, column ${(at % width) + 1}`;
}
