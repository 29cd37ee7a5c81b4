// What a network answers with maps of one layer switched off, image by image.
//
// A map that is off is 0 at that layer's output. Layers behind it that treat each map for itself
// make a constant of it; then comes a layer of weighted sums. Inputs and sums of the intact network
// are kept, and only what the maps that are off change in the sums is computed anew: with few maps
// off from the intact sums, with many from the sums with all maps off.

const MOST_KEPT = 16e6; // values of 32 bits: 64 MB
const NO_ANSWER = 255; // of a network that gives no numbers
const EACH_MAP_FOR_ITSELF = [
  "max_pooling2d",
  "average_pooling2d",
  "batch_normalization",
  "activation",
  "dropout",
  "flatten",
  "global_average_pooling2d",
];

/** A network of which maps of one layer can be switched off, and images for it. */
class LesionedNetwork {
  count; // images
  channels; // maps or units of the layer
  #network;
  #pixels;
  #end; // position of the last layer that treats each map for itself
  #input; // that layer: its values are overwritten with every image
  #sums; // the layer of weighted sums behind it, before its activation
  #next; // the same as it stands in the network
  #activate;
  #off; // by channel: what a map that is off has become there
  #allOff; // the sums with all maps off
  #kept; // images of which inputs and sums are kept; one more place is for all others
  #keptInputs;
  #keptSums;
  #isKept;

  /** @param images of `readImages` @param position of the layer, from 0: not the last one */
  constructor(network, images, position) {
    this.count = images.count;
    this.#pixels = images.pixels;
    this.#network = network;
    const { layers } = network;
    this.channels = layers[position].shape.at(-1);
    this.#end = lastForItself(layers, position);
    this.#input = layers[this.#end];
    this.#next = layers[this.#end + 1];
    this.#sums = weightedSums(this.#next, this.#input, this.#next.tensors);
    this.#activate = activation(this.#next.settings.activation);
    this.#switchAllOff(position);
    this.#makeRoom();
  }

  /** The parts of the work that a set of maps (channels from 0, each once) needs. */
  plan(off) {
    const isFew = 2 * off.length <= this.channels;
    const isOff = new Set(off);
    const changed = [...Array(this.channels).keys()].filter((map) => isOff.has(map) === isFew);
    return { isFew, ...(changed.length ? this.#changeOf(changed) : { places: [] }) };
  }

  /**
   * The outputs for an image with the maps of a plan off: a value from 0 to 1 for each class. They
   * are the network's: its next call overwrites them.
   */
  outputs(image, plan) {
    const place = this.#prepare(image);
    const { length } = this.#next.values;
    const intact = this.#keptSums.subarray(place * length, (place + 1) * length);
    const target = this.#next.values;
    target.set(plan.isFew ? intact : this.#allOff);
    if (plan.places.length) this.#addChange(place, plan);
    this.#activate(target);
    return forwardFrom(this.#network, this.#end + 1).at(-1).values;
  }

  #addChange(place, { isFew, places, offValues, input, sums }) {
    const start = place * this.#input.values.length;
    const sign = isFew ? 1 : -1; // towards off, or from all off back to what the image makes of it
    for (let i = 0; i < places.length; i++)
      input.values[i] = sign * (offValues[i] - this.#keptInputs[start + places[i]]);
    sums.compute();
    const target = this.#next.values;
    for (let i = 0; i < target.length; i++) target[i] += sums.values[i];
  }

  /** See to it that an image's inputs and sums are kept; the place where they are. */
  #prepare(image) {
    const place = Math.min(image, this.#kept);
    if (place < this.#kept && this.#isKept[place]) return place;
    this.#network.input.compute(this.#pixels.subarray(image * IMAGE_BYTES));
    forwardFrom(this.#network, -1, this.#end);
    this.#sums.compute();
    this.#keptInputs.set(this.#input.values, place * this.#input.values.length);
    this.#keptSums.set(this.#sums.values, place * this.#sums.values.length);
    if (place < this.#kept) this.#isKept[place] = 1;
    return place;
  }

  #switchAllOff(position) {
    this.#network.layers[position].values.fill(0);
    forwardFrom(this.#network, position, this.#end);
    this.#off = this.#input.values.slice(0, this.channels);
    this.#sums.compute();
    this.#allOff = this.#sums.values.slice();
  }

  #makeRoom() {
    const [inputs, sums] = [this.#input.values.length, this.#sums.values.length];
    this.#kept = Math.min(this.count, Math.floor(MOST_KEPT / (inputs + sums)));
    this.#keptInputs = new Float32Array((this.#kept + 1) * inputs);
    this.#keptSums = new Float32Array((this.#kept + 1) * sums);
    this.#isKept = new Uint8Array(this.#kept);
  }

  /** The layer of weighted sums cut down to some of the maps that it reads, without its bias. */
  #changeOf(maps) {
    const isChosen = new Uint8Array(this.channels);
    for (const map of maps) isChosen[map] = 1;
    const every = [...this.#input.values.keys()];
    const places = every.filter((place) => isChosen[place % this.channels]);
    const offValues = places.map((place) => this.#off[place % this.channels]);
    const shape = [...this.#input.shape];
    const last = shape.pop();
    shape.push(places.length / (every.length / last));
    const input = { shape, values: new Float32Array(places.length) };
    const kernel = chosenRows(this.#next.tensors, isChosen);
    const bias = new Float32Array(this.#next.tensors[1].length);
    return { places, offValues, input, sums: weightedSums(this.#next, input, [kernel, bias]) };
  }
}

/** Position of the last layer from `position` on that treats each map for itself. */
function lastForItself(layers, position) {
  let end = position;
  while (EACH_MAP_FOR_ITSELF.includes(layers[end + 1].kind)) end++;
  return end;
}

/** A convolution or dense layer without its activation, on another input or with other tensors. */
function weightedSums({ kind, settings, shape }, input, tensors) {
  const handed = tensors.values();
  const reader = { take: () => handed.next().value };
  const classes = { length: shape.at(-1) }; // of an output layer
  return LAYERS[kind]({ ...settings, activation: "linear" }, input, reader, classes);
}

/** The rows of a kernel that read the chosen maps: the map is the last axis of all taps. */
function chosenRows([kernel, bias], isChosen) {
  const columns = bias.length;
  const rows = [];
  for (let row = 0; row < kernel.length / columns; row++)
    if (isChosen[row % isChosen.length])
      rows.push(kernel.subarray(row * columns, (row + 1) * columns));
  const chosen = new Float32Array(rows.length * columns);
  rows.forEach((row, at) => chosen.set(row, at * columns));
  return chosen;
}

/** The class with the largest output; NO_ANSWER where one is no number. */
function answerOf(outputs) {
  let best = 0;
  for (let index = 0; index < outputs.length; index++) {
    if (!Number.isFinite(outputs[index])) return NO_ANSWER;
    if (outputs[index] > outputs[best]) best = index;
  }
  return best;
}
