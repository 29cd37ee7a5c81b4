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
  #imageNumber = null; // of the last one in question
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
    const isOtherRun = run !== this.#run;
    if (isOtherRun) this.#begin(run, moment, withPixels(test_set, pixels));
    this.#board.expectSnapshots(has_snapshots);
    this.#board.setNetwork({ name, key, payload, dead });
    if (image) this.#load(image, chosen, isOtherRun);
    this.#follow(getComputedStyle(this.#root));
  }

  /** Paint anew where the theme has changed. */
  #follow(style) {
    const theme = THEME.map((name) => style.getPropertyValue(name)).join();
    if (theme !== this.#theme) this.#board.repaint();
    this.#theme = theme;
  }

  destroy() {
    window.cnnLabDrawing = { drawing: this.#board.drawing, over: this.#imageNumber };
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

  /** What came from this very pad is on it already, or has been cleared since; a new pad is empty,
   * but for what was drawn on the one before it. */
  #load({ number, on_pad, test_image }, pixels, isOtherRun) {
    const isNewPad = this.#imageNumber === null;
    const left = isNewPad ? drawingLeft(number, pixels) : null;
    const isOther = number !== this.#imageNumber && (!on_pad || isNewPad);
    const isOfAnotherSet = isOtherRun && test_image?.number === this.#board.testImage;
    this.#imageNumber = number;
    if (left) this.#board.restore(left, pixels, test_image);
    else if (isOther || isOfAnotherSet) this.#board.load(pixels, test_image);
  }
}

/** What was drawn on the last pad of this page, if it is the image in question, or that is still the
 * same; else null. */
function drawingLeft(number, pixels) {
  const { drawing, over } = window.cnnLabDrawing ?? {};
  if (!drawing?.strokes.length) return null;
  return over === number || areSame(seenPixels(drawing), pixels) ? drawing : null;
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
