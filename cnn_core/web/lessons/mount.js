// A lesson's picture as a component of Streamlit: made once, and kept while other pages are looked at.

const lessons = (window.cnnLabLessons ??= new Map()); // by name

class MountedLesson {
  #place = make("div", { class: "lesson" });
  #fault = make("p", { class: "board-message", role: "alert", hidden: "" });
  #lesson = createLesson(this.#place, (setting) => this.#report(setting));
  #root = null;
  #shown = null; // the bytes that the picture has been given
  #send; // Streamlit's function of the newest run of the page
  #setting = null; // the newest that the picture has reported

  /** Show the picture of these bytes in a root, in the colours of its theme. */
  showIn(root, bytes, send) {
    this.#send = send;
    if (root !== this.#root) this.#moveTo(root);
    try {
      if (!areEqual(bytes, this.#shown)) this.#lesson.update(openEnvelope(bytes));
      this.#tell("");
    } catch (error) {
      this.#tell(error.message);
    }
    this.#shown = bytes.slice();
    this.#lesson.repaint(readRamps(root));
  }

  /** The server knows nothing yet of what was set before the picture was left. */
  #moveTo(root) {
    this.#root = root;
    root.classList.add("board");
    root.replaceChildren(this.#fault, this.#place);
    if (this.#setting !== null) this.#send("setting", this.#setting);
  }

  #report(setting) {
    const isNew = JSON.stringify(setting) !== JSON.stringify(this.#setting);
    this.#setting = setting;
    if (isNew) this.#send("setting", setting);
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
  const name = root.dataset.lesson;
  if (!lessons.has(name)) lessons.set(name, new MountedLesson());
  lessons.get(name).showIn(root, data, setStateValue);
}
