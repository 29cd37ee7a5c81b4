// The lesson Activation functions: curves with their slopes, a point on them, and a real map.

const SHOWN_X = [-6, 6];
const FLAT_WITHIN = [-20, 20]; // where a vanishing slope is looked for
const LAYERS_IN_A_ROW = 5;
const NONE = "none";

const createLesson = (root, send) => new ActivationLesson(root, send);

class ActivationLesson {
  #send;
  #told = make("p", { class: "lesson-told board-muted", role: "status" });
  #first = choiceOf("Activation", []);
  #second = choiceOf("Beside it", []);
  #x;
  #curve;
  #table = new NumberTable("The activations at x", [
    "Activation",
    "Value",
    "Slope",
    `Slope through ${LAYERS_IN_A_ROW} layers`,
    "Slope below 0.01",
  ]);
  #map;

  constructor(root, send) {
    this.#send = send;
    const onTell = (sentence) => write(this.#told, sentence);
    const limits = { least: -1000, most: 1000 };
    const onX = { onChoose: () => this.#paintCurve(), onTell };
    this.#x = new RangeField("x", linearAxis(...SHOWN_X), limits, 1, onX);
    const titles = {
      name: "Activations and their slopes",
      x: "x, a weighted sum",
      y: "value and slope",
    };
    this.#curve = new LessonCurve(titles, (x) => this.#moveTo(Number(x.toFixed(2))));
    this.#map = new ActivatedMap((sum) => this.#moveTo(sum), onTell);
    for (const { select } of [this.#first, this.#second])
      select.addEventListener("change", () => this.#choose());
    this.#lay(root);
  }

  /** about: {names, source, parts}; parts: a network's payload, and test images. */
  update({ names, source, parts }) {
    const options = names.map((name) => [name, name]);
    refill(this.#first.select, options, names[0]);
    refill(this.#second.select, [[NONE, "nothing"], ...options], names[1]);
    this.#map.take(readNetwork(parts[0]), readImages(parts[1]), source);
    this.#paint();
  }

  repaint(ramps) {
    this.#curve.repaint(ramps);
    this.#map.repaint(ramps);
  }

  #lay(root) {
    const fields = [this.#first.element, this.#second.element, this.#x.element];
    const legend = make(
      "p",
      { class: "board-muted" },
      "Solid: the value. Dashed: its slope, the derivative. Shaded: the first one's slope is " +
        "below 0.01, where almost nothing can be learned. Drag the point along x.",
    );
    root.append(
      make("div", { class: "lesson-fields" }, ...fields),
      make("div", {}, this.#curve.element, legend),
      make("div", { class: "lesson-scroll" }, this.#table.element),
      this.#told,
      ...this.#map.elements,
    );
  }

  get #names() {
    const [first, second] = [this.#first, this.#second].map(({ select }) => select.value);
    return second === NONE || second === first ? [first] : [first, second];
  }

  #choose() {
    this.#send(this.#first.select.value);
    this.#paint();
  }

  #moveTo(x) {
    this.#x.show(x);
    this.#paintCurve();
  }

  #paint() {
    this.#paintCurve();
    this.#map.show(this.#names);
  }

  #paintCurve() {
    const x = this.#x.value;
    this.#curve.show(curvesShown(this.#names, x));
    this.#table.show(this.#names.map((name) => activationRow(name, x)));
  }
}

/** The picture of these activations with the point at x. */
function curvesShown(names, x) {
  const looks = ["lesson-first", "lesson-second"];
  const places = Array.from({ length: 241 }, (_, at) => SHOWN_X[0] + at / 20);
  const lines = names.flatMap((name, at) => {
    const [values, slopes] = [activated(name, places), slopesAt(name, places)];
    return [
      { points: places.map((place, i) => [place, values[i]]), look: looks[at] },
      { points: places.map((place, i) => [place, slopes[i]]), look: `${looks[at]} lesson-dashed` },
    ];
  });
  const points = names.flatMap((name, at) => [
    { at: [x, activated(name, [x])[0]], look: looks[at] },
    { at: [x, slopesAt(name, [x])[0]], look: `${looks[at]} lesson-hollow` },
  ]);
  const stretches = flatStretches(names[0], ...SHOWN_X);
  return {
    x: linearAxis(...SHOWN_X, 6),
    y: linearAxis(-2, 3),
    lines,
    points,
    stretches,
    cursor: x,
  };
}

function activationRow(name, x) {
  const [value, slope] = [activated(name, [x])[0], slopesAt(name, [x])[0]];
  return [
    name,
    valueText(value),
    valueText(slope),
    valueText(slope ** LAYERS_IN_A_ROW),
    flatText(name),
  ];
}

/** Where a slope is below 0.01, in words: "below −4.6 and above 4.6". */
function flatText(name) {
  const [low, high] = FLAT_WITHIN;
  const parts = flatStretches(name, low, high).map(([from, to]) =>
    from === low ? `below ${edgeText(to)}` : `above ${edgeText(from)}`,
  );
  return parts.length ? parts.join(" and ") : "nowhere";
}

function edgeText(x) {
  return valueText(Number(x.toFixed(1)) || 0);
}
