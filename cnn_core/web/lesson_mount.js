// A lesson's picture as a component of Streamlit: made once, then given new data and the theme.

const lessons = new WeakMap(); // by parentElement: called again with new data, the picture stays

class MountedLesson {
  #root;
  #lesson;
  #shown = null; // the bytes that the picture has been given
  #send; // Streamlit's function of the newest run of the page
  #sent = ""; // the setting that the server knows
  #fault = make("p", { class: "board-message", role: "alert", hidden: "" });

  constructor(root) {
    const place = make("div", { class: "lesson" });
    root.classList.add("board");
    root.replaceChildren(this.#fault, place);
    this.#root = root;
    this.#lesson = createLesson(place, (setting) => this.#report(setting));
  }

  update(bytes, send) {
    this.#send = send;
    try {
      if (!areEqual(bytes, this.#shown)) this.#lesson.update(openEnvelope(bytes));
      this.#tell("");
    } catch (error) {
      this.#tell(error.message);
    }
    this.#shown = bytes.slice();
    this.#lesson.repaint(readRamps(this.#root));
  }

  destroy() {
    this.#lesson.destroy();
  }

  #report(setting) {
    const text = JSON.stringify(setting);
    if (text !== this.#sent) this.#send("setting", setting);
    this.#sent = text;
  }

  #tell(message) {
    write(this.#fault, message);
    this.#fault.hidden = message === "";
  }
}

function areEqual(bytes, others) {
  return bytes.length === others?.length && bytes.every((byte, at) => byte === others[at]);
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".lesson-root");
  if (!lessons.has(parentElement)) lessons.set(parentElement, new MountedLesson(root));
  lessons.get(parentElement).update(data, setStateValue);
  return () => {
    lessons.get(parentElement)?.destroy();
    lessons.delete(parentElement);
  };
}
