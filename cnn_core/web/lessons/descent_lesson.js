// The lesson Gradient descent: a filter that is learned here, towards what a known one makes.

const RATES = [0.01, 10]; // on the slider
const MOST_RATE = 1000;
const CURVE_POINTS = 300; // drawn of the losses, about
const FEWEST_SHOWN = 20; // steps that the picture of the losses has room for at least
const STARTS = {
  random: () => Array.from({ length: FILTER_SIDE ** 2 }, () => Math.random() - 0.5),
  zero: () => Array(FILTER_SIDE ** 2).fill(0),
  negative: () => Array(FILTER_SIDE ** 2).fill(-0.5),
};
const START_NAMES = [
  ["random", "random"],
  ["zero", "all 0"],
  ["negative", "all −0.5"],
];

const createLesson = (root, send) => new DescentLesson(root, send);

class DescentLesson {
  #send;
  #images = null;
  #descent = null;
  #wanted = null; // {weights, map}
  #limit = Infinity; // of the learning rate
  #viewed = null; // a step of the past; null: the newest
  #image = choiceOf("Test image", []);
  #known = choiceOf(
    "Filter to find",
    FILTER_NAMES.filter(([name]) => name !== "random"),
  );
  #activation = choiceOf("Activation", [
    ["linear", "linear"],
    ["relu", "relu"],
  ]);
  #start = choiceOf("Start", START_NAMES);
  #rate;
  #controls;
  #past = make("input", {
    type: "range",
    min: "0",
    step: "1",
    "aria-label": "Step that is looked at",
  });
  #told = make("p", { class: "lesson-explained", role: "status" });
  #fault = make("p", { class: "lesson-told board-muted", role: "status" });
  #kernels;
  #maps;
  #curve;

  constructor(root, send) {
    this.#send = send;
    const onTell = (sentence) => write(this.#fault, sentence);
    const onChoose = () => this.#takeRate();
    const axis = logarithmicAxis(...RATES);
    this.#rate = new RangeField("Learning rate", axis, { least: 0, most: MOST_RATE }, 0, {
      onChoose,
      onTell,
    });
    this.#controls = new DescentControls({
      onSteps: (count) => this.#stepOn(count),
      onBack: () => this.#backTo((this.#viewed ?? this.#descent.steps) - 1),
      onReset: () => this.#backTo(0),
    });
    this.#kernels = ["To find", "Learned", "Gradient"].map(
      (title) => new PixelGrid(title, "value"),
    );
    this.#maps = ["Map to make", "Map it makes", "Error"].map(
      (title) => new PixelGrid(title, "value", { most: 6 }),
    );
    const titles = { name: "Loss after each step", x: "step", y: "loss" };
    this.#curve = new LessonCurve(titles, (step) => this.#view(Math.round(step)), 220);
    this.#past.addEventListener("input", () => this.#view(this.#past.valueAsNumber));
    for (const { select } of [this.#image, this.#known, this.#activation, this.#start])
      select.addEventListener("change", () => this.#begin());
    this.#lay(root);
  }

  /** about: {names, rate, parts}: of the classes, the rate at first, and some test images. */
  update({ names, rate, parts }) {
    this.#images = readImages(parts[0]);
    refill(this.#image.select, imageOptions(this.#images, names), "0");
    if (this.#descent) return;
    this.#rate.show(rate);
    this.#begin();
  }

  repaint(ramps) {
    for (const part of [...this.#kernels, ...this.#maps, this.#curve]) part.repaint(ramps);
  }

  #lay(root) {
    const choices = [this.#image, this.#known, this.#activation, this.#rate, this.#start];
    const again = pressable("New start", "Begin anew, at other random weights", () =>
      this.#begin(),
    );
    const elements = choices.map(({ element }) => element);
    const fields = make("div", { class: "lesson-fields" }, ...elements, again);
    const rowOf = (grids) =>
      make("div", { class: "lesson-triple" }, ...grids.map(({ element }) => element));
    const steps = make("div", { class: "lesson-stepper" }, this.#controls.element, this.#past);
    const grids = [this.#kernels, this.#maps].map(rowOf);
    root.append(fields, steps, this.#told, ...grids, this.#curve.element, this.#fault);
  }

  /** A new descent from its start. */
  #begin() {
    const pixels = Float64Array.from(
      pixelsOf(this.#images, Number(this.#image.select.value)),
      (ink) => ink / 255,
    );
    const windows = filterWindows(pixels, 28);
    const weights = FILTERS[this.#known.select.value](FILTER_SIDE, FILTER_SIDE);
    const name = this.#activation.select.value;
    this.#wanted = { windows, weights, map: filterMap(windows, weights, name) };
    this.#limit = largestRate(windows);
    this.#descent = new FilterDescent(
      windows,
      this.#wanted.map,
      STARTS[this.#start.select.value](),
      name,
    );
    this.#viewed = null;
    this.#controls.pause();
    this.#paint();
  }

  #takeRate() {
    this.#send(this.#rate.value);
    this.#paint();
  }

  #stepOn(count) {
    if (this.#viewed !== null) this.#backTo(this.#viewed);
    let isOn = true;
    for (let at = 0; at < count && isOn; at++) isOn = this.#descent.step(this.#rate.value);
    this.#paint();
    return isOn && this.#descent.state === "";
  }

  #backTo(step) {
    this.#descent.backTo(step);
    this.#viewed = null;
    this.#paint();
  }

  /** Look at a step of the past; the next step goes on from there. */
  #view(step) {
    this.#controls.pause();
    this.#viewed = step < this.#descent.steps ? Math.max(step, 0) : null;
    this.#paint();
  }

  #paint() {
    if (!this.#descent) return;
    const step = this.#viewed ?? this.#descent.steps;
    const state = this.#viewed === null ? this.#descent.state : "";
    const { weights, gradient } = this.#descent.at(step);
    this.#paintKernels(weights, gradient);
    this.#paintMaps(weights);
    this.#paintLosses(step);
    this.#past.max = this.#descent.steps;
    this.#past.value = step;
    this.#past.disabled = this.#descent.steps === 0;
    this.#controls.show(step, state === "diverged" || this.#descent.steps >= MOST_STEPS);
    write(
      this.#told,
      `${lossText(this.#descent, step, this.#wanted.weights)} ${this.#remark(state)}`,
    );
  }

  #remark(state) {
    const isLinear = this.#activation.select.value === "linear";
    const { steps } = this.#descent;
    return descentRemark(state, steps, this.#rate.value, this.#limit, isLinear);
  }

  #paintKernels(weights, gradient) {
    const side = { height: FILTER_SIDE, width: FILTER_SIDE, isSigned: true };
    [this.#wanted.weights, weights, gradient].forEach((values, at) => {
      const most = largestMagnitude(at < 2 ? this.#wanted.weights : values);
      this.#kernels[at].show({ ...side, values: Array.from(values), most });
    });
  }

  #paintMaps(weights) {
    const { windows, map } = this.#wanted;
    const made = filterMap(windows, weights, this.#activation.select.value);
    const error = made.map((value, at) => value - map[at]);
    const most = largestMagnitude(map);
    const side = 28 - FILTER_SIDE + 1;
    [map, made, error].forEach((values, at) =>
      this.#maps[at].show({
        height: side,
        width: side,
        values: Array.from(values),
        isSigned: true,
        most,
      }),
    );
  }

  #paintLosses(step) {
    const { losses, steps } = this.#descent;
    const apart = Math.ceil((steps + 1) / CURVE_POINTS);
    const points = losses
      .map((loss, at) => [at, loss])
      .filter(([at]) => at % apart === 0 || at === steps);
    const finite = losses.filter((loss) => loss > 0 && Number.isFinite(loss));
    const [low, high] = finite.length ? [smallest(finite), largestMagnitude(finite)] : [0.1, 1];
    this.#curve.show({
      x: linearAxis(0, Math.max(steps, FEWEST_SHOWN)),
      y: logarithmicAxis(low, high),
      lines: [{ points, look: "lesson-first" }],
      points: [{ at: [step, losses[step]], look: "lesson-first" }],
      cursor: step,
    });
  }
}

function smallest(values) {
  return values.reduce((least, value) => Math.min(least, value));
}
