// From ten logits to the loss, in columns: each logit can be dragged, and all that follows is shown.

const LOGITS_SHOWN = [-20, 20];
const MOST_LOGIT = 1e6;
const NO_LOGITS =
  "This network's sums are no numbers any more: its training went out of bounds. Choose another run.";
const LARGEST_POWER = 709; // e^709 is the largest power of 64 bits, e^88 that of 32

/** By output: the columns, and the steps: {column that is in question, text}. */
const LOSS_WAYS = {
  softmax: {
    columns: ["Minus the largest", "Exponential", "Probability", "Slope of the loss"],
    steps: softmaxSentences,
  },
  sigmoid: {
    columns: ["Sigmoid", "Right answer", "−ln of it", "Slope of the loss"],
    steps: sigmoidSentences,
  },
};

class LogitView {
  #logits = [];
  #classes = [];
  #right = 0;
  #onChange;
  #output = choiceOf("Output", [["softmax", "softmax"], ["sigmoid", "sigmoid"]]);
  #target = choiceOf("Right class", []);
  #reset = pressable("Logits of the image", "Undo what was dragged or typed", () => this.#onReset());
  #onReset;
  #stepper = new Stepper("Step", () => this.#paint());
  #explained = make("p", { class: "lesson-explained", role: "status" });
  #told;
  #heads = [];
  #rows = [];
  #table = make("div", { class: "lesson-logits", role: "table", "aria-label": "From logits to the loss" });
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

  destroy() {
    this.#stepper.destroy();
  }

  #make(classes) {
    this.#classes = classes;
    refillChoice(this.#target.select, classes.map((name, at) => [String(at), name]), "0");
    this.#heads = ["Class", "Logit", "", "", "", ""].map((text) => make("span", { role: "columnheader" }, text));
    this.#rows = classes.map((name, at) => this.#makeRow(name, at));
    const head = make("div", { class: "lesson-logit lesson-logit-head", role: "row" }, ...this.#heads);
    this.#table.replaceChildren(head, ...this.#rows.map(({ element }) => element));
  }

  #makeRow(name, at) {
    const limits = { least: -MOST_LOGIT, most: MOST_LOGIT };
    const onChoose = (logit) => {
      this.#logits[at] = logit;
      this.#paint();
    };
    const label = `Logit of ${name}`;
    const range = new RangeField(label, linearAxis(...LOGITS_SHOWN), limits, 0, { onChoose, onTell: this.#told });
    const numbers = Array.from({ length: 4 }, () => make("span", { role: "cell" }));
    const head = make("span", { role: "rowheader" }, name);
    const element = make("div", { class: "lesson-logit", role: "row" }, head, range.element, ...numbers);
    return { element, range, numbers };
  }

  #paint() {
    const way = LOSS_WAYS[this.output];
    const steps = way.steps(this.#logits, this.#right, this.#classes);
    this.#stepper.setCount(steps.length);
    const { column, text } = steps[this.#stepper.at];
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

/** Four columns of ten numbers, in the order of LOSS_WAYS. */
function columnsOf(output, logits, right) {
  const slopes = pulls(output, logits, right);
  if (output === "softmax") {
    const { shifted, powers, shares } = softmaxSteps(logits);
    return [shifted, powers, shares, slopes];
  }
  const { shares, losses } = sigmoidSteps(logits, right);
  return [shares, shares.map((share, at) => (at === right ? share : 1 - share)), losses, slopes];
}

function softmaxSentences(logits, right, classes) {
  const steps = softmaxSteps(logits);
  const { largest, sum, shares } = steps;
  const name = classes[right];
  const loss = crossEntropy(steps, right);
  const best = classes[shares.indexOf(Math.max(...shares))];
  const overflow =
    largest > LARGEST_POWER
      ? ` Without this step e^${valueText(largest)} would be more than 64 bits can hold, and the result no number.`
      : " The probabilities stay the same, and no exponential can become too large.";
  return [
    { column: 1, text: "The last layer's ten sums are the logits: any numbers, the larger the likelier. Drag one." },
    { column: 2, text: `The largest, ${valueText(largest)}, is taken from each.${overflow}` },
    { column: 3, text: "e to the power of each: now all lie from 0 to 1, and differences have become ratios." },
    { column: 3, text: `Their sum is ${valueText(sum)}.` },
    { column: 4, text: `Each is divided by the sum: probabilities that add up to 1. The answer is ${best}.` },
    {
      column: 4,
      text: `The cross-entropy looks at the right class alone, ${name}: −ln ${shareText(shares[right])} = ${valueText(loss)}. ${lossRemark(loss)}`,
    },
    {
      column: 5,
      text: `The slope of the loss along each logit is its probability, less 1 for ${name}: this is what training sends back. It pulls ${name} up and all others down.`,
    },
  ];
}

function sigmoidSentences(logits, right, classes) {
  const { shares, loss } = sigmoidSteps(logits, right);
  const name = classes[right];
  const total = shares.reduce((all, share) => all + share, 0);
  return [
    { column: 1, text: "The last layer's ten sums are the logits: any numbers, the larger the likelier. Drag one." },
    {
      column: 2,
      text: `Each logit goes through the sigmoid by itself: ten questions “is it a …?”, each answered from 0 to 1. They need not add up to 1; here they make ${valueText(total)}.`,
    },
    { column: 3, text: `What each question's right answer got: the value itself for ${name}, 1 minus the value for the others.` },
    { column: 4, text: "−ln of it is the loss of each question. It is worked out from the logit, so that it stays a number where the sigmoid rounds to 0 or 1." },
    { column: 4, text: `The binary cross-entropy is the mean over the ten questions: ${valueText(loss)}. ${lossRemark(loss)}` },
    { column: 5, text: `The slope of the loss along each logit: sigmoid, less 1 for ${name}, divided by ten questions.` },
  ];
}

function lossRemark(loss) {
  if (loss > 20) return "So sure and so wrong: no rounding to 0, the loss just grows with the distance of the logits.";
  return "0 would be a sure and right answer.";
}

/** A number from 0 to 1 or any other, so that tiny ones are not mistaken for 0. */
function shareText(value) {
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(1).replaceAll("-", "−");
  return valueText(value);
}
