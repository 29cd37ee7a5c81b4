// What stands around the pad: hint, brush, undo, clear, messages, and the row to keep a drawing.

const PAD_ATTRIBUTES = {
  class: "board-pad",
  "data-testid": "digit-pad",
  tabindex: "0",
  role: "img",
  "aria-label":
    "Drawing pad: draw a digit with mouse, finger or pen. Ctrl+Z undoes, Delete clears the pad.",
};
const BRUSHES = { min: "0.02", max: "0.15", step: "0.005" }; // shares of the pad's side

/** The pad's canvas with its tools; they work once there is a pad to `serve`. */
class PadTools {
  #hint = make("div", { class: "board-hint", "aria-hidden": "true" }, "Draw a digit");
  #brush;
  #pad = null;
  #undo = make("button", { type: "button" }, "Undo");
  #clear = make("button", { type: "button", "data-testid": "clear-pad" }, "Clear");
  #message = make("p", { class: "board-message", role: "alert", hidden: "" });
  #spoken = make("p", { class: "board-spoken", role: "status" });
  element;

  constructor(canvas, brush) {
    this.#brush = make("input", { type: "range", ...BRUSHES, value: brush });
    const label = make("label", {}, "Brush", this.#brush);
    const row = make("div", { class: "board-tools" }, label, this.#undo, this.#clear);
    const pad = make("div", { class: "board-pad-place" }, canvas, this.#hint);
    this.element = make("div", {}, pad, row, this.#message, this.#spoken);
  }

  serve(pad) {
    this.#pad = pad;
    this.#brush.addEventListener("input", () => pad.setBrush(Number(this.#brush.value)));
    this.#undo.addEventListener("click", () => pad.undo());
    this.#clear.addEventListener("click", () => pad.clear());
  }

  /** The pen's width as a share of the pad's side. */
  setBrush(share) {
    this.#brush.value = share;
    this.#pad.setBrush(share);
  }

  showHint(isShown) {
    this.#hint.hidden = !isShown;
  }

  /** A message to be seen, "" for none. */
  tell(message) {
    write(this.#message, message);
    this.#message.hidden = message === "";
  }

  /** A sentence for those who hear the page. */
  say(sentence) {
    write(this.#spoken, sentence);
  }
}

/**
 * The row to keep a drawing: a label, which is the answer until another is chosen, and a button.
 * onKeep(label, pixels): label from 0 to 9, pixels as the networks see them.
 */
class Keeper {
  #options = TEN_DIGITS.map((digit) => make("option", {}, digit));
  #label = make("select", { "aria-label": "It is a" }, ...this.#options);
  #button = make("button", { type: "button" }, "Keep this digit");
  #pixels = null;
  #kept = null; // the pixels that were kept last: not to be kept twice
  #isChosen = false;
  element;

  constructor(onKeep) {
    const label = make("label", {}, "It is a", this.#label);
    this.element = make("div", { class: "board-tools" }, label, this.#button);
    this.#label.addEventListener("change", () => {
      this.#isChosen = true;
      this.#allow(null);
    });
    this.#button.addEventListener("click", () => {
      this.#allow(this.#pixels);
      onKeep(Number(this.#label.value), this.#pixels);
    });
    this.#allow(null);
  }

  /** pixels: null where there is nothing to keep; digit: 0 to 9, the answer, -1 for none. */
  follow(pixels, digit) {
    this.#pixels = pixels;
    if (pixels === null) this.#isChosen = false;
    else if (!this.#isChosen && digit >= 0) this.#label.selectedIndex = digit;
    this.#allow(this.#kept);
  }

  #allow(kept) {
    this.#kept = kept;
    this.#button.disabled = this.#pixels === null || this.#pixels === kept;
  }
}
