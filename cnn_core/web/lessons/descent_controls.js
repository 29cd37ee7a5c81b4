// Buttons that take a descent on: by hand, or by itself and faster the longer it goes.

const PLAY_PAUSE = 60; // milliseconds between two pictures
const STEPS_PER_PICTURE = 40; // of the steps so far, one more in each picture for so many

class DescentControls {
  #timer = 0;
  #events;
  #play = pressable("Play", "", () => (this.#timer ? this.pause() : this.#start()));
  #reset;
  #back;
  #steps;
  element;

  /** onSteps(count): so many steps on, false where there are no more; onBack(), onReset(). */
  constructor({ onSteps, onBack, onReset }) {
    this.#events = { onSteps };
    const byHand = (act) => () => {
      this.pause();
      act();
    };
    this.#reset = pressable("Reset", "Back to the start", byHand(onReset));
    this.#back = pressable("Back", "One step back", byHand(onBack));
    this.#steps = [
      pressable(
        "Step",
        "One step on",
        byHand(() => onSteps(1)),
      ),
      pressable(
        "100 steps",
        "",
        byHand(() => onSteps(100)),
      ),
    ];
    const buttons = [this.#reset, this.#back, ...this.#steps, this.#play];
    this.element = make("div", { class: "lesson-buttons" }, ...buttons);
  }

  /** done: steps so far; isOver: whether there is no going on. */
  show(done, isOver) {
    this.#reset.disabled = this.#back.disabled = done === 0;
    for (const button of [...this.#steps, this.#play]) button.disabled = isOver;
    if (isOver) this.pause();
    this.#done = done;
  }

  pause() {
    clearInterval(this.#timer);
    this.#timer = 0;
    write(this.#play, "Play");
  }

  #done = 0;

  #start() {
    const pace = isStill() ? SLOWEST : PLAY_PAUSE;
    this.#timer = setInterval(() => {
      if (!this.element.isConnected) return this.pause(); // nobody looks at it
      const isOn = this.#events.onSteps(1 + Math.floor(this.#done / STEPS_PER_PICTURE));
      if (!isOn) this.pause();
    }, pace);
    write(this.#play, "Pause");
  }
}
