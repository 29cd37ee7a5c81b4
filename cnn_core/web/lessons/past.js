// The lesson Gradient descent, in a run: one filter from its random start to its trained form.

const createLesson = (root) => new PastLesson(root);

class PastLesson {
  #past = null;
  #images = null;
  #curve = []; // [step, loss]
  #run = null;
  #filter = choiceOf("Filter", []);
  #image = choiceOf("Test image", []);
  #stepper = new Stepper("Moment", () => this.#paint());
  #told = make("p", { role: "status" });
  #grids;
  #pictures;
  #weights;
  #losses;

  constructor(root) {
    this.#grids = ["At the start", "At this moment", "Gone"].map(
      (title) => new PixelGrid(title, "weight"),
    );
    this.#pictures = ["Image", "Its map"].map(
      (title) => new PixelGrid(title, "value", { most: 8 }),
    );
    const onDrag = (step) => this.#goTo(step);
    const x = "step, the first ones drawn wide";
    this.#weights = new LessonCurve({ name: "Each weight of the filter", x, y: "weight" }, onDrag);
    this.#losses = new LessonCurve({ name: "The loss of the batches", x, y: "loss" }, onDrag);
    for (const { select } of [this.#filter, this.#image])
      select.addEventListener("change", () => this.#paint());
    this.#lay(root);
  }

  /** about: {run, moments, curve, settings, is_per_pixel, names, parts}; the last part: images. */
  update(about) {
    this.#past = readPast(about);
    this.#images = readImages(about.parts.at(-1));
    this.#curve = about.curve;
    const order = filtersByWay(this.#past);
    const last = about.moments.length - 1;
    const options = order.map((filter) => [
      String(filter),
      `${filter + 1} · gone ${valueText(wayOf(this.#past, last, filter).total)}`,
    ]);
    refill(this.#filter.select, options, options[0][0]);
    refill(this.#image.select, imageOptions(this.#images, about.names), "0");
    this.#stepper.setCount(about.moments.length);
    if (about.run !== this.#run) this.#stepper.go(last);
    this.#run = about.run;
    this.#paint();
  }

  repaint(ramps) {
    for (const part of [...this.#grids, ...this.#pictures, this.#weights, this.#losses])
      part.repaint(ramps);
  }

  #lay(root) {
    const fields = make(
      "div",
      { class: "lesson-fields" },
      this.#filter.element,
      this.#image.element,
    );
    const rowOf = (parts) =>
      make("div", { class: "lesson-triple" }, ...parts.map(({ element }) => element));
    const titled = (curve, title) => make("section", {}, make("h3", {}, title), curve.element);
    const curves = [
      titled(this.#weights, "Its weights"),
      titled(this.#losses, "Loss of the batches"),
    ];
    root.append(
      fields,
      this.#stepper.element,
      this.#told,
      rowOf(this.#grids),
      rowOf(this.#pictures),
      make("div", { class: "lesson-curves" }, ...curves),
    );
  }

  /** The moment that is nearest on the curves' axis. */
  #goTo(step) {
    const far = this.#past.moments.map((moment) =>
      Math.abs(Math.log1p(moment.step) - Math.log1p(step)),
    );
    this.#stepper.go(far.indexOf(Math.min(...far)));
  }

  #paint() {
    if (!this.#past) return;
    const moment = this.#stepper.at;
    const filter = Number(this.#filter.select.value);
    this.#paintKernels(moment, filter);
    this.#paintMap(moment, filter);
    this.#paintCurves(moment, filter);
    write(this.#told, pastText(this.#past, moment, filter));
  }

  #paintKernels(moment, filter) {
    const [start, now] = [0, moment].map((at) => weightsAt(this.#past, at, filter));
    const { change } = wayOf(this.#past, moment, filter);
    const [height, width] = this.#past.settings.kernel_size;
    const last = weightsAt(this.#past, this.#past.moments.length - 1, filter);
    const most = largestMagnitude([...start, ...last]);
    [start, now, change].forEach((values, at) =>
      this.#grids[at].show({ height, width, values: Array.from(values), isSigned: true, most }),
    );
  }

  #paintMap(moment, filter) {
    const pixels = pixelsOf(this.#images, Number(this.#image.select.value));
    const { shape, values } = mapAt(this.#past, moment, filter, pixels);
    const [height, width] = shape;
    const [seen, map] = this.#pictures;
    seen.show({ height: 28, width: 28, values: Array.from(pixels), isSigned: false, most: 255 });
    const isSigned = values.some((value) => value < 0);
    map.show({
      height,
      width,
      values: Array.from(values),
      isSigned,
      most: largestMagnitude(values),
    });
  }

  #paintCurves(moment, filter) {
    const { moments, size } = this.#past;
    const x = stepAxis(moments.at(-1).step);
    const cursor = moments[moment].step;
    const byMoment = moments.map((_, at) => weightsAt(this.#past, at, filter));
    const lines = Array.from({ length: size }, (_, tap) => ({
      points: moments.map(({ step }, at) => [step, byMoment[at][tap]]),
      look: "lesson-first lesson-thin",
    }));
    const points = Array.from(byMoment[moment], (weight) => ({
      at: [cursor, weight],
      look: "lesson-first",
    }));
    const y = linearAxis(...extentOf(byMoment.flatMap((weights) => [...weights])));
    this.#weights.show({ x, y, lines, points, cursor });
    this.#losses.show({
      x,
      y: linearAxis(...extentOf([0, ...this.#curve.map(([, loss]) => loss)])),
      lines: [{ points: this.#curve, look: "lesson-second" }],
      cursor,
    });
  }
}

/** Where the filter stands at a moment, and how large the loss was. */
function pastText(past, moment, filter) {
  const { step, epoch, loss, loss_step: lossStep } = past.moments[moment];
  const { total, change } = wayOf(past, moment, filter);
  const when = step === 0 ? "Before training" : `After ${countText(step)} steps${epochText(epoch)}`;
  const furthest = change.reduce(
    (best, value, tap) => (Math.abs(value) > Math.abs(change[best]) ? tap : best),
    0,
  );
  const place = cellName(furthest, past.settings.kernel_size[1]).toLowerCase();
  const way =
    step === 0
      ? "the weights are random"
      : `the filter has gone ${valueText(total)} in all (root of the summed squares), ` +
        `furthest in ${place}: ${valueText(change[furthest])}`;
  const lossText =
    loss === null
      ? "the loss is not known"
      : `loss of batch ${countText(lossStep)}: ${valueText(loss)}`;
  return `${when}: ${way}; ${lossText}.`;
}

function epochText(epoch) {
  if (epoch === 0) return "";
  return epoch === 1 ? ", 1 epoch" : `, ${countText(epoch)} epochs`;
}
