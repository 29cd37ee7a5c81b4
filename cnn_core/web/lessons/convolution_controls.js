// What can be set of a convolution: filter, size, stride, padding, activation and bias.

const FIRST_FILTER = "vertical";
const OWN_FILTER = "own";
const OWN_NUMBERS = [OWN_FILTER, "Own numbers"];
const TRAINED = "trained-"; // and the number of the filter, from 0
const LARGEST_FILTER = 11;
const LARGEST_STRIDE = 12;
const FIRST_STRIDE = 2; // with 3×3 weights: a map of 4×4 of the image of 9×9
const LARGEST_WEIGHT = 1e6;
const ACTIVATION_NAMES = [
  ["linear", "none"],
  ...Object.keys(ACTIVATIONS).map((name) => [name, name]),
];

class ConvolutionControls {
  #onChange;
  #filter = choiceOf("Filter", [...FILTER_NAMES, OWN_NUMBERS]);
  #height;
  #width;
  #stride;
  #padding = choiceOf("Padding", PADDINGS);
  #activation = choiceOf("Activation", ACTIVATION_NAMES);
  #bias;
  #values = []; // of the filter
  #kernels = null; // of the run's first layer
  #isTrained = false;
  element = make("div", { class: "lesson-fields" });

  /** onChange(): something else is set; onTell(sentence): what is wrong with what was typed. */
  constructor({ onChange, onTell }) {
    this.#onChange = onChange;
    const field = (label, most, value, onChoose) =>
      new ValueField(label, { least: 1, most, isWhole: true }, value, { onChoose, onTell });
    this.#height = field("Height", LARGEST_FILTER, 3, () => this.#resize());
    this.#width = field("Width", LARGEST_FILTER, 3, () => this.#resize());
    this.#stride = field("Stride", LARGEST_STRIDE, FIRST_STRIDE, onChange);
    const limits = { least: -LARGEST_WEIGHT, most: LARGEST_WEIGHT };
    this.#bias = new ValueField("Bias", limits, 0, { onChoose: onChange, onTell });
    const fields = [this.#filter, this.#height, this.#width, this.#stride, this.#padding];
    fields.push(this.#activation, this.#bias);
    this.element.append(...fields.map(({ element }) => element));
    this.#filter.select.addEventListener("change", () => this.#choose());
    for (const { select } of [this.#padding, this.#activation])
      select.addEventListener("change", onChange);
    this.#fill();
  }

  /** {height, width, values} */
  get filter() {
    return { height: this.#height.value, width: this.#width.value, values: this.#values };
  }

  get setting() {
    const stride = this.#stride.value;
    return {
      strides: [stride, stride],
      padding: this.#padding.select.value,
      activation: this.#activation.select.value,
      bias: this.#bias.value,
    };
  }

  /** Whether the filter is one that the run has trained, or was until its numbers were changed. */
  get isTrained() {
    return this.#isTrained;
  }

  /** Offer the filters of a network's first layer; of none where it is no convolution. */
  offerTrained(run, network) {
    const isMade = network?.layers[0].kind === "conv2d";
    this.#kernels = isMade ? { ...kernelsOf(network.layers, 0), layer: network.layers[0] } : null;
    const count = this.#kernels?.filters ?? 0;
    const trained = Array.from({ length: count }, (_, at) => [
      `${TRAINED}${at}`,
      `Run ${run}: filter ${at + 1} of ${count}`,
    ]);
    const before = this.#filter.select.value;
    refill(this.#filter.select, [...FILTER_NAMES, OWN_NUMBERS, ...trained], FIRST_FILTER);
    const { value } = this.#filter.select;
    if (value !== before || value.startsWith(TRAINED)) this.#take();
  }

  /** The filter's numbers were typed. */
  setOwn(values) {
    this.#values = values;
    this.#filter.select.value = OWN_FILTER;
    this.#onChange();
  }

  #choose() {
    this.#take();
    this.#onChange();
  }

  #take() {
    const name = this.#filter.select.value;
    if (name !== OWN_FILTER) this.#isTrained = name.startsWith(TRAINED);
    if (name.startsWith(TRAINED)) this.#takeTrained();
    else this.#fill();
  }

  /** Another size: a trained filter has only its own, so it becomes one of own numbers. */
  #resize() {
    if (this.#filter.select.value.startsWith(TRAINED)) this.#filter.select.value = OWN_FILTER;
    this.#fill();
    this.#onChange();
  }

  #fill() {
    const name = this.#filter.select.value;
    const [height, width] = [this.#height.value, this.#width.value];
    const made = FILTERS[name]?.(height, width);
    this.#values = made ?? Array.from({ length: height * width }, (_, at) => this.#values[at] ?? 0);
  }

  #takeTrained() {
    const { height, width, biases, layer } = this.#kernels;
    const filter = Number(this.#filter.select.value.slice(TRAINED.length));
    this.#values = Array.from(kernelsOfFilter(this.#kernels, filter));
    this.#height.show(height);
    this.#width.show(width);
    const [down, across] = layer.settings.strides;
    if (down === across) this.#stride.show(down);
    this.#padding.select.value = layer.settings.padding;
    this.#activation.select.value = layer.settings.activation;
    this.#bias.show(biases[filter]);
  }
}
