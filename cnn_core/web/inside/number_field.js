// A whole number from 0 on, typed or stepped through.

class NumberField {
  #largest;
  #onChoose;
  #field;
  #less;
  #more;
  #told = make("p", { class: "board-muted", role: "status" });
  #number = null;
  element;

  /** onChoose(number): another one was typed or stepped to; onNear(): one may be, soon. */
  constructor(name, largest, { onChoose, onNear }) {
    this.#largest = largest;
    this.#onChoose = onChoose;
    const limits = { min: "0", max: largest, step: "1", placeholder: "number" };
    this.#field = make("input", { type: "number", inputmode: "numeric", ...limits });
    this.#less = stepButton("−", `${name}: one less`, () => this.#step(-1));
    this.#more = stepButton("+", `${name}: one more`, () => this.#step(1));
    const label = make("label", {}, name, this.#field);
    const row = make("div", { class: "board-tools" }, label, this.#less, this.#more);
    this.element = make("div", { class: "inside-number" }, row, this.#told);
    this.#field.addEventListener("change", () => this.#take());
    for (const sign of ["pointerenter", "focusin"]) row.addEventListener(sign, onNear);
    this.show(null);
  }

  /** The number that was chosen or shown last; null for none. */
  get number() {
    return this.#number;
  }

  /** Show a number, null for none, with a few words about it. */
  show(number, told = "") {
    this.#number = number;
    this.#field.value = number ?? "";
    this.#less.disabled = number === 0;
    this.#more.disabled = number === this.#largest;
    this.tell(told);
  }

  /** A few words about the number. */
  tell(text) {
    write(this.#told, text);
  }

  #take() {
    const { validity, value } = this.#field;
    if (!validity.valid) this.tell(this.#refusal(value));
    else if (value === "") this.show(this.#number);
    else this.#choose(Number(value));
  }

  #step(by) {
    this.#choose(this.#number === null ? 0 : this.#number + by);
  }

  #choose(number) {
    this.show(number);
    this.#onChoose(number);
  }

  #refusal(value) {
    const received = value === "" ? "no number" : value;
    return `Expected: 0 to ${countText(this.#largest)}. Received: ${received}.`;
  }
}

function stepButton(text, name, onPress) {
  const button = make("button", { type: "button", "aria-label": name, title: name }, text);
  button.addEventListener("click", onPress);
  return button;
}
