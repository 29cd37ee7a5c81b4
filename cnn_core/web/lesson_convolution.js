// The lesson Convolution: a filter, the window that it lies over, and the map that grows.

const createLesson = (root, send) => new ConvolutionLesson(root, send);

class ConvolutionLesson {
  #grid = new PixelGrid("Image 9×9", "pixel", { onChoose: () => {} });
  #filter;
  #stepper = new Stepper("Place", (at) => this.#show(at));
  #told = make("p", { class: "lesson-told", role: "status" });

  constructor(root, send) {
    const onTell = (sentence) => write(this.#told, sentence);
    this.#filter = new NumberGrid("Filter 3×3", { least: -1e6, most: 1e6 }, { onChange: send, onTell });
    const row = make("div", { class: "lesson-row" }, this.#grid.element, this.#filter.element);
    root.append(row, this.#stepper.element, this.#told);
  }

  update({ height, width, values }) {
    this.#grid.show({ height, width, values, isSigned: false, most: 1, border: { top: 1, bottom: 1, left: 1, right: 1 } });
    this.#filter.show({ height: 3, width: 3, values: [1, 0, -1, 1, 0, -1, 1, 0, -1] });
    this.#stepper.setCount(49);
    this.#show(this.#stepper.at);
  }

  repaint(ramps) {
    this.#grid.repaint(ramps);
    this.#filter.repaint(ramps);
  }

  destroy() {
    this.#stepper.destroy();
    this.#grid.destroy();
  }

  #show(at) {
    this.#grid.mark([{ top: Math.floor(at / 7), left: at % 7, height: 3, width: 3, isStrong: true }]);
  }
}
