// The switches of the page Inside as a component of Streamlit: what comes and what goes back.

const NO_IMAGES = "The images to judge the network on could not be loaded.";
const lesions = new WeakMap(); // by parentElement: called again with new data, the board stays

class StreamlitLesion {
  #root;
  #board = null;
  #shown = ""; // what the board is about
  #send; // Streamlit's function of the newest run of the page
  #network = null;
  #networkKey = "";
  #images = null; // of the address
  #address = "";

  constructor(root) {
    root.classList.add("board");
    this.#root = root;
  }

  /** about: {key, address, position, noun, source, smallest, parts}; parts: the payload. */
  async update(about, send) {
    this.#send = send;
    this.#board?.repaint(); // the theme may have changed
    const wanted = JSON.stringify({ ...about, parts: null });
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    try {
      await this.#load(about);
    } catch (error) {
      return this.#tell(error.message);
    }
    if (wanted === this.#shown) this.#begin(about);
  }

  destroy() {
    this.#shown = "";
    this.#board?.destroy();
  }

  #begin(about) {
    this.#board?.destroy();
    this.#board = new LesionBoard(this.#root, this.#network, this.#images, about, (off) =>
      this.#send("exact", { layer: about.position, off }),
    );
  }

  async #load({ key, address, parts }) {
    if (key !== this.#networkKey) this.#network = readNetwork(parts[0]);
    this.#networkKey = key;
    if (address === this.#address) return;
    const answer = await fetch(new URL(address, document.baseURI));
    if (!answer.ok) throw new Error(NO_IMAGES);
    this.#images = readImages(new Uint8Array(await answer.arrayBuffer()));
    this.#address = address;
  }

  #tell(message) {
    this.#root.replaceChildren(make("p", { class: "board-message" }, message));
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".lesion-root");
  if (!lesions.has(parentElement)) lesions.set(parentElement, new StreamlitLesion(root));
  lesions.get(parentElement).update(openEnvelope(data), setTriggerValue);
  return () => {
    lesions.get(parentElement)?.destroy();
    lesions.delete(parentElement);
  };
}
