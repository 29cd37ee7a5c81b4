// The board of the page Inside as a component of Streamlit: what comes and what goes back.

const THEME = ["--st-background-color", "--st-text-color", "--st-primary-color"];
const insides = new WeakMap(); // by parentElement: called again with new data, the board stays

class StreamlitInside {
  #root;
  #board;
  #theme = "";
  #send; // Streamlit's function of the newest run of the page
  #run = null;
  #offered = null; // {run, bytes} of the snapshots that were offered last
  #imageNumber = null; // of the last one that was put on the pad
  #listening = new AbortController();

  constructor(root) {
    this.#root = root;
    this.#board = new InsideBoard(root, {
      onUse: (pixels) => this.#send("use", base64(pixels)),
      onTestImage: (number, on_pad) => this.#send("test_image", { number, on_pad }),
      onMoment: (step) => this.#send("moment", step),
    });
    followSnapshots((offered) => this.#take(offered), this.#listening.signal);
  }

  update({ run, name, key, dead, image, moment, has_snapshots, test_set, parts }, send) {
    this.#send = send;
    const [payload, pixels, chosen] = parts;
    if (run !== this.#run) this.#begin(run, moment, withPixels(test_set, pixels));
    this.#board.expectSnapshots(has_snapshots);
    this.#board.setNetwork({ name, key, payload, dead });
    if (image) this.#load(image, chosen);
    this.#follow(getComputedStyle(this.#root));
  }

  /** Paint anew where the theme has changed. */
  #follow(style) {
    const theme = THEME.map((name) => style.getPropertyValue(name)).join();
    if (theme !== this.#theme) this.#board.repaint();
    this.#theme = theme;
  }

  destroy() {
    this.#listening.abort();
    this.#board.destroy();
  }

  #begin(run, moment, testSet) {
    this.#run = run;
    this.#board.setTestSet(testSet);
    this.#board.setSnapshots(null);
    this.#board.choose(moment);
    if (this.#offered) this.#take(this.#offered);
  }

  #take(offered) {
    this.#offered = offered;
    if (offered.run === this.#run) this.#board.setSnapshots(offered.bytes);
  }

  /** What came from this very pad is on it already; a new pad is empty. */
  #load({ number, on_pad, test_image }, pixels) {
    if (number === this.#imageNumber) return;
    this.#imageNumber = number;
    if (!on_pad || this.#board.isEmpty) this.#board.load(pixels, test_image);
  }
}

/** A test set whose first `images` have their part of `pixels`, 784 bytes each. */
function withPixels(testSet, pixels) {
  const images = testSet.images.map((image, at) => ({
    ...image,
    pixels: pixels.slice(784 * at, 784 * (at + 1)),
  }));
  return { ...testSet, images };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".inside-root");
  if (!insides.has(parentElement)) insides.set(parentElement, new StreamlitInside(root));
  insides.get(parentElement).update(openEnvelope(data), setTriggerValue);
  return () => {
    insides.get(parentElement)?.destroy();
    insides.delete(parentElement);
  };
}
