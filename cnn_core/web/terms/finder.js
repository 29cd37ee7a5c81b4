// Where terms stand on the page. The text nodes are React's: they are read and never changed, and
// what is found is marked by the CSS Custom Highlight API (nothing is marked where it is missing).

const TERMS_HIGHLIGHT = "cnn-terms"; // as in terms.css
const WITHOUT_TERMS =
  "script, style, button, a, code, pre, input, textarea, select, canvas, svg, h1, dt, header, " +
  "[role=button], [role=tab], [role=option], [role=tooltip], [contenteditable=true], " +
  "[translate=no]"; // names and notes of runs, whatever they say
const TERM_BLOCKS =
  "p, li, table, dl, label, figcaption, h2, h3, h4, " +
  "[data-testid=stMarkdownContainer], [data-testid=stHtml]";
const MOST_ROWS = 300; // of a table in which terms are looked for
const MOST_TEXTS = 5000; // text nodes looked at, of the whole page
const ELEMENTS_AND_TEXTS = 1 | 4; // NodeFilter.SHOW_ELEMENT, NodeFilter.SHOW_TEXT
const PAUSE = 500; // milliseconds at least from one look at the page to the next

class TermFinder {
  #matcher;
  #sheet;
  #observer = new MutationObserver((changes) => this.#hear(changes));
  #roots = new Set(); // the document, and the open shadow roots in it
  #marks = []; // {node, start, end, name}
  #byElement = new Map(); // marks of the text right in an element
  #highlight = null;
  #waiting = null; // a timer
  #search = null; // a generator, while a look at the page is not finished

  constructor(matcher, sheet) {
    this.#matcher = matcher;
    this.#sheet = sheet;
    this.#enter(document);
    this.#await();
  }

  /** The mark at a place of the window; null where none is. */
  at(x, y) {
    const marks = this.#byElement.get(elementAt(document, x, y)) ?? [];
    return marks.find((mark) => boxesOf(mark).some((box) => isIn(box, x, y))) ?? null;
  }

  /** The mark at a place of a text node; null where none is. */
  in(node, offset) {
    const marks = this.#byElement.get(node.parentElement) ?? [];
    const isHere = (mark) => mark.node === node && mark.start <= offset && offset <= mark.end;
    return marks.find(isHere) ?? null;
  }

  destroy() {
    this.#observer.disconnect();
    clearTimeout(this.#waiting);
    this.#search = null;
    for (const root of this.#roots)
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    if (CSS.highlights.get(TERMS_HIGHLIGHT) === this.#highlight)
      CSS.highlights.delete(TERMS_HIGHLIGHT);
  }

  #enter(root) {
    if (this.#roots.has(root)) return;
    this.#roots.add(root);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
    const changes = { childList: true, characterData: true, subtree: true };
    this.#observer.observe(root.body ?? root, changes);
  }

  /** Changes inside of what is not searched, such as a chart that is drawn anew, do not matter. */
  #hear(changes) {
    if (!this.#waiting && changes.slice(0, 100).some(matters)) this.#await();
  }

  #await() {
    this.#waiting = setTimeout(() => {
      if (this.#search) return this.#await(); // it may have passed what has changed since
      this.#waiting = null;
      this.#search = this.#findAll();
      whenIdle((deadline) => this.#work(deadline));
    }, PAUSE);
  }

  /** Search as long as there is time; the rest at the next idle time. */
  #work(deadline) {
    while (this.#search) {
      if (this.#search.next().done) this.#search = null;
      else if (deadline.timeRemaining() < 1) return whenIdle((next) => this.#work(next));
    }
  }

  /** One text node after another; what was found is shown at the end. */
  *#findAll() {
    for (const root of this.#roots) if (root.host?.isConnected === false) this.#roots.delete(root);
    const marks = [];
    const named = new Map(); // of each block of text: terms that it has
    let texts = 0;
    const roots = [document.body];
    for (const root of roots) {
      const walker = document.createTreeWalker(root, ELEMENTS_AND_TEXTS, filter);
      while (walker.nextNode() && texts < MOST_TEXTS) {
        const node = walker.currentNode;
        if (node.shadowRoot) {
          roots.push(node.shadowRoot);
          this.#enter(node.shadowRoot);
        }
        if (node.nodeType !== Node.TEXT_NODE) continue;
        texts += 1;
        marks.push(...this.#firstIn(node, named));
        yield;
      }
    }
    this.#show(marks);
  }

  /** The terms of a text node that stand in its block for the first time. */
  #firstIn(node, named) {
    const block = node.parentElement?.closest(TERM_BLOCKS) ?? node.parentNode;
    if (!named.has(block)) named.set(block, new Set());
    const names = named.get(block);
    const found = findTerms(this.#matcher, node.data).filter(
      ({ name }) => !names.has(name) && names.add(name),
    );
    return found.map((place) => ({ node, ...place }));
  }

  #show(marks) {
    if (areSame(marks, this.#marks)) return;
    this.#marks = marks;
    this.#byElement = Map.groupBy(marks, ({ node }) => node.parentElement);
    this.#highlight = new Highlight(...marks.map(rangeOf));
    CSS.highlights.set(TERMS_HIGHLIGHT, this.#highlight);
  }
}

/** Safari has no idle time to offer. */
function whenIdle(work) {
  if (window.requestIdleCallback) return requestIdleCallback(work, { timeout: 2000 });
  return setTimeout(() => work({ timeRemaining: () => 0 }), 20);
}

function matters({ target }) {
  return !(target.closest ? target : target.parentElement)?.closest(WITHOUT_TERMS);
}

function filter(node) {
  if (node.nodeType === Node.TEXT_NODE)
    return node.data.length > 1 ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
  const closed = node.matches(WITHOUT_TERMS) || node.rows?.length > MOST_ROWS;
  return closed ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
}

function areSame(marks, others) {
  const isSame = ({ node, start, name }, at) =>
    node === others[at].node && start === others[at].start && name === others[at].name;
  return marks.length === others.length && marks.every(isSame);
}

function rangeOf({ node, start, end }) {
  const range = new Range();
  range.setStart(node, start);
  range.setEnd(node, end);
  return range;
}

/** Where a mark stands in the window; nowhere once its text has become shorter, or is gone. */
function boxesOf(mark) {
  return mark.end <= mark.node.length ? [...rangeOf(mark).getClientRects()] : [];
}

/** The innermost element there, also inside of open shadow roots. */
function elementAt(root, x, y) {
  const element = root.elementFromPoint(x, y);
  const inner = element?.shadowRoot;
  return inner ? (elementAt(inner, x, y) ?? element) : element;
}

function isIn(box, x, y) {
  return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
}
