// A page of the table of runs: shows what the server sends, and tells it what was pressed.

const tables = new WeakMap(); // by parentElement: called again with new data, the table stays

class RunsTable {
  #root;
  #shown = "";
  #send; // Streamlit's function of the newest run of the page
  #pressed = ""; // which control had the focus before the table was made anew

  constructor(root) {
    this.#root = root;
    root.addEventListener("click", (event) => this.#press(event.target.closest("[data-control]")));
  }

  /** data: {label, columns: [{key, title, kind}], sorted, descending, rows}; a row: {run, name,
   * tags, note, starred, chosen, cells}; cells: [[text, remark]], remarks appear at the pointer. */
  update(data, send) {
    this.#send = send;
    const wanted = JSON.stringify(data);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.#pressed = this.#root.contains(document.activeElement)
      ? (document.activeElement.dataset.control ?? "")
      : "";
    const table = make("table", { "aria-label": data.label }, this.#head(data), this.#body(data));
    this.#root.replaceChildren(table);
    if (this.#pressed) this.#root.querySelector(`[data-control="${this.#pressed}"]`)?.focus();
  }

  #press(control) {
    if (!control) return;
    const [what, of] = control.dataset.control.split(" ");
    const runs = of === "all" ? this.#numbers() : [Number(of)];
    if (what === "choose") this.#send("asked", { choose: runs, on: control.checked });
    if (what === "star") this.#star(control, runs[0]);
    if (what === "sort") this.#send("asked", { sort: of });
  }

  #star(button, run) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    this.#send("asked", { star: run, on });
  }

  #numbers() {
    return JSON.parse(this.#shown).rows.map((row) => row.run);
  }

  #head({ columns, sorted, descending, rows }) {
    const all = rows.length > 0 && rows.every((row) => row.chosen);
    const cells = columns.map(({ key, title, kind }) => {
      const cell = make("th", { scope: "col", class: `runs-${kind}` });
      const arrow = key === sorted ? (descending ? " ↓" : " ↑") : "";
      if (arrow) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      if (key === "") cell.append(title);
      else cell.append(make("button", { "data-control": `sort ${key}` }, title + arrow));
      return cell;
    });
    const choose = make("th", { class: "runs-choose" }, box("all", "Choose all shown here", all));
    cells[0].classList.add("runs-name");
    return make("thead", {}, make("tr", {}, choose, ...cells));
  }

  #body({ columns, rows }) {
    return make("tbody", {}, ...rows.map((row) => line(row, columns)));
  }
}

function line(row, columns) {
  const cells = row.cells.map(([text, remark], i) => {
    const cell = make("td", { class: `runs-${columns[i + 1].kind}` }, make("div", {}, text));
    if (remark) cell.title = remark;
    return cell;
  });
  const choose = make("td", { class: "runs-choose" }, box(row.run, `Choose run ${row.run}`, row.chosen));
  return make("tr", { class: row.chosen ? "runs-chosen" : "" }, choose, nameCell(row), ...cells);
}

function nameCell({ run, name, tags, note, starred }) {
  const star = make("button", {
    "data-control": `star ${run}`,
    "aria-label": `Star run ${run}`,
    "aria-pressed": String(starred),
    class: "runs-star",
  });
  const chips = tags.map((tag) => make("span", { class: "runs-tag" }, tag));
  const label = make("label", { for: `runs-choose-${run}` }, `${run} · ${name}`);
  const text = make("div", {}, label, ...(chips.length ? [make("div", {}, ...chips)] : []));
  if (note) text.append(make("div", { class: "runs-note", title: note }, note));
  const named = make("div", { class: "runs-named", translate: "no" }, star, text);
  return make("th", { class: "runs-name", scope: "row" }, named);
}

function box(of, label, checked) {
  const input = make("input", {
    type: "checkbox",
    id: `runs-choose-${of}`,
    "data-control": `choose ${of}`,
    "aria-label": label,
  });
  input.checked = checked;
  return input;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".runs-table");
  if (!tables.has(parentElement)) tables.set(parentElement, new RunsTable(root));
  tables.get(parentElement).update(data, setTriggerValue);
  return () => tables.delete(parentElement);
}
