// One layer on the page Inside: its outputs, its kernels, and which of its units are dead.

const WITHOUT_OUTPUTS = ["flatten", "dropout"]; // the layer before shows the same

class InsideLayer {
  #position;
  #outputs;
  #place = make("div");
  #kernels = null;
  #width = 0;
  #ramps;

  constructor(root, position, layer, ramps) {
    this.#position = position;
    this.#ramps = ramps;
    this.#outputs = new LayerView(root, position, layer, ramps);
    root.append(this.#place);
  }

  /** Show the kernels of another network with the same layers. */
  take(layers) {
    const kernels = kernelsOf(layers, this.#position);
    if (!kernels) return;
    const isNew = this.#kernels === null;
    this.#kernels ??= new KernelView(this.#place, kernels, this.#ramps);
    this.#kernels.take(kernels);
    if (isNew && this.#width > 0) this.#kernels.layOut(this.#width);
  }

  /** units: numbers from 0. */
  markDead(units) {
    this.#outputs.markDead(units);
    this.#kernels?.markDead(units);
  }

  show(values) {
    this.#outputs.show(values);
  }

  setRamps(ramps) {
    this.#ramps = ramps;
    this.#outputs.setRamps(ramps);
    this.#kernels?.setRamps(ramps);
  }

  layOut(available) {
    this.#width = available;
    this.#outputs.layOut(available);
    this.#kernels?.layOut(available);
  }
}

function insideLayer(root, position, layer, ramps) {
  const hasView = !WITHOUT_OUTPUTS.includes(layer.kind);
  return hasView ? new InsideLayer(root, position, layer, ramps) : null;
}
