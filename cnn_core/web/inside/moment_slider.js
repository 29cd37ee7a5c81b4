// The time machine: a slider over the snapshots of a training, with "now" as its last place.

const LATEST = -1; // in place of a step, as in cnn_core/records.py
const NO_SNAPSHOTS =
  "This run has no snapshots of its training: only its newest weights can be shown.";
const SETTLED = 300; // milliseconds without a move until the server hears of it

class MomentSlider {
  #slider = make("input", { type: "range", min: "0", step: "1", "aria-label": "Moment" });
  #told = make("output", { class: "inside-told" });
  #row;
  #none = make("p", { class: "board-muted" });
  #problem = "";
  #snapshots = [];
  #isExpected = false;
  #step = LATEST;
  #onMove;
  #onSettle;
  #timer = 0;
  element;

  /** onMove(): another moment is to be shown; onSettle(step): it has stayed there for a while. */
  constructor(onMove, onSettle) {
    this.#onMove = onMove;
    this.#onSettle = onSettle;
    const label = make("span", {}, "Moment of the training");
    const head = make("div", { class: "inside-moment-head" }, label, this.#told);
    this.#row = make("div", {}, head, this.#slider);
    this.element = make("div", { class: "inside-moment" }, this.#row, this.#none);
    this.#slider.addEventListener("input", () => this.#move());
    this.#lay();
  }

  /** The snapshot that is chosen; null for now. */
  get snapshot() {
    return this.#snapshots.find(({ step }) => step === this.#step) ?? null;
  }

  /** The chosen moment in words. */
  get told() {
    return momentText(this.snapshot);
  }

  /** step: of a snapshot, or LATEST; it is taken once the snapshots are there. */
  choose(step) {
    this.#step = step;
    this.#lay();
  }

  /** snapshots: as `readSnapshots` gives them; problem: why there are none, where it is known. */
  setSnapshots(snapshots, problem = "") {
    this.#snapshots = snapshots;
    this.#problem = problem;
    this.#lay();
  }

  /** Whether there are snapshots: they may be on their way. */
  expect(isExpected) {
    this.#isExpected = isExpected;
    this.#lay();
  }

  destroy() {
    clearTimeout(this.#timer);
  }

  #lay() {
    this.#none.hidden = this.#isExpected && !this.#problem;
    this.#row.hidden = !this.#none.hidden;
    write(this.#none, this.#problem || NO_SNAPSHOTS);
    const last = this.#snapshots.length;
    this.#slider.disabled = last === 0;
    this.#slider.max = Math.max(last, 1);
    const at = this.#snapshots.indexOf(this.snapshot);
    this.#slider.value = at < 0 ? this.#slider.max : at;
    this.#tell();
  }

  #move() {
    this.#step = this.#snapshots[Number(this.#slider.value)]?.step ?? LATEST;
    this.#tell();
    this.#onMove();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onSettle(this.#step), SETTLED);
  }

  #tell() {
    write(this.#told, this.told);
    this.#slider.setAttribute("aria-valuetext", this.told);
  }
}

/** "before training", "step 50", "epoch 2, step 844", or "now" for null. */
function momentText(snapshot) {
  if (!snapshot) return "now";
  const step = `step ${countText(snapshot.step)}`;
  if (snapshot.epoch > 0) return `epoch ${countText(snapshot.epoch)}, ${step}`;
  return snapshot.step === 0 ? "before training" : step;
}
