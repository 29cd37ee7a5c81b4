// The definition of a term, beside the place where it stands: on hover, on tap, or at the caret.

const TOOLTIP_GAP = 8; // pixels from the term, and from the window's edge
const SHOW_AFTER = 200; // milliseconds of rest on a term
const HIDE_AFTER = 250; // in which the pointer may go over to the tooltip

class TermTooltip {
  #terms;
  #finder;
  #name = make("strong");
  #definition = make("span");
  #element = make("div", {
    class: "term-tooltip",
    role: "tooltip",
    popover: "manual",
    "data-testid": "term-tooltip",
  });
  #mark = null; // shown, or to be shown
  #timer = 0;
  #listening = new AbortController();

  /** terms: {name: definition}. */
  constructor(terms, finder) {
    this.#terms = terms;
    this.#finder = finder;
    this.#element.append(this.#name, this.#definition);
    document.body.append(this.#element);
    const on = (event, react, more) =>
      document.addEventListener(event, react, { ...more, signal: this.#listening.signal });
    on("pointermove", (event) => this.#hover(event), { passive: true });
    on("pointerup", (event) => this.#tap(event), { passive: true });
    on("selectionchange", () => this.#followCaret());
    on("scroll", () => this.#hide(), { capture: true, passive: true });
    on("keydown", ({ key }) => key === "Escape" && this.#hide());
  }

  /** In the theme that the component's element has. */
  repaint(styled) {
    for (const name of ["background-color", "text-color", "border-color", "font", "primary-color"])
      this.#element.style.setProperty(`--st-${name}`, styled.getPropertyValue(`--st-${name}`));
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#listening.abort();
    this.#element.remove();
  }

  #hover({ pointerType, buttons, clientX, clientY, target }) {
    if (pointerType === "touch" || this.#element.contains(target)) return this.#aim(this.#mark, 0);
    this.#aim(buttons ? null : this.#finder.at(clientX, clientY));
  }

  #tap({ pointerType, clientX, clientY, target }) {
    if (pointerType === "mouse" || this.#element.contains(target)) return;
    this.#aim(target.closest("label") ? null : this.#finder.at(clientX, clientY), 0);
  }

  /** Browsers can move a caret through text by the keyboard. */
  #followCaret() {
    const { isCollapsed, anchorNode, anchorOffset } = document.getSelection();
    if (isCollapsed && anchorNode?.nodeType === Node.TEXT_NODE)
      this.#aim(this.#finder.in(anchorNode, anchorOffset), 0);
  }

  #aim(mark, after = mark ? SHOW_AFTER : HIDE_AFTER) {
    if (mark === this.#mark && mark !== null && after) return;
    this.#mark = mark;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (mark ? this.#show(mark) : this.#hide()), after);
  }

  #show(mark) {
    const [box] = boxesOf(mark);
    if (!box) return this.#hide();
    write(this.#name, mark.name);
    write(this.#definition, this.#terms[mark.name]);
    if (!this.#element.matches(":popover-open")) this.#element.showPopover();
    const { offsetWidth: width, offsetHeight: height } = this.#element;
    const { left, top } = besideTerm(box, { width, height }, window.innerWidth);
    Object.assign(this.#element.style, { left: `${left}px`, top: `${top}px` });
  }

  #hide() {
    clearTimeout(this.#timer);
    this.#mark = null;
    this.#element.hidePopover();
  }
}

/** Above the term, below it where there is no room; inside the window's width. */
function besideTerm(box, { width, height }, windowWidth) {
  const middle = (box.left + box.right - width) / 2;
  const rightmost = windowWidth - width - TOOLTIP_GAP;
  const above = box.top - height - TOOLTIP_GAP;
  return {
    left: Math.max(TOOLTIP_GAP, Math.min(middle, rightmost)),
    top: above >= TOOLTIP_GAP ? above : box.bottom + TOOLTIP_GAP,
  };
}
