// A pad with its tools, and the answers of networks to what is on it: one answer per frame.

const NO_NETWORK = "No network is chosen.";

class AnsweringPad {
  #pad;
  #tools;
  #right;
  #onAnswer;
  #onChange;
  #viewOf;
  #slots = [];
  #seen = undefined; // what the networks see of the drawing; undefined: to be prepared
  #isFinal = true;
  #frame = 0; // of the browser, that was asked for

  /**
   * Puts the pad into `left`, the answers into `right`. onAnswer(isCurrent, isFinal): a frame's
   * answers are shown, all of them or not, within a stroke or not; onChange(): the drawing has
   * changed; viewOf: as AnswerPanel takes it.
   */
  constructor(left, right, { onAnswer, onChange = () => {}, viewOf = viewOfOutputs }) {
    this.#right = right;
    this.#onAnswer = onAnswer;
    this.#onChange = onChange;
    this.#viewOf = viewOf;
    const canvas = make("canvas", PAD_ATTRIBUTES);
    this.#tools = new PadTools(canvas, emptyDrawing().brush);
    left.append(this.#tools.element);
    this.#pad = createPad(canvas, (drawing, isFinal) => this.#change(isFinal));
    this.#tools.serve(this.#pad);
  }

  /** networks: {name, network, problem}; `network` is null where `problem` says why. */
  setNetworks(networks) {
    const wanted = networks.length ? networks : [{ name: "", network: null, problem: NO_NETWORK }];
    for (const slot of this.#slots.splice(wanted.length)) slot.destroy();
    while (this.#slots.length < wanted.length)
      this.#slots.push(new AnswerSlot(this.#right, this.#slots.length === 0, this.#viewOf));
    wanted.forEach((each, index) => this.#slots[index].set(each));
    this.schedule();
  }

  get drawing() {
    return this.#pad.drawing;
  }

  /** The 784 pixels that the networks were last asked about; null for an empty pad. */
  get seen() {
    return this.#seen ?? null;
  }

  /** The first network's place. */
  get first() {
    return this.#slots[0];
  }

  /** Put a drawing on the pad. */
  load(drawing) {
    this.#pad.load(drawing);
  }

  /** Put a drawing back on the pad, as broad as it was. */
  restore(drawing) {
    this.#tools.setBrush(drawing.brush);
    this.load(drawing);
  }

  /** Show a message below the pad, "" for none. */
  tell(message) {
    this.#tools.tell(message);
  }

  /** A sentence for those who hear the page. */
  say(sentence) {
    this.#tools.say(sentence);
  }

  /** Answer in the next frame. */
  schedule() {
    this.#frame ||= requestAnimationFrame((time) => {
      this.#frame = 0;
      this.#answer(time);
    });
  }

  /** Show all in the colours of the present theme. */
  repaint() {
    this.#pad.resize();
    for (const slot of this.#slots) slot.repaint();
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#pad.destroy();
    for (const slot of this.#slots) slot.destroy();
  }

  #change(isFinal) {
    this.#seen = undefined;
    this.#isFinal = isFinal;
    this.#onChange();
    this.schedule();
  }

  /** Answer the newest drawing; a network that needs rest is asked again in the next frame. */
  #answer(time) {
    if (this.#seen === undefined) this.#seen = seenPixels(this.#pad.drawing);
    const current = this.#slots.map((slot) => slot.answer(this.#seen, time, this.#isFinal));
    this.#tools.showHint(this.#seen === null);
    const isCurrent = !current.includes(false);
    if (!isCurrent) this.schedule();
    this.#onAnswer(isCurrent, this.#isFinal);
  }
}
