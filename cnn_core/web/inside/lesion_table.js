// Accuracy of all images and of each class: a bar with the intact network's as a mark, and figures.

class LesionTable {
  element = make("div", { class: "lesion-table" });
  #head = make("p", { class: "board-muted" });
  #rows;

  /** names: of the classes; source: what the images are, "validation images". */
  constructor(names, source) {
    this.#rows = ["All", ...names].map((name) => new LesionRow(name));
    this.source = source;
    const rows = this.#rows.map((row) => row.element);
    this.element.append(this.#head, make("div", { class: "lesion-rows" }, ...rows));
  }

  /** What is known of the first `count` of `total` images; answers as of a LesionMeasure. */
  show(labels, now, intact, count, total) {
    const so = count < total ? `of ${countText(count)} ${this.source} so far` : "";
    write(this.#head, so || `of ${countText(total)} ${this.source}`);
    const [present, whole] = [now, intact].map((answers) => tally(labels, answers, count));
    const sum = (counts) => counts.reduce((a, b) => a + b, 0);
    const all = [sum(present.right), sum(whole.right), sum(present.of)];
    this.#rows[0].show(...all);
    this.#rows.slice(1).forEach((row, label) => {
      row.show(present.right[label], whole.right[label], present.of[label]);
    });
  }
}

class LesionRow {
  #fill = make("div", { class: "board-fill" });
  #mark = make("div", { class: "lesion-mark" });
  #now = make("span", { class: "lesion-now" });
  #intact = make("span", { class: "board-muted" });
  element;

  constructor(name) {
    const bar = make("div", { class: "lesion-bar", "aria-hidden": "true" }, this.#fill, this.#mark);
    const title = make("span", { class: "board-class" }, name);
    const attributes = { class: "lesion-row", "data-testid": `lesion-${name}` };
    this.element = make("div", attributes, title, bar, this.#now, this.#intact);
  }

  /** Right answers now and intact, of so many images. */
  show(now, intact, total) {
    const share = total ? now / total : 0;
    this.#fill.style.transform = `scaleX(${share})`;
    this.#mark.style.left = `${total ? (100 * intact) / total : 0}%`;
    write(this.#now, accuracyText(now, total));
    write(this.#intact, `intact ${accuracyText(intact, total)}`);
  }
}

/** "97.9 % (96.8 to 98.6)": a share with its 95 % interval. */
function accuracyText(right, total) {
  if (!total) return "no images";
  const [low, high] = wilson(right, total).map((end) => (100 * end).toFixed(1));
  return `${((100 * right) / total).toFixed(1)} % (${low} to ${high})`;
}
