// The lesson Pooling: a map in tiles, and the one value that is left of each.

const createLesson = (root, send) => new PoolingLesson(root, send);

class PoolingLesson {
  #told = make("p", { class: "lesson-told", role: "status" });
  #onTell = (sentence) => write(this.#told, sentence);
  #onChange = () => this.#renew();
  #images = new ImageChoice(EXAMPLES, "test", {
    onChange: (image) => this.#take(image),
    onTell: this.#onTell,
  });
  #source = new MapSource({ onChange: this.#onChange, onTell: this.#onTell });
  #controls = new PoolingControls({ onChange: this.#onChange, onTell: this.#onTell });
  #whole = checkBox("All tiles at once");
  #shuffle = pressable("Shuffle within the tiles", "", () => this.#shuffleTiles());
  #map = new PixelGrid("Map", "value", {
    onChoose: (...at) => this.#goNear(...at),
    padding: "Padding: left out",
  });
  #pooled = new PixelGrid("Pooled map", "value", { onChoose: (...at) => this.#goTo(...at) });
  #tile = new PixelGrid("Tile", "value");
  #sum = make("div", { class: "lesson-sum" });
  #stepper = new Stepper("Tile", () => this.#show());
  #chosen = null; // the image, as it was chosen
  #seen = null; // {height, width, values, told}: what is pooled
  #result = null; // of pooledMap; null where the tile does not fit
  #send;

  constructor(root, send) {
    this.#send = send;
    this.#images.fields.append(...this.#source.elements);
    const pair = make("div", { class: "lesson-pair" }, this.#map.element, this.#pooled.element);
    const more = [this.#stepper.element, this.#whole.element, this.#shuffle];
    const steps = make("div", { class: "lesson-steps" }, ...more);
    const working = make("div", { class: "lesson-working" }, this.#tile.element, this.#sum);
    root.append(this.#images.element, this.#controls.element, this.#told, pair, steps, working);
    this.#whole.box.checked = true;
    this.#whole.box.addEventListener("change", () => this.#show());
  }

  /** images: as ImageChoice takes them; parts: pixels of the kept digits, payload of the run. */
  update({ images, run, parts: [pixels, payload] }) {
    this.#images.offer(images, pixels);
    this.#source.offer(run, run === null ? null : readNetwork(payload));
  }

  repaint(ramps) {
    this.#images.repaint();
    for (const grid of this.#grids) grid.repaint(ramps);
  }

  get #grids() {
    return [this.#map, this.#pooled, this.#tile];
  }

  #take(image) {
    const isFirst = this.#chosen === null;
    this.#chosen = image;
    this.#renew();
    if (isFirst && this.#result) this.#stepper.go(middleOf(this.#result));
  }

  /** The image, the map or a setting is another one. */
  #renew() {
    if (!this.#chosen) return;
    this.#seen = this.#source.of(this.#chosen);
    this.#pool();
    this.#send(this.#controls.setting);
  }

  #pool() {
    const { setting } = this.#controls;
    const [height, width] = setting.pool_size;
    const fault = fitFault("tile", { height, width }, this.#seen, setting.padding);
    this.#result = fault ? null : pooledMap(this.#seen, setting);
    this.#stepper.setCount(this.#result?.values.length ?? 0);
    write(this.#told, fault || this.#lostText(setting.way));
    this.#shuffle.disabled = !this.#result || doOverlap(this.#result.view);
    this.#show();
  }

  #lostText(way) {
    const kept = lostText(this.#seen, this.#result, way);
    return [this.#source.faultOf(this.#chosen), kept].join(" ").trim();
  }

  #shuffleTiles() {
    this.#seen = shuffledTiles(this.#seen, this.#result.view);
    this.#pool();
  }

  #show() {
    const { height, width, values, told } = this.#seen;
    const scale = scaleOf(values);
    const border = this.#result ? borderOf(this.#result.view) : NO_BORDER;
    this.#map.setTitle(`${told}, ${height}×${width}`);
    this.#map.show({ height, width, values, ...scale, border });
    this.#showPooled(scale);
    this.#showTile(scale);
  }

  #showPooled(scale) {
    if (!this.#result) {
      this.#pooled.setTitle("Pooled map: none");
      return this.#pooled.show(null);
    }
    const { rows, columns, values } = this.#result;
    const known = this.#whole.box.checked ? values.length : this.#stepper.at + 1;
    this.#pooled.setTitle(`Pooled map, ${rows}×${columns}`);
    this.#pooled.show({ height: rows, width: columns, values, ...scale, known });
  }

  #showTile(scale) {
    const working = this.#tile.element.parentElement;
    working.hidden = !this.#result;
    if (!this.#result) return this.#map.mark([]);
    const { view, columns, values } = this.#result;
    const at = this.#stepper.at;
    const tile = tileOf(this.#seen, view, at);
    const place = [Math.floor(at / columns), at % columns];
    const [row, column] = [Math.floor(tile.largest / tile.width), tile.largest % tile.width];
    const isMax = this.#controls.setting.way === "max";
    const mark = { top: row, left: column, height: 1, width: 1 };
    this.#map.mark([{ ...tile, isStrong: true }]);
    this.#pooled.mark([{ top: place[0], left: place[1], height: 1, width: 1, isStrong: true }]);
    this.#pooled.setCursor(...place);
    this.#tile.show({ ...tile, ...scale });
    this.#tile.mark(isMax ? [{ ...mark, isStrong: true }] : []);
    this.#sum.replaceChildren(...tileSteps(tile, values[at], isMax).map(sumStep));
  }

  /** Go to the tile around a value. */
  #goNear(row, column) {
    if (this.#result) this.#stepper.go(placeNear(this.#result.view, row, column));
  }

  /** Go to the tile of a value of the pooled map. */
  #goTo(row, column) {
    this.#stepper.go(row * this.#result.columns + column);
  }
}

/** The tile in the middle, where a digit has ink. */
function middleOf({ rows, columns }) {
  return Math.floor(rows / 2) * columns + Math.floor(columns / 2);
}

/** What the values of a map are painted on: greys, or colours around 0 where some are below it. */
function scaleOf(values) {
  return { isSigned: values.some((value) => value < 0), least: 0, most: largestMagnitude(values) };
}

function tileSteps({ values, total }, value, isMax) {
  const count = countText(values.length);
  const of = values.length === 1 ? "the only value" : isMax ? `largest of ${count} values` : "mean";
  const steps = [[of, `→ ${sumText(value)}`]];
  if (isMax || values.length === 1) return steps;
  return [["sum", sumText(total)], [`/ ${count} values`, ""], ...steps];
}
