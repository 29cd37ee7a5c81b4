// What can be set of a pooling: its kind, the tile's size, the stride and the padding.

const LARGEST_TILE = 30; // more than a digit's side
const LARGEST_TILE_STRIDE = 14;
const AS_TILE = "tile";
const POOLING_NAMES = [
  ["max", "Maximum"],
  ["average", "Average"],
];

class PoolingControls {
  #way = choiceOf("Pooling", POOLING_NAMES);
  #height;
  #width;
  #stride = choiceOf("Stride", [
    [AS_TILE, "as the tile"],
    ...numberNames(LARGEST_TILE_STRIDE),
  ]);
  #padding = choiceOf("Padding", PADDINGS);
  element = make("div", { class: "lesson-fields" });

  /** onChange(): something else is set; onTell(sentence): what is wrong with what was typed. */
  constructor({ onChange, onTell }) {
    const limits = { least: 1, most: LARGEST_TILE, isWhole: true };
    this.#height = new ValueField("Height", limits, 2, { onChoose: onChange, onTell });
    this.#width = new ValueField("Width", limits, 2, { onChoose: onChange, onTell });
    const fields = [this.#way, this.#height, this.#width, this.#stride, this.#padding];
    this.element.append(...fields.map(({ element }) => element));
    for (const { select } of [this.#way, this.#stride, this.#padding])
      select.addEventListener("change", onChange);
  }

  /** {way, pool_size, strides, padding} */
  get setting() {
    const pool_size = [this.#height.value, this.#width.value];
    const stride = this.#stride.select.value;
    return {
      way: this.#way.select.value,
      pool_size,
      strides: stride === AS_TILE ? pool_size : [Number(stride), Number(stride)],
      padding: this.#padding.select.value,
    };
  }
}

/** [["1", "1"], ["2", "2"] …] */
function numberNames(count) {
  return Array.from({ length: count }, (_, at) => [String(at + 1), String(at + 1)]);
}
