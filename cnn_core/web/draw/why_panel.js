// Why this answer: other preparations of the drawing, its nearest training images, and the places
// that the answer depends on. All of it is worked out in small steps, when a stroke has ended.

const WHY_SLICE = 8; // milliseconds of work within a frame
const WHY_EMPTY = "Draw something: where its answer comes from is seen when the pen is lifted.";
const WHY_TOO_SLOW = "This network takes too long to be asked as often as that would need.";

/** Make an element the panel that explains one network's answer. */
function createWhyPanel(root) {
  return new WhyPanel(root);
}

class WhyPanel {
  #root;
  #hint = make("p", { class: "board-muted" });
  #body = make("div", { class: "why-body" });
  #ways = new WhyWays(this.#body);
  #neighbours = new WhyNeighbours(this.#body);
  #occlusion = new WhyOcclusion(this.#body);
  #frame = 0; // of the browser, in which the work goes on

  constructor(root) {
    this.#root = root;
    root.append(make("h3", {}, "Why this answer"), this.#hint, this.#body);
    this.repaint();
    this.clear(WHY_EMPTY);
  }

  /**
   * Explain the answer to a drawing; what is still being worked out for another one is given up.
   * reference: of `readReference`, or null where there is none.
   */
  show(drawing, network, reference) {
    this.cancel();
    const pixels = seenPixels(drawing);
    if (!pixels) return this.clear(WHY_EMPTY);
    this.#hint.hidden = true;
    this.#body.hidden = false;
    this.#occlusion.showNothing();
    const steps = this.#explain(drawing, pixels, network, reference);
    this.#frame = requestAnimationFrame(() => this.#work(steps));
  }

  *#explain(drawing, pixels, network, reference) {
    yield* this.#ways.steps(drawing, pixels, network);
    this.#neighbours.show(pixels, network.classes, reference);
    yield;
    yield* this.#occlusion.steps(pixels, network);
  }

  #work(steps) {
    const end = performance.now() + WHY_SLICE;
    while (performance.now() < end) if (steps.next().done) return;
    this.#frame = requestAnimationFrame(() => this.#work(steps));
  }

  /** Give up what is being worked out: a new stroke has begun. */
  cancel() {
    cancelAnimationFrame(this.#frame);
  }

  /** Show no more than a hint: what to do, or why there is nothing. */
  clear(hint) {
    this.cancel();
    write(this.#hint, hint);
    this.#hint.hidden = false;
    this.#body.hidden = true;
  }

  /** Paint in the colours of the present theme. */
  repaint() {
    const ramp = readRamps(this.#root).ink;
    const accent = readColour(getComputedStyle(this.#root).getPropertyValue("--board-accent"));
    this.#ways.repaint(ramp);
    this.#neighbours.repaint(ramp);
    this.#occlusion.repaint(ramp, accent);
  }

  destroy() {
    this.cancel();
  }
}

function whySection(root, title, ...children) {
  const section = make("section", { class: "why-section" }, make("h4", {}, title), ...children);
  root.append(section);
  return section;
}

/** A square of pixels that can be painted again in another ramp. */
class WhyImage {
  element = make("canvas", { class: "board-pixels why-image", role: "img" });
  #pixels = null;
  #ramp;

  constructor(label) {
    this.describe(label);
  }

  describe(label) {
    this.element.setAttribute("aria-label", label);
  }

  /** pixels: 28×28, 0 (ground) to 255 (ink) */
  show(pixels) {
    this.#pixels = pixels;
    paintImage(this.element, pixels, SEEN_SIDE, SEEN_SIDE, this.#ramp);
  }

  repaint(ramp) {
    this.#ramp = ramp;
    if (this.#pixels) this.show(this.#pixels);
  }
}
