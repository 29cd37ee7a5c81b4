// The drawing board as a component of Streamlit: what the server sends, and what goes back to it.

const NO_REFERENCE = "The training images to compare with could not be loaded.";
const boards = new WeakMap(); // by parentElement: called again with new data, the board stays

class StreamlitBoard {
  #board;
  #send; // Streamlit's function of the newest run of the page
  #networks = new Map(); // by key
  #pictureNumber = null; // of the last one that was put on the pad
  #referenceUrl = "";

  constructor(root) {
    this.#board = createBoard(root, {
      onKeep: (label, pixels) => this.#send("keep", { label, pixels: base64(pixels) }),
      onPicture: async (file) =>
        this.#send("picture", base64(new Uint8Array(await file.arrayBuffer()))),
      canKeep: true,
    });
    this.#takeUp(window.cnnLabDigit);
  }

  update({ names, keys, parts, picture, reference_url }, send) {
    this.#send = send;
    this.#board.repaint(); // the theme may have changed
    this.#networks = new Map(keys.map((key, at) => [key, this.#read(key, parts[at])]));
    this.#board.setNetworks(names.map((name, at) => ({ name, ...this.#networks.get(keys[at]) })));
    if (picture) this.#load(picture, parts.at(-1));
    if (reference_url !== this.#referenceUrl) this.#fetchReference(reference_url);
  }

  destroy() {
    const pictureNumber = this.#pictureNumber;
    window.cnnLabDigit = { drawing: this.#board.drawing, pictureNumber };
    this.#board.destroy();
  }

  /** What was on the pad when the page was left, or was made anew under it. */
  #takeUp(left) {
    if (!left) return;
    this.#pictureNumber = left.pictureNumber;
    this.#board.restore(left.drawing);
  }

  #read(key, payload) {
    if (this.#networks.has(key)) return this.#networks.get(key);
    try {
      return { network: readNetwork(payload) };
    } catch (error) {
      return { network: null, problem: error.message };
    }
  }

  #load({ number, width, height, as_is }, ink) {
    if (number === this.#pictureNumber) return;
    this.#pictureNumber = number;
    const image = as_is ? null : { width, height, ink };
    this.#board.load({ ...emptyDrawing(), image, pixels: as_is ? ink : null });
  }

  async #fetchReference(address) {
    this.#referenceUrl = address;
    this.#board.setReference(null);
    if (!address) return;
    try {
      const answer = await fetch(new URL(address, document.baseURI));
      const reference = readReference(new Uint8Array(await answer.arrayBuffer()));
      if (address === this.#referenceUrl) this.#board.setReference(reference);
    } catch {
      this.#board.tell(NO_REFERENCE);
    }
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".board-root");
  if (!boards.has(parentElement)) boards.set(parentElement, new StreamlitBoard(root));
  boards.get(parentElement).update(openEnvelope(data), setTriggerValue);
  return () => {
    boards.get(parentElement)?.destroy();
    boards.delete(parentElement);
  };
}
