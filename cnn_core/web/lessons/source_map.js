// What is pooled: the image itself, or a map that a trained network makes of it.

const THE_IMAGE = "image";

class MapSource {
  #network = null;
  #layer = choiceOf("What is pooled", [[THE_IMAGE, "the image itself"]]);
  #map;
  #onChange;
  elements;

  /** onChange(): another one is chosen; onTell(sentence): what is wrong with what was typed. */
  constructor({ onChange, onTell }) {
    this.#onChange = onChange;
    const limits = { least: 1, most: 1, isWhole: true };
    this.#map = new ValueField("Map", limits, 1, { onChoose: onChange, onTell });
    this.#layer.select.addEventListener("change", () => this.#choose());
    this.elements = [this.#layer.element, this.#map.element];
    this.#showMap();
  }

  /** Offer the maps of each convolution of a run's network; of none for null. */
  offer(run, network) {
    this.#network = network;
    const layers = [...(network?.layers.entries() ?? [])];
    const convolutions = layers.filter(([, { kind }]) => kind === "conv2d");
    const options = convolutions.map(([at, { shape }]) => [
      String(at),
      `run ${run}: maps of layer ${at + 1}, ${shape.slice(0, 2).join("×")}`,
    ]);
    refill(this.#layer.select, [[THE_IMAGE, "the image itself"], ...options], THE_IMAGE);
    this.#showMap();
  }

  /** {height, width, values, told} of what is chosen, made of an image of ImageChoice. */
  of(image) {
    const layer = this.#chosen;
    if (!layer || image.pixels.length !== this.#network.input.values.length) return plain(image);
    forward(this.#network, image.pixels);
    const [height, width, maps] = layer.shape;
    const map = this.#map.value;
    const values = layer.values.filter((_, at) => at % maps === map - 1);
    return { height, width, values, told: `Map ${map} of ${image.told.toLowerCase()}` };
  }

  /** Why an image has no such maps; "" where it has. */
  faultOf(image) {
    const fits = !this.#chosen || image.pixels.length === this.#network.input.values.length;
    return fits ? "" : "A network makes maps of images of 28×28: shown is the image itself.";
  }

  get #chosen() {
    return this.#network?.layers[Number(this.#layer.select.value)];
  }

  #choose() {
    this.#showMap();
    this.#onChange();
  }

  #showMap() {
    this.#map.element.hidden = !this.#chosen;
    if (this.#chosen) this.#map.setMost(this.#chosen.shape[2]);
  }
}

function plain({ height, width, pixels, told }) {
  return { height, width, values: Float32Array.from(pixels, (ink) => ink / 255), told };
}
