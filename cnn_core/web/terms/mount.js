// The terms of all pages as a component of Streamlit that shows nothing of its own.

const mounted = new WeakMap(); // by parentElement

class MountedTerms {
  #finder;
  #tooltip;

  /** about: {forms, definitions, style}. */
  constructor({ forms, definitions, style }) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.#finder = new TermFinder(makeMatcher(forms), sheet);
    this.#tooltip = new TermTooltip(definitions, this.#finder);
  }

  repaint(styled) {
    this.#tooltip.repaint(styled);
  }

  destroy() {
    this.#tooltip.destroy();
    this.#finder.destroy();
  }
}

export default function ({ data, parentElement }) {
  if (!("highlights" in CSS)) return undefined;
  if (!mounted.has(parentElement))
    mounted.set(parentElement, new MountedTerms(openEnvelope(data)));
  mounted.get(parentElement).repaint(getComputedStyle(parentElement.host ?? parentElement));
  return () => {
    mounted.get(parentElement)?.destroy();
    mounted.delete(parentElement);
  };
}
