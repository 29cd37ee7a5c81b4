// The drawing board: pad and tools, what each network answers, and why. One answer per frame.

const LARGEST_PICTURE = 10e6; // bytes of a pasted file
const NO_NETWORK = "No network is chosen.";

/**
 * Fill an element with a board. onKeep(label, pixels): a drawing is to be kept; onPicture(file): a
 * picture was pasted; canKeep: whether to offer keeping.
 */
function createBoard(root, { onKeep, onPicture, canKeep }) {
  return new Board(root, onKeep, onPicture, canKeep);
}

class Board {
  #grid;
  #pad;
  #tools;
  #keeper = null;
  #right = make("div", { class: "board-right" });
  #slots = [];
  #why;
  #explained = []; // drawing, network and reference that the why panel is about
  #reference = null;
  #seen = undefined; // what the networks see of the drawing; undefined: to be prepared
  #isFinal = true;
  #frame = 0; // of the browser, that was asked for
  #listening = new AbortController();

  constructor(root, onKeep, onPicture, canKeep) {
    root.classList.add("board");
    const canvas = make("canvas", PAD_ATTRIBUTES);
    this.#tools = new PadTools(canvas, emptyDrawing().brush);
    if (canKeep) this.#keeper = new Keeper(onKeep);
    const left = make("div", { class: "board-left" }, this.#tools.element);
    if (this.#keeper) left.append(this.#keeper.element);
    const why = make("div", { class: "board-why" });
    this.#grid = make("div", { class: "board-grid" }, left, this.#right);
    root.replaceChildren(this.#grid, why);
    this.#pad = createPad(canvas, (drawing, isFinal) => this.#change(isFinal));
    this.#tools.serve(this.#pad);
    this.#why = createWhyPanel(why);
    if (onPicture) this.#takePastes(onPicture);
    this.setNetworks([]);
  }

  /** networks: {name, network, problem}; `network` is null where `problem` says why. */
  setNetworks(networks) {
    const wanted = networks.length ? networks : [{ name: "", network: null, problem: NO_NETWORK }];
    for (const slot of this.#slots.splice(wanted.length)) slot.destroy();
    while (this.#slots.length < wanted.length)
      this.#slots.push(new AnswerSlot(this.#right, this.#slots.length === 0));
    wanted.forEach((each, index) => this.#slots[index].set(each));
    this.#grid.dataset.networks = wanted.length;
    this.#schedule();
  }

  /** The training digits that drawings are compared with, or null. */
  setReference(reference) {
    this.#reference = reference;
    this.#schedule();
  }

  /** Put a drawing on the pad. */
  load(drawing) {
    this.#pad.load(drawing);
  }

  /** Show a message below the pad, "" for none. */
  tell(message) {
    this.#tools.tell(message);
  }

  /** Show all in the colours of the present theme. */
  repaint() {
    this.#pad.resize();
    for (const slot of this.#slots) slot.repaint();
    this.#why.repaint();
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#listening.abort();
    this.#pad.destroy();
    this.#why.destroy();
    for (const slot of this.#slots) slot.destroy();
  }

  #change(isFinal) {
    this.#seen = undefined;
    this.#isFinal = isFinal;
    this.#why.cancel();
    this.#schedule();
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame((time) => {
      this.#frame = 0;
      this.#answer(time);
    });
  }

  /** Answer the newest drawing; a network that needs rest is asked again in the next frame. */
  #answer(time) {
    if (this.#seen === undefined) this.#seen = seenPixels(this.#pad.drawing);
    const current = this.#slots.map((slot) => slot.answer(this.#seen, time, this.#isFinal));
    this.#tools.showHint(this.#seen === null);
    const isTestImage = this.#pad.drawing.pixels === this.#seen; // not to be trained on
    this.#keeper?.follow(isTestImage ? null : this.#seen, this.#slots[0].digit);
    if (current.includes(false)) this.#schedule();
    else if (this.#isFinal) this.#explain();
  }

  #explain() {
    const [{ network, isSlow, spoken }] = this.#slots;
    const wanted = [this.#seen, network, this.#reference];
    if (wanted.every((part, index) => part === this.#explained[index])) return;
    this.#explained = wanted;
    this.#tools.say(spoken);
    if (network && this.#seen && !isSlow) this.#why.show(this.#pad.drawing, ...wanted.slice(1));
    else this.#why.clear(this.#seen && isSlow ? WHY_TOO_SLOW : WHY_EMPTY);
  }

  #takePastes(onPicture) {
    const { signal } = this.#listening;
    document.addEventListener("paste", (event) => this.#paste(event, onPicture), { signal });
  }

  #paste(event, onPicture) {
    const file = [...(event.clipboardData?.files ?? [])][0];
    if (!file || event.target.closest?.("input, textarea, [contenteditable]")) return;
    event.preventDefault();
    const isLarge = file.size > LARGEST_PICTURE;
    this.tell(isLarge ? tooLarge(file.size) : "");
    if (!isLarge) onPicture(file);
  }
}

function tooLarge(bytes) {
  return `This picture has ${(bytes / 1e6).toFixed(1)} MB; at most 10 MB can be read.`;
}
