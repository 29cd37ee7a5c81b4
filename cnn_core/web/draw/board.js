// The drawing board: a pad that networks answer, a row to keep the drawing, and why they answer so.

const LARGEST_PICTURE = 10e6; // bytes of a pasted file

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
  #keeper = null;
  #why;
  #explained = []; // drawing, network and reference that the why panel is about
  #reference = null;
  #listening = new AbortController();

  constructor(root, onKeep, onPicture, canKeep) {
    root.classList.add("board");
    const left = make("div", { class: "board-left" });
    const right = make("div", { class: "board-right" });
    const why = make("div", { class: "board-why" });
    this.#grid = make("div", { class: "board-grid" }, left, right);
    root.replaceChildren(this.#grid, why);
    this.#why = createWhyPanel(why);
    this.#pad = new AnsweringPad(left, right, {
      onAnswer: (isCurrent, isFinal) => this.#follow(isCurrent && isFinal),
      onChange: () => this.#why.cancel(),
    });
    if (canKeep) this.#keeper = new Keeper(onKeep);
    if (this.#keeper) left.append(this.#keeper.element);
    if (onPicture) this.#takePastes(onPicture);
    this.setNetworks([]);
  }

  /** networks: {name, network, problem}; `network` is null where `problem` says why. */
  setNetworks(networks) {
    this.#pad.setNetworks(networks);
    this.#grid.dataset.networks = Math.max(networks.length, 1);
  }

  /** The training digits that drawings are compared with, or null. */
  setReference(reference) {
    this.#reference = reference;
    this.#pad.schedule();
  }

  /** Put a drawing on the pad. */
  load(drawing) {
    this.#pad.load(drawing);
  }

  /** Put a drawing back on the pad, as broad as it was. */
  restore(drawing) {
    this.#pad.restore(drawing);
  }

  get drawing() {
    return this.#pad.drawing;
  }

  /** Show a message below the pad, "" for none. */
  tell(message) {
    this.#pad.tell(message);
  }

  /** Show all in the colours of the present theme. */
  repaint() {
    this.#pad.repaint();
    this.#why.repaint();
  }

  destroy() {
    this.#listening.abort();
    this.#pad.destroy();
    this.#why.destroy();
  }

  #follow(isDone) {
    const { seen, drawing, first } = this.#pad;
    const isTestImage = drawing.pixels === seen; // not to be trained on
    this.#keeper?.follow(isTestImage ? null : seen, first.digit);
    if (isDone) this.#explain(seen, drawing, first);
  }

  #explain(seen, drawing, { network, isSlow, spoken }) {
    const wanted = [seen, network, this.#reference];
    if (wanted.every((part, index) => part === this.#explained[index])) return;
    this.#explained = wanted;
    this.#pad.say(spoken);
    if (network && seen && !isSlow) this.#why.show(drawing, ...wanted.slice(1));
    else this.#why.clear(seen && isSlow ? WHY_TOO_SLOW : WHY_EMPTY);
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
