// The lesson Dense and softmax: an image's last maps, one unit, the logits, the loss, a batch.

const createLesson = (root, send) => new DenseLesson(root, send);

class DenseLesson {
  #send;
  #network = null;
  #images = null;
  #payload = ""; // tells networks apart
  #known = new Map(); // logits by the image's number
  #image = choiceOf("Test image", []);
  #source = make("p", { class: "board-muted" });
  #told = make("p", { class: "lesson-told board-muted", role: "status" });
  #unit = new UnitView();
  #logits;
  #batch;

  constructor(root, send) {
    this.#send = send;
    const onTell = (sentence) => write(this.#told, sentence);
    this.#logits = new LogitView({
      onChange: () => this.#showBatch(),
      onReset: () => this.#look(),
      onOutput: (name) => this.#chooseOutput(name),
      onTell,
    });
    this.#batch = new BatchView({ onChange: () => this.#showBatch(), onTell });
    this.#image.select.addEventListener("change", () => this.#look());
    const fields = make("div", { class: "lesson-fields" }, this.#image.element);
    const [unit, logits, batch] = [this.#unit, this.#logits, this.#batch].map(({ elements }) =>
      make("section", { class: "lesson" }, ...elements),
    );
    root.append(this.#source, fields, unit, logits, this.#told, batch);
  }

  /** about: {key, source, parts}; key: tells networks apart; parts: a payload, and test images. */
  update({ key, source, parts }) {
    write(this.#source, source);
    this.#network = readNetwork(parts[0]);
    this.#known.clear();
    this.#images = readImages(parts[1]);
    refill(this.#image.select, imageOptions(this.#images, this.#network.classes), "0");
    if (key !== this.#payload) this.#takeOutput();
    this.#payload = key;
    this.#look();
  }

  repaint(ramps) {
    this.#unit.repaint(ramps);
    this.#batch.repaint(ramps);
  }

  /** Another network has come: its own output is shown. */
  #takeOutput() {
    const { activation } = this.#network.layers.at(-1).settings;
    this.#logits.chooseOutput(activation);
    write(this.#told, "");
    if (this.#payload) this.#send(activation);
  }

  #chooseOutput(name) {
    this.#send(name);
    const { activation } = this.#network.layers.at(-1).settings;
    const other = `It was trained with ${activation}: its logits were not made for ${name}.`;
    write(this.#told, name === activation ? "" : other);
  }

  get #number() {
    return Number(this.#image.select.value);
  }

  #look() {
    const logits = logitsOf(this.#network, pixelsOf(this.#images, this.#number));
    this.#unit.show(this.#network);
    this.#logits.show(logits, this.#images.labels[this.#number], this.#network.classes);
  }

  #logitsOf(number) {
    if (!this.#known.has(number))
      this.#known.set(number, logitsOf(this.#network, pixelsOf(this.#images, number)));
    return this.#known.get(number);
  }

  /** The image in question with the logits that are shown, and those after it with their own. */
  #showBatch() {
    const { count, labels } = this.#images;
    const { classes } = this.#network;
    const members = Array.from({ length: this.#batch.size }, (_, at) => {
      const number = (this.#number + at) % count;
      const pixels = pixelsOf(this.#images, number);
      if (at === 0)
        return { number, name: classes[this.#logits.right], pixels, loss: this.#logits.loss };
      const logits = this.#logitsOf(number);
      return {
        number,
        name: classes[labels[number]],
        pixels,
        loss: lossOf(this.#logits.output, logits, labels[number]),
      };
    });
    this.#batch.show(members);
  }
}
