// What the pictures of all lessons are worked with: steps through places, numbers with limits.

const SLOWEST = 600; // milliseconds from place to place while they are played
const FASTEST = 60;
const WHOLE_WALK = 30_000; // milliseconds that a walk through all places takes, about

/** Goes through the places of a picture one after the other, by hand or by itself. */
class Stepper {
  #noun;
  #onMove;
  #count = 0;
  #at = 0;
  #timer = 0;
  #slider = make("input", { type: "range", min: "0", step: "1" });
  #told = make("output");
  #reset = pressable("Reset", "Back to the first", () => this.go(0));
  #back = pressable("Back", "One back", () => this.go(this.#at - 1));
  #step = pressable("Step", "One on", () => this.go(this.#at + 1));
  #play = pressable("Play", "", () => (this.isPlaying ? this.pause() : this.play()));
  element;

  /** noun: what is stepped through, "Place"; onMove(at): another one is shown, from 0. */
  constructor(noun, onMove) {
    [this.#noun, this.#onMove] = [noun, onMove];
    this.#slider.setAttribute("aria-label", noun);
    const buttons = [this.#reset, this.#back, this.#step, this.#play];
    const row = make("div", { class: "lesson-buttons" }, ...buttons);
    this.element = make("div", { class: "lesson-stepper" }, row, this.#slider, this.#told);
    this.#slider.addEventListener("input", () => this.go(this.#slider.valueAsNumber));
    row.addEventListener("keydown", (event) => this.#press(event));
    this.setCount(0);
  }

  get at() {
    return this.#at;
  }

  get isPlaying() {
    return this.#timer !== 0;
  }

  /** So many places are there now; the present one is kept, if there still is one like it. */
  setCount(count) {
    this.#count = count;
    this.#at = Math.max(0, Math.min(this.#at, count - 1));
    this.#slider.max = Math.max(count - 1, 0);
    if (count < 2) this.pause();
    this.#show();
  }

  /** Show a place, by hand: what plays is paused. */
  go(at) {
    this.pause();
    this.#move(at);
  }

  play() {
    if (this.#count < 2) return;
    if (this.#at === this.#count - 1) this.#move(0);
    this.#timer = setInterval(() => this.#playOn(), playPace(this.#count, isStill()));
    this.#show();
  }

  pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#show();
  }

  #playOn() {
    if (!this.element.isConnected) return this.pause(); // nobody looks at it
    this.#move(this.#at + 1);
    if (this.#at === this.#count - 1) this.pause();
  }

  #move(at) {
    if (at < 0 || at >= this.#count) return;
    this.#at = at;
    this.#show();
    this.#onMove(at);
  }

  #press(event) {
    const places = { ArrowLeft: this.#at - 1, ArrowRight: this.#at + 1 };
    Object.assign(places, { Home: 0, End: this.#count - 1 });
    if (!(event.key in places)) return;
    event.preventDefault();
    this.go(places[event.key]);
  }

  #show() {
    const told = this.#count ? `${this.#noun} ${this.#at + 1} of ${countText(this.#count)}` : "";
    this.#slider.value = this.#at;
    this.#slider.setAttribute("aria-valuetext", told);
    write(this.#told, told);
    write(this.#play, this.isPlaying ? "Pause" : "Play");
    this.#slider.disabled = this.#play.disabled = this.#count < 2;
    this.#reset.disabled = this.#back.disabled = this.#at === 0;
    this.#step.disabled = this.#at >= this.#count - 1;
  }
}

/** A labelled number between limits; what is none is refused in a sentence. */
class ValueField {
  #field;
  #limits;
  #value;
  #onChoose;
  #onTell;
  element;

  /**
   * limits: {least, most, isWhole}. onChoose(value): another one was typed; onTell(sentence): what
   * is wrong with what was typed, "" when nothing is any more.
   */
  constructor(label, limits, value, { onChoose, onTell }) {
    [this.#limits, this.#onChoose, this.#onTell] = [limits, onChoose, onTell];
    this.#field = numberInput(limits);
    this.element = make("label", { class: "lesson-field" }, label, this.#field);
    this.#field.addEventListener("change", () => this.#take(label));
    this.show(value);
  }

  get value() {
    return this.#value;
  }

  show(value) {
    this.#value = value;
    this.#field.value = fieldText(value);
  }

  /** Another largest value; what is shown becomes no larger. */
  setMost(most) {
    this.#limits = { ...this.#limits, most };
    this.#field.max = most;
    if (this.#value > most) this.show(most);
  }

  #take(label) {
    const fault = numberFault(this.#field.value, this.#limits);
    this.#onTell(fault && `${label}: ${fault}`);
    this.show(fault ? this.#value : Number(this.#field.value));
    if (!fault) this.#onChoose(this.#value);
  }
}

/** Why a text is no number between the limits {least, most, isWhole}; "" where it is one. */
function numberFault(text, { least, most, isWhole }) {
  const value = text.trim() === "" ? NaN : Number(text);
  const isFit = value >= least && value <= most && (!isWhole || Number.isInteger(value));
  if (isFit) return "";
  const kind = isWhole ? "a whole number" : "a number";
  const limits = [least, most].map((limit) => limit.toLocaleString("en-GB").replace("-", "−"));
  return `expected ${kind} from ${limits.join(" to ")}. Received: ${text.trim() || "no number"}.`;
}

/** A number as a field shows it, without the tail of its binary form: 0.1111111119 -> "0.111". */
function fieldText(value) {
  return String(Number(value.toPrecision(Math.abs(value) < 1 ? 3 : 7)));
}

function numberInput({ least, most, isWhole }) {
  const limits = { min: least, max: most, step: isWhole ? "1" : "any" };
  return make("input", { type: "number", ...limits });
}

/** A box to tick, with its label. */
function checkBox(text) {
  const box = make("input", { type: "checkbox" });
  return { box, element: make("label", { class: "lesson-check" }, box, text) };
}

/** A button; `name` for those who hear the page, where the text alone does not say it. */
function pressable(text, name, onPress) {
  const button = make("button", { type: "button" }, text);
  if (name) button.title = name;
  button.addEventListener("click", onPress);
  return button;
}

/** Milliseconds from place to place; slow for those who want things to move little. */
function playPace(count, isStill) {
  return isStill ? SLOWEST : Math.max(FASTEST, Math.min(SLOWEST, WHOLE_WALK / count));
}

function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
