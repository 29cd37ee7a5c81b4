// A row of small images, each a button.

class ImageRow {
  #buttons = [];
  #onChoose;
  element = make("div", { class: "inside-images", role: "group", "aria-label": "Test images" });

  /** onChoose(image): one was pressed. */
  constructor(onChoose) {
    this.#onChoose = onChoose;
  }

  /** images: {pixels (784), told, …}. */
  show(images) {
    this.#buttons = images.map((image) => {
      const canvas = make("canvas", { class: "board-pixels", "aria-hidden": "true" });
      const attributes = { type: "button", title: image.told, "aria-label": image.told };
      const button = make("button", attributes, canvas);
      button.addEventListener("click", () => this.#onChoose(image));
      return { button, canvas, image };
    });
    this.element.replaceChildren(...this.#buttons.map(({ button }) => button));
    this.repaint();
  }

  /** Paint in the colours of the present theme. */
  repaint() {
    if (!this.element.isConnected) return;
    const { ink } = readRamps(this.element);
    for (const { canvas, image } of this.#buttons)
      paintImage(canvas, image.pixels, SEEN_SIDE, SEEN_SIDE, ink);
  }
}
