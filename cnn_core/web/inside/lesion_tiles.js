// The maps of a layer as switches: a map of one image each, and what it costs to be without it.

const LESION_TILE_SIDE = 44; // pixels of the page, about
const MOST_SWITCHES = 512;

class LesionTiles {
  element = make("div", { class: "lesion-tiles" });
  #tiles = []; // {button, canvas, cost}, by map
  #noun;
  #maps;
  #values = null; // of one image
  #ramps;

  /** shape: of the layer's output; onSwitch(map): a person has pressed it. */
  constructor(shape, noun, onSwitch) {
    const [height, width] = shape.length === 3 ? shape : [1, 1];
    this.#noun = noun;
    this.#maps = shape.at(-1);
    const scale = Math.max(2, Math.round(LESION_TILE_SIDE / Math.max(height, width)));
    const size = `width: ${width * scale}px; height: ${height * scale}px`;
    for (let map = 0; map < Math.min(this.#maps, MOST_SWITCHES); map++) {
      const canvas = make("canvas", { class: "board-pixels", width, height, style: size });
      const cost = make("span", { class: "lesion-cost" });
      const button = make("button", { type: "button", role: "switch" }, canvas, cost);
      button.addEventListener("click", () => onSwitch(map));
      this.#tiles.push({ button, canvas, cost });
    }
    this.element.append(...this.#tiles.map(({ button }) => button));
    this.showCosts(null);
  }

  /** Say which maps have no switch; "" if all have one. */
  get note() {
    const hidden = this.#maps - this.#tiles.length;
    return hidden > 0
      ? `The first ${countText(MOST_SWITCHES)} of ${countText(this.#maps)} have a switch here.`
      : "";
  }

  /** isOff: a Set of maps. */
  showOff(isOff) {
    this.#tiles.forEach(({ button }, map) => {
      button.setAttribute("aria-checked", String(!isOff.has(map)));
    });
  }

  /** costs(map): share of the images that being without the map costs; null where not known. */
  showCosts(costs) {
    this.#tiles.forEach(({ button, cost }, map) => {
      const text = costs ? pointsText(costs(map)) : "…";
      if (cost.textContent === text) return;
      write(cost, text);
      const told = costs ? `, costs ${text} points by itself` : "";
      button.setAttribute("aria-label", `${this.#noun} ${map + 1}${told}`);
    });
  }

  /** values: the layer's output for one image, (height, width, maps) or (units,). */
  showValues(values) {
    this.#values = Float32Array.from(values);
    this.repaint(this.#ramps);
  }

  /** All on one scale; grey from 0, or diverging around 0 where there are values below it. */
  repaint(ramps) {
    this.#ramps = ramps;
    if (!this.#values || !ramps) return;
    const most = this.#values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const isSigned = this.#values.some((value) => value < 0);
    const middle = isSigned ? 127.5 : 0;
    const factor = most > 0 ? (255 - middle) / most : 0;
    this.#tiles.forEach(({ canvas }, map) => {
      const shades = new Uint8ClampedArray(canvas.width * canvas.height);
      for (let at = 0; at < shades.length; at++)
        shades[at] = middle + factor * this.#values[at * this.#maps + map];
      const ramp = isSigned ? ramps.signed : ramps.ink;
      paintImage(canvas, shades, canvas.width, canvas.height, ramp);
    });
  }
}

/** 0.0123 -> "1.2", -0.001 -> "−0.1": points of a share in percent, and no "−0.0". */
function pointsText(share) {
  const text = (100 * share).toFixed(1);
  return text === "-0.0" ? "0.0" : text.replace("-", "−");
}
