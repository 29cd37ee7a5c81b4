// Small tables of numbers in a lesson, written anew only where a text has changed.

class NumberTable {
  #body = make("tbody");
  #rows = [];
  #columns;
  element;

  /** columns: their headings; caption: what the table is about, for those who hear the page. */
  constructor(caption, columns) {
    this.#columns = columns.length;
    const heads = columns.map((text) => make("th", { scope: "col" }, text));
    this.element = make(
      "table",
      { class: "lesson-table", "aria-label": caption },
      make("thead", {}, make("tr", {}, ...heads)),
      this.#body,
    );
  }

  /** rows: texts of each row; the first one names it. */
  show(rows) {
    while (this.#rows.length < rows.length) this.#add();
    this.#rows.splice(rows.length).forEach(({ row }) => row.remove());
    rows.forEach((texts, at) =>
      texts.forEach((text, column) => write(this.#rows[at].cells[column], text)),
    );
  }

  #add() {
    const cells = Array.from({ length: this.#columns }, (_, at) =>
      at === 0 ? make("th", { scope: "row" }) : make("td"),
    );
    const row = make("tr", {}, ...cells);
    this.#rows.push({ row, cells });
    this.#body.append(row);
  }
}
