// The loss of a small batch: the mean over its images.

const MOST_IN_BATCH = 8;

class BatchView {
  #size;
  #rows = make("div", { class: "lesson-batch", role: "list" });
  #mean = make("p", { class: "lesson-sum", role: "status" });
  #ramps = null;
  #members = [];
  elements;

  /** onChange(): another size was chosen; onTell(sentence): a fault. */
  constructor({ onChange, onTell }) {
    const limits = { least: 1, most: MOST_IN_BATCH, isWhole: true };
    this.#size = new ValueField("Images", limits, 4, { onChoose: onChange, onTell });
    this.elements = [
      make("h3", {}, "The mean over a batch"),
      make("div", { class: "lesson-fields" }, this.#size.element),
      this.#rows,
      this.#mean,
    ];
  }

  get size() {
    return this.#size.value;
  }

  /** members: {number, name of the right class, pixels, loss} of each image. */
  show(members) {
    this.#members = members;
    this.#rows.replaceChildren(...members.map((member) => this.#member(member)));
    const losses = members.map(({ loss }) => loss);
    const sum = losses.map(valueText).join(" + ");
    const mean = valueText(meanNumber(losses));
    write(
      this.#mean,
      `(${sum}) / ${losses.length} = ${mean}: the loss of this batch, which a step makes smaller.`,
    );
  }

  repaint(ramps) {
    this.#ramps = ramps;
    this.show(this.#members);
  }

  #member({ number, name, pixels, loss }) {
    const canvas = make("canvas", {
      class: "board-pixels",
      role: "img",
      "aria-label": `Test image ${number}`,
    });
    if (this.#ramps) paintImage(canvas, pixels, 28, 28, this.#ramps.ink);
    const told = make("span", {}, `${name}: ${valueText(loss)}`);
    return make("div", { role: "listitem" }, canvas, told);
  }
}
