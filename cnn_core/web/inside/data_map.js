// Test images as points: two charts, and the image of the point that is pointed at.

const MAP_CONFIG = {
  displaylogo: false,
  showSendToCloud: false, // what is trained here is not sent to anybody
  responsive: true,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};
const SIDE = 28;
const CARD_DISTANCE = 16; // pixels between the pointer and the card
const maps = new WeakMap(); // by parentElement

/** The images' pixels, one byte each, from what Python's zlib has made of them. */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

class DataMap {
  #plot = make("div", { class: "data-map-plot", role: "figure", "data-testid": "data-map" });
  #digit = make("canvas", { class: "data-map-digit" });
  #told = make("p");
  #card = make("div", { class: "data-map-card", role: "status", hidden: "" }, this.#digit, this.#told);
  #place = make("div", { class: "data-map-place" }, this.#plot, this.#card);
  #ways = make("div", { class: "data-map-ways", role: "radiogroup", "aria-label": "Map by" });
  #caption = make("p", { class: "data-map-caption" });
  #chosen = 0;
  #data = null;
  #pixels = null;

  constructor(root) {
    root.replaceChildren(this.#ways, this.#place, this.#caption);
  }

  async update(data) {
    this.#data = data;
    this.#plot.style.height = `${data.height}px`; // also while the script is loading
    this.#ways.replaceChildren(...data.ways.map((way, index) => this.#choice(way.name, index)));
    [this.#pixels] = await Promise.all([inflate(data.parts[0]), this.#draw()]);
  }

  destroy() {
    this.#data = null;
    window.Plotly?.purge(this.#plot);
  }

  #choice(name, index) {
    const radio = make("input", { type: "radio", name: this.#data.key });
    radio.checked = index === this.#chosen;
    radio.addEventListener("change", () => {
      this.#chosen = index;
      this.#draw();
    });
    return make("label", {}, radio, name);
  }

  async #draw() {
    try {
      await this.#drawWith(await plotly());
    } catch (error) {
      this.#plot.textContent = error.message;
    }
  }

  async #drawWith(library) {
    if (!this.#data) return; // gone while the script was loading
    const { figure, told, label } = this.#data.ways[this.#chosen];
    const { data, layout } = JSON.parse(figure);
    if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false; // a finger scrolls the page
    this.#card.hidden = true;
    this.#plot.setAttribute("aria-label", label);
    write(this.#caption, told);
    await library.react(this.#plot, data, layout, MAP_CONFIG);
    this.#plot.removeAllListeners();
    this.#plot.on("plotly_hover", (hit) => this.#show(hit));
    this.#plot.on("plotly_click", (hit) => this.#show(hit));
    this.#plot.on("plotly_unhover", () => (this.#card.hidden = true));
  }

  #show({ points, event }) {
    const row = points[0].customdata;
    if (row === undefined || !this.#pixels) return;
    const { names, labels, answers, numbers } = this.#data;
    const pixels = this.#pixels.subarray(row * SIDE * SIDE, (row + 1) * SIDE * SIDE);
    paintImage(this.#digit, pixels, SIDE, SIDE, readRamps(this.#card).ink);
    const lines = [
      `Test image ${numbers[row]}`,
      `label: ${names[labels[row]]}`,
      `answer: ${names[answers[row]]}`,
    ];
    write(this.#told, lines.join("\n"));
    this.#card.classList.toggle("data-map-misread", labels[row] !== answers[row]);
    this.#card.hidden = false;
    this.#moveTo(event.clientX, event.clientY);
  }

  /** Put the card beside the pointer, on the side where there is more room. */
  #moveTo(x, y) {
    const box = this.#place.getBoundingClientRect();
    const [across, down] = [x - box.left, y - box.top];
    const left = across > box.width / 2 ? across - CARD_DISTANCE - this.#card.offsetWidth : across + CARD_DISTANCE;
    const top = down > box.height / 2 ? down - CARD_DISTANCE - this.#card.offsetHeight : down + CARD_DISTANCE;
    this.#card.style.translate = `${Math.max(0, left)}px ${Math.max(0, top)}px`;
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".data-map");
  if (!maps.has(parentElement)) maps.set(parentElement, new DataMap(root));
  maps.get(parentElement).update(openEnvelope(data));
  return () => {
    maps.get(parentElement)?.destroy();
    maps.delete(parentElement);
  };
}
