// Curves of a lesson in an SVG as wide as its place: lines, shaded stretches, points, and a place
// along the x axis that can be dragged.

const SVG = "http://www.w3.org/2000/svg";
const CURVE_EDGES = { left: 52, right: 12, top: 10, bottom: 38 }; // pixels around the lines
const MOST_BEYOND = 50; // lengths of an axis: what lies further off is drawn there

class LessonCurve {
  #svg = draw("svg", { role: "img" });
  #height;
  #titles;
  #shown = null;
  #onDrag = null;
  #watch = new ResizeObserver(() => this.#paint());
  element = make("div", { class: "lesson-curve" });

  /** titles: {name, x, y}, of the picture and its axes; onDrag(x): a place was dragged to. */
  constructor(titles, onDrag = null, height = 260) {
    [this.#titles, this.#height, this.#onDrag] = [titles, height, onDrag];
    this.#svg.setAttribute("aria-label", titles.name);
    this.#svg.setAttribute("height", height);
    this.element.append(this.#svg);
    this.#watch.observe(this.element);
    if (onDrag) this.#listen();
  }

  /**
   * shown: {x, y: axes; lines: [{points: [[x, y]], look}]; stretches: [[from, to]];
   * points: [{at: [x, y], look}]; cursor: x or null}. look: class of the line or the point.
   */
  show(shown) {
    this.#shown = shown;
    this.#paint();
  }

  /** Take the ramps of a theme, as `readRamps` gives them. */
  repaint(ramps) {
    this.element.style.setProperty("--lesson-warm", rampColour(ramps.signed[0]));
  }

  #listen() {
    this.element.classList.add("lesson-curve-drag");
    this.#svg.addEventListener("pointerdown", (event) => {
      this.#svg.setPointerCapture(event.pointerId);
      this.#drag(event);
    });
    this.#svg.addEventListener("pointermove", (event) => {
      if (this.#svg.hasPointerCapture(event.pointerId)) this.#drag(event);
    });
  }

  #drag({ clientX }) {
    const { left, width } = this.#svg.getBoundingClientRect();
    const inner = width - CURVE_EDGES.left - CURVE_EDGES.right;
    const share = Math.min(Math.max((clientX - left - CURVE_EDGES.left) / inner, 0), 1);
    this.#onDrag(this.#shown.x.valueAt(share));
  }

  #paint() {
    const width = this.element.clientWidth;
    if (!this.#shown || !width) return;
    const place = placesIn(width, this.#height, this.#shown);
    this.#svg.setAttribute("width", width);
    this.#svg.replaceChildren(
      ...shadedStretches(place, this.#shown.stretches ?? []),
      ...axisParts(place, this.#shown, this.#titles),
      linesWithin(place, this.#shown.lines),
      ...cursorLine(place, this.#shown.cursor ?? null),
      ...(this.#shown.points ?? []).flatMap((point) => pointMark(place, point)),
    );
  }
}

/** An SVG element with attributes and texts. */
function draw(tag, attributes = {}, ...texts) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...texts);
  return element;
}

/** Where values stand in a picture of this size. */
function placesIn(width, height, { x, y }) {
  const { left, right, top, bottom } = CURVE_EDGES;
  const [across, down] = [width - left - right, height - top - bottom];
  const near = (share) => Math.min(Math.max(share, -MOST_BEYOND), MOST_BEYOND);
  return {
    box: { left, right: width - right, top, bottom: height - bottom },
    x: (value) => left + near(x.share(value)) * across,
    y: (value) => top + (1 - near(y.share(value))) * down,
  };
}

/** The lines, cut off where the axes end. */
function linesWithin(place, lines) {
  const { left, right, top, bottom } = place.box;
  const [width, height] = [right - left, bottom - top];
  const viewBox = `${left} ${top} ${width} ${height}`;
  const within = draw("svg", { x: left, y: top, width, height, viewBox });
  within.append(...lines.map((line) => linePath(place, line)));
  return within;
}

function axisParts({ box, x, y }, shown, titles) {
  const middle = (box.top + box.bottom) / 2;
  const turned = `rotate(-90 12 ${middle})`;
  return [
    ...shown.y.ticks.flatMap((tick) => [
      draw("line", {
        class: "lesson-grid-line",
        x1: box.left,
        x2: box.right,
        y1: y(tick),
        y2: y(tick),
      }),
      draw(
        "text",
        { class: "lesson-tick", x: box.left - 6, y: y(tick) + 4, "text-anchor": "end" },
        tickText(tick),
      ),
    ]),
    ...shown.x.ticks.map((tick) =>
      draw(
        "text",
        { class: "lesson-tick", x: x(tick), y: box.bottom + 16, "text-anchor": "middle" },
        tickText(tick),
      ),
    ),
    draw(
      "text",
      {
        class: "lesson-tick",
        x: (box.left + box.right) / 2,
        y: box.bottom + 33,
        "text-anchor": "middle",
      },
      titles.x,
    ),
    draw(
      "text",
      { class: "lesson-tick", x: 12, y: middle, transform: turned, "text-anchor": "middle" },
      titles.y,
    ),
  ];
}

function tickText(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e5))
    return value.toExponential(0).replace("e+", "e").replaceAll("-", "−");
  return value.toLocaleString("en-GB", { maximumFractionDigits: 3 }).replace("-", "−");
}

function shadedStretches({ box, x }, stretches) {
  return stretches.map(([from, to]) =>
    draw("rect", {
      class: "lesson-stretch",
      x: x(from),
      y: box.top,
      width: Math.max(x(to) - x(from), 1),
      height: box.bottom - box.top,
    }),
  );
}

/** A line; it has a gap where a value is no number. */
function linePath({ x, y }, { points, look }) {
  let isGap = true;
  const parts = points.map(([at, value]) => {
    if (!Number.isFinite(value)) {
      isGap = true;
      return "";
    }
    const part = `${isGap ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    isGap = false;
    return part;
  });
  return draw("path", { class: `lesson-line ${look}`, d: parts.join("") });
}

function cursorLine({ box, x }, cursor) {
  if (cursor === null) return [];
  const at = Math.min(Math.max(x(cursor), box.left), box.right);
  return [draw("line", { class: "lesson-cursor", x1: at, x2: at, y1: box.top, y2: box.bottom })];
}

/** A point, if it is at a number; one beyond the axes stands at their end. */
function pointMark({ box, x, y }, { at: [across, up], look }) {
  if (!Number.isFinite(up)) return [];
  const cx = Math.min(Math.max(x(across), box.left), box.right);
  const cy = Math.min(Math.max(y(up), box.top), box.bottom);
  return [draw("circle", { class: `lesson-point ${look}`, cx, cy, r: 5 })];
}
