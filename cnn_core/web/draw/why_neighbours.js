// The training images that are nearest to what the network sees, and whether it is unlike them all.

const WHY_NEIGHBOURS = 8;
const WHY_MEASURE =
  "The distance compares where the ink lies, softly blurred, whatever its strength: " +
  "0 is the same shape, 1.41 nothing in common.";

class WhyNeighbours {
  #images = Array.from({ length: WHY_NEIGHBOURS }, () => new WhyImage(""));
  #labels = this.#images.map(() => make("figcaption"));
  #verdict = make("p");
  #section;

  constructor(root) {
    const figures = this.#images.map(({ element }, index) =>
      make("figure", {}, element, this.#labels[index]),
    );
    const row = make("div", { class: "why-neighbours" }, ...figures);
    const measure = make("p", { class: "board-muted" }, WHY_MEASURE);
    this.#section = whySection(root, "Nearest training images", this.#verdict, row, measure);
  }

  /** reference: of `readReference`, or null: then there is nothing to see. */
  show(pixels, classes, reference) {
    this.#section.hidden = reference === null;
    if (reference === null) return;
    const found = nearest(reference, pixels, WHY_NEIGHBOURS);
    found.forEach((neighbour, place) => {
      const text = `${classes[neighbour.label]}, distance ${neighbour.distance.toFixed(2)}`;
      this.#images[place].show(referencePixels(reference, neighbour.index));
      this.#images[place].describe(text);
      this.#images[place].element.title = text;
      write(this.#labels[place], classes[neighbour.label]);
    });
    this.#judge(reference, found[0].distance);
  }

  #judge(reference, distance) {
    const isFar = isUnlike(reference, distance);
    const measured = `distance ${distance.toFixed(2)}, limit ${reference.limit.toFixed(2)}`;
    this.#verdict.classList.toggle("why-warning", isFar);
    write(
      this.#verdict,
      isFar
        ? "Unlike the training images: it is farther from its nearest one than 99 % of training " +
            `images are from theirs (${measured}). The answer may mean little.`
        : "Like the training images: it is no farther from its nearest one than 99 % of training " +
            `images are from theirs (${measured}).`,
    );
  }

  repaint(ramp) {
    for (const image of this.#images) image.repaint(ramp);
  }
}
