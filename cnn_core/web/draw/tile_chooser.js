// Chooses one tile of a sheet, by a press or by the arrow keys and Enter.

class TileChooser {
  #sheet;
  #count;
  #onChoose;
  #chosen = null;
  #at = 0; // the tile that the arrow keys have reached

  /** onChoose(tile): the tile that is chosen now, null where it was chosen already. */
  constructor(sheet, count, onChoose) {
    this.#sheet = sheet;
    this.#count = count;
    this.#onChoose = onChoose;
    const { canvas } = sheet;
    canvas.addEventListener("click", ({ offsetX, offsetY }) =>
      this.#choose(sheet.tileAt(offsetX, offsetY)),
    );
    canvas.addEventListener("keydown", (event) => this.#press(event));
    canvas.addEventListener("focus", () => this.outline());
    canvas.addEventListener("blur", () => this.outline());
  }

  get chosen() {
    return this.#chosen;
  }

  /** The chosen one lies elsewhere now; onChoose is not called. */
  set chosen(tile) {
    this.#chosen = tile;
    this.outline();
  }

  /** Outline what is chosen, or while the keys are here what they have reached. */
  outline() {
    const isHere = document.activeElement === this.#sheet.canvas;
    this.#sheet.outline(isHere ? this.#at : this.#chosen);
  }

  #press(event) {
    const { columns } = this.#sheet;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (event.key === "Enter") this.#choose(this.#at);
    else if (event.key in steps) this.#move(steps[event.key]);
    else return;
    event.preventDefault();
  }

  #move(step) {
    const next = this.#at + step;
    if (next >= 0 && next < this.#count) this.#at = next;
    this.outline();
  }

  #choose(tile) {
    if (tile === null) return;
    this.#at = tile;
    this.chosen = this.#chosen === tile ? null : tile;
    this.#onChoose(this.#chosen);
  }
}
