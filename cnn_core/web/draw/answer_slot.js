// One network's place on the board: its name, what is wrong with it, when it answers, its panel.

const LARGE_NETWORK = 1_000_000; // weights from which a warning tells how long an answer takes
const QUICK = 20; // milliseconds up to which an answer is given in each frame
const SLOW = 200; // milliseconds from which an answer waits for the end of the stroke
const REST = 4; // a network between the two rests so many times as long as its answer took

class AnswerSlot {
  #root;
  #name = make("h3", { translate: "no" });
  #message = make("p", { class: "board-message", role: "status", hidden: "" });
  #place = make("div");
  #panel;
  #network = null;
  #milliseconds = 0; // that the last answer took
  #shown = null; // the pixels that the panel shows
  #rested = 0; // the time from which the next answer may be given

  constructor(parent, fixedNames, viewOf) {
    this.#root = make("section", { class: "board-slot" }, this.#name, this.#message, this.#place);
    parent.append(this.#root);
    this.#panel = createAnswerPanel(this.#place, { fixedNames, viewOf });
  }

  get network() {
    return this.#network;
  }

  get isSlow() {
    return this.#milliseconds > SLOW;
  }

  /** By layer of the network, what shows it; null for none. */
  get views() {
    return this.#panel.views;
  }

  /** The digit that was answered; -1 where there is no answer, or one that is no digit. */
  get digit() {
    return this.#panel.digit;
  }

  /** The answer as a sentence, "" for none. */
  get spoken() {
    return this.#panel.spoken;
  }

  /** Take a network, or with `network` null the sentence that says why there is none. */
  set({ name, network, problem }) {
    write(this.#name, name);
    this.#root.setAttribute("aria-label", name);
    this.#root.style.setProperty("--board-name", JSON.stringify(name));
    if (network !== this.#network) this.#shown = null;
    if (network?.weights !== this.#network?.weights)
      this.#milliseconds = network?.weights > LARGE_NETWORK ? Infinity : 0;
    this.#network = network;
    if (network) this.#panel.layOut(network);
    else this.#panel.showNothing();
    this.#tell(problem);
  }

  /**
   * Show the answer to 784 pixels (null: to an empty pad), unless the network is too slow to do so
   * at this time. Returns whether the panel is up to date.
   */
  answer(pixels, time, isFinal) {
    if (!this.#network || (pixels === this.#shown && pixels)) return true;
    if (pixels && !isFinal && (this.isSlow || time < this.#rested)) return false;
    this.#shown = pixels;
    if (!pixels) this.#panel.showNothing();
    else this.#infer(pixels);
    return true;
  }

  #infer(pixels) {
    const start = performance.now();
    const outputs = forward(this.#network, pixels);
    this.#milliseconds = performance.now() - start;
    this.#panel.show(this.#network, outputs, pixels);
    const isQuick = this.#milliseconds <= QUICK;
    this.#rested = isQuick ? 0 : performance.now() + REST * this.#milliseconds;
    this.#tell();
  }

  repaint() {
    this.#panel.repaint();
  }

  destroy() {
    this.#panel.destroy();
    this.#root.remove();
  }

  #tell(problem = this.#warning()) {
    write(this.#message, problem);
    this.#message.hidden = problem === "";
  }

  /** What is to be known of a large network before one draws. */
  #warning() {
    const weights = this.#network?.weights ?? 0;
    if (weights <= LARGE_NETWORK) return "";
    const size = `This network is large: ${countText(weights)} weights`;
    if (this.#milliseconds === Infinity) return `${size}. It answers at the end of a stroke.`;
    const duration = `an answer takes about ${roundedText(this.#milliseconds)} ms`;
    const when = this.isSlow ? " It comes at the end of a stroke." : "";
    return `${size}, ${duration}.${when}`;
  }
}

/** 3 -> "3", 437.2 -> "400": a time that differs from answer to answer. */
function roundedText(milliseconds) {
  return countText(Number(milliseconds.toPrecision(1)));
}
