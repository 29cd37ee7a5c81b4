// Maps of a layer to switch off, and at once what becomes of the accuracy: computed in frames.

const LESION_FRAME = 10; // milliseconds of a frame that are spent on answers
const LESION_REFRESH = 100; // milliseconds between new figures while they are computed

/** One layer of one network on some images. */
class LesionBoard {
  #network;
  #images;
  #position;
  #measure;
  #smallest; // maps that are off when only the smallest set is on; null where it is not known
  #off = new Set();
  #example = 0; // the image whose maps are shown
  #tiles;
  #table;
  #controls;
  #seen = make("canvas", { class: "board-pixels lesion-seen", role: "img" });
  #told = make("p");
  #weighed = make("p", { class: "board-muted" });
  #noun;
  #steps = null; // what is left to compute
  #frame = 0;
  #shownAt = 0; // when figures were shown last
  #ramps;

  /** @param images of `readImages` @param about {position, noun, source, smallest} */
  constructor(root, network, images, { position, noun, source, smallest }, onExact) {
    [this.#network, this.#images, this.#position] = [network, images, position];
    [this.#noun, this.#smallest] = [noun, smallest];
    const lesioned = new LesionedNetwork(network, images, position);
    this.#measure = new LesionMeasure(lesioned, images.labels);
    const capital = noun[0].toUpperCase() + noun.slice(1);
    const { shape } = network.layers[position];
    this.#tiles = new LesionTiles(shape, capital, (map) => this.#toggle(map));
    this.#table = new LesionTable(network.classes, source);
    this.#controls = new LesionControls(capital, this.#measure.maps, smallest !== null, {
      onSlide: (count, isLeastFirst) => this.#slide(count, isLeastFirst),
      onSet: (name) => this.#switchOff(name === "none" ? [] : this.#smallest),
      onExact: () => onExact(this.#sorted),
    });
    this.#lay(root);
    this.repaint();
    this.#showExample(0);
    this.#switchOff([]);
  }

  /** Show all in the colours of the present theme. */
  repaint() {
    this.#ramps = readRamps(this.#seen);
    this.#tiles.repaint(this.#ramps);
    this.#paintSeen();
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
  }

  #lay(root) {
    const another = make("button", { type: "button" }, "Another image");
    another.addEventListener("click", () =>
      this.#showExample((this.#example + 1) % this.#images.count),
    );
    const example = make("div", { class: "lesion-example" }, this.#seen, this.#told, another);
    const note = make("p", { class: "board-muted" }, this.#tiles.note);
    const left = make("div", {}, example, this.#tiles.element, note, this.#weighed);
    const columns = make("div", { class: "lesion-columns" }, left, this.#table.element);
    root.replaceChildren(this.#controls.element, columns);
  }

  get #sorted() {
    return [...this.#off].sort((a, b) => a - b);
  }

  #toggle(map) {
    const off = new Set(this.#off);
    if (!off.delete(map)) off.add(map);
    this.#switchOff(off);
  }

  #slide(count, isLeastFirst) {
    const order = this.#measure.order();
    this.#switchOff((isLeastFirst ? order : order.reverse()).slice(0, count));
  }

  /** What is being computed for another set is given up. */
  #switchOff(maps) {
    this.#off = new Set(maps);
    this.#tiles.showOff(this.#off);
    this.#controls.show(this.#off.size, this.#measure.maps, this.#noun);
    this.#steps = this.#work();
    this.#shownAt = 0;
    this.#schedule();
  }

  *#work() {
    yield* this.#measure.switchOff(this.#sorted);
    this.#show(); // the figures that were asked for, before those of the maps one by one
    yield* this.#measure.weigh();
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#compute();
    });
  }

  #compute() {
    const end = performance.now() + LESION_FRAME;
    let isDone = false;
    while (!isDone && performance.now() < end) isDone = this.#steps.next().done;
    if (isDone || performance.now() - this.#shownAt > LESION_REFRESH) this.#show();
    if (!isDone) this.#schedule();
  }

  #show() {
    const { now, intact, done, weighed } = this.#measure;
    const { labels, count } = this.#images;
    this.#shownAt = performance.now();
    this.#table.show(labels, now, intact, done, count);
    if (weighed) this.#tiles.showCosts((map) => this.#measure.lost(map));
    write(this.#weighed, this.#weighedText(weighed, count));
    this.#tell();
  }

  #weighedText(weighed, count) {
    const costs = `Below each ${this.#noun}: points of accuracy lost when it alone is off`;
    if (weighed === 0) return `${costs}, still to be computed.`;
    const so = `, on ${countText(weighed)} of ${countText(count)} images so far`;
    const one = valueText(100 / weighed);
    const unit = one === "1" ? "point" : "points";
    return `${costs}${weighed < count ? so : ""}. One image is ${one} ${unit}.`;
  }

  #showExample(image) {
    this.#example = image;
    const layers = forward(this.#network, this.#pixels);
    this.#tiles.showValues(layers[this.#position].values);
    this.#paintSeen();
    this.#tell();
  }

  get #pixels() {
    return this.#images.pixels.subarray(this.#example * IMAGE_BYTES);
  }

  #paintSeen() {
    paintImage(this.#seen, this.#pixels, 28, 28, this.#ramps.ink);
  }

  /** What the shown image is taken for, as far as it is known. */
  #tell() {
    const { labels } = this.#images;
    const { now, intact, done } = this.#measure;
    const name = (answer) => this.#network.classes[answer] ?? "nothing";
    const label = `The ${this.#noun}s of this image, labelled ${name(labels[this.#example])}`;
    this.#seen.setAttribute("aria-label", label);
    const isKnown = this.#example < done;
    const before = isKnown ? `: read as ${name(intact[this.#example])} intact` : "";
    const after = isKnown && this.#off.size ? `, now as ${name(now[this.#example])}` : "";
    write(this.#told, `${label}${before}${after}.`);
  }
}
