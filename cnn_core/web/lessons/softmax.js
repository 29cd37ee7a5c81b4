// From ten logits to the loss, in columns: each logit can be dragged, and all else follows.

const LOGITS_SHOWN = [-20, 20];
const MOST_LOGIT = 1e6;

class LogitView {
  #logits = [];
  #classes = [];
  #right = 0;
  #onChange;
  #output = choiceOf("Output", [
    ["softmax", "softmax"],
    ["sigmoid", "sigmoid"],
  ]);
  #target = choiceOf("Right class", []);
  #reset = pressable("Logits of the image", "Undo what was dragged or typed", () =>
    this.#onReset(),
  );
  #onReset;
  #stepper = new Stepper("Step", () => this.#paint());
  #explained = make("p", { class: "lesson-explained", role: "status" });
  #told;
  #heads = [];
  #rows = [];
  #table = make("div", {
    class: "lesson-logits",
    role: "table",
    "aria-label": "From logits to the loss",
  });
  elements;

  /** onChange(): the loss may be another one; onReset(): the image's own numbers are wanted;
   * onOutput(name): another output was chosen; onTell(sentence): a fault. */
  constructor({ onChange, onReset, onOutput, onTell }) {
    [this.#onChange, this.#onReset, this.#told] = [onChange, onReset, onTell];
    this.#output.select.addEventListener("change", () => {
      onOutput(this.output);
      this.#paint();
    });
    this.#target.select.addEventListener("change", () => {
      this.#right = Number(this.#target.select.value);
      this.#paint();
    });
    const fields = [this.#output.element, this.#target.element, this.#reset];
    this.elements = [
      make("h3", {}, "From logits to the loss"),
      make("div", { class: "lesson-fields" }, ...fields),
      this.#stepper.element,
      this.#explained,
      this.#table,
    ];
  }

  get output() {
    return this.#output.select.value;
  }

  /** The loss of what is shown, and how much of the whole goes to the right class. */
  get loss() {
    return lossOf(this.output, this.#logits, this.#right);
  }

  /** Name of the right class. */
  get right() {
    return this.#right;
  }

  chooseOutput(name) {
    this.#output.select.value = name;
  }

  /** Show an image's own logits. */
  show(logits, label, classes) {
    if (classes.join() !== this.#classes.join()) this.#make(classes);
    [this.#logits, this.#right] = [Array.from(logits), label];
    this.#target.select.value = String(label);
    this.#paint();
  }

  #make(classes) {
    this.#classes = classes;
    refill(
      this.#target.select,
      classes.map((name, at) => [String(at), name]),
      "0",
    );
    this.#heads = ["Class", "Logit", "", "", "", ""].map((text) =>
      make("span", { role: "columnheader" }, text),
    );
    this.#rows = classes.map((name, at) => this.#makeRow(name, at));
    const head = make(
      "div",
      { class: "lesson-logit lesson-logit-head", role: "row" },
      ...this.#heads,
    );
    this.#table.replaceChildren(head, ...this.#rows.map(({ element }) => element));
  }

  #makeRow(name, at) {
    const limits = { least: -MOST_LOGIT, most: MOST_LOGIT };
    const onChoose = (logit) => {
      this.#logits[at] = logit;
      this.#paint();
    };
    const label = `Logit of ${name}`;
    const range = new RangeField(label, linearAxis(...LOGITS_SHOWN), limits, 0, {
      onChoose,
      onTell: this.#told,
    });
    const numbers = Array.from({ length: 4 }, () => make("span", { role: "cell" }));
    const head = make("span", { role: "rowheader" }, name);
    const element = make(
      "div",
      { class: "lesson-logit", role: "row" },
      head,
      range.element,
      ...numbers,
    );
    return { element, range, numbers };
  }

  #paint() {
    const way = LOSS_WAYS[this.output];
    const steps = way.steps(this.#logits, this.#right, this.#classes);
    this.#stepper.setCount(steps.length);
    const [column, text] = steps[this.#stepper.at];
    write(this.#explained, this.#logits.every(Number.isFinite) ? text : NO_LOGITS);
    const columns = columnsOf(this.output, this.#logits, this.#right);
    way.columns.forEach((title, at) => write(this.#heads[at + 2], title));
    this.#rows.forEach(({ element, range, numbers }, at) => {
      if (range.value !== this.#logits[at]) range.show(this.#logits[at]);
      element.classList.toggle("lesson-right", at === this.#right);
      numbers.forEach((cell, place) => write(cell, shareText(columns[place][at])));
    });
    this.#table.dataset.column = column;
    this.#onChange();
  }
}
