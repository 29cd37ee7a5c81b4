// The numbers behind a Plotly figure as CSV: a row for each point that the chart shows.

/** traces: a figure's data with its arrays unpacked. layout: for the titles of its axes. */
function chartCsv(traces, layout) {
  const shown = traces.filter(isShown);
  if (shown.some(({ type }) => type === "parcoords")) return dimensionsCsv(shown[0].dimensions);
  const rows = shown.flatMap(pointsOf);
  const columns = usedColumns(rows, axisTitles(layout));
  const lines = rows.map((row) => columns.map(({ key }) => row[key]));
  return csvText([columns.map(({ title }) => title), ...lines]);
}

/** Not what is there only to be pressed, nor lines and names for points of other traces. */
function isShown({ visible, type, mode, marker, hoverinfo, legendgroup }) {
  const isUnseen = mode === "markers" && marker?.opacity === 0;
  const isHelp = type === "scatter" && hoverinfo === "skip" && !legendgroup;
  return visible !== false && !isUnseen && !(isHelp && ["lines", "text"].includes(mode));
}

function axisTitles(layout) {
  const title = (axis, name) => plain(layout?.[axis]?.title?.text ?? layout?.[axis]?.title) || name;
  return { x: title("xaxis", "x"), y: title("yaxis", "y") };
}

function pointsOf(trace) {
  return trace.type === "heatmap" ? cellsOf(trace) : placesOf(trace);
}

function placesOf({ name, x, y, text, hovertext, error_x: errorX, error_y: errorY }) {
  const words = [text, hovertext].find(Array.isArray);
  const count = Math.max(x?.length ?? 0, y?.length ?? 0);
  return Array.from({ length: count }, (_, at) => ({
    series: plain(name),
    x: x ? x[at] : at,
    y: y ? y[at] : at,
    ...errorsAt("x", errorX, at),
    ...errorsAt("y", errorY, at),
    text: plain(words?.[at]),
  }));
}

/** How far the bars reach from the point. */
function errorsAt(axis, bars, at) {
  const above = bars?.array?.[at];
  if (above === undefined || bars.visible === false) return {};
  return { [`${axis}Above`]: above, [`${axis}Below`]: bars.arrayminus?.[at] ?? above };
}

function cellsOf({ name, x, y, z, text }) {
  return Array.from(z).flatMap((row, down) =>
    Array.from(row).map((value, across) => ({
      series: plain(name),
      x: x?.[across] ?? across,
      y: y?.[down] ?? down,
      value,
      text: plain(text?.[down]?.[across]),
    })),
  );
}

function usedColumns(rows, { x, y }) {
  const columns = [
    { key: "series", title: "series" },
    { key: "x", title: x },
    { key: "xBelow", title: `${x}, below` },
    { key: "xAbove", title: `${x}, above` },
    { key: "y", title: y },
    { key: "yBelow", title: `${y}, below` },
    { key: "yAbove", title: `${y}, above` },
    { key: "value", title: "value" },
    { key: "text", title: "text" },
  ];
  const isUsed = ({ key }) => rows.some((row) => row[key] !== undefined && row[key] !== "");
  return columns.filter((column) => ["x", "y"].includes(column.key) || isUsed(column));
}

/** Parallel coordinates: a column for each axis. */
function dimensionsCsv(dimensions) {
  const columns = dimensions.filter(({ visible }) => visible !== false);
  const values = columns.map(valuesOnAxis);
  const rows = Array.from(values[0] ?? [], (_, at) => values.map((column) => column[at]));
  return csvText([columns.map(({ label }) => plain(label)), ...rows]);
}

/** What the values are called on their axis: words for places side by side, powers of ten. */
function valuesOnAxis({ values, tickvals, ticktext }) {
  const ticks = new Map(Array.from(tickvals ?? [], (place, at) => [place, ticktext?.[at] ?? ""]));
  for (const [place, text] of ticks) if (text === "") ticks.delete(place);
  const numbers = Array.from(values);
  if (numbers.every((value) => ticks.has(value)))
    return numbers.map((value) => plain(ticks.get(value)));
  const isPower = ([place, text]) => Math.abs(10 ** place / Number(text) - 1) < 1e-4;
  const isLogarithmic = ticks.size > 0 && [...ticks].every(isPower);
  return isLogarithmic ? numbers.map((value) => Number((10 ** value).toPrecision(12))) : numbers;
}

/** A text without Plotly's few tags. */
function plain(text) {
  return String(text ?? "")
    .replace(/<br\s*\/?>/g, " ")
    .replace(/<\/?(b|i|sub|sup|span|a|em|s|u)(\s[^>]*)?>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

function csvText(rows) {
  return rows.map((row) => `${row.map(cellText).join(",")}\n`).join("");
}

/** Numbers that were stored in 32 bits are written with the digits that those hold. */
function cellText(value) {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return "";
    return String(shortest(value));
  }
  const text = String(value ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function shortest(value) {
  const shorter = [6, 7, 8, 9].map((digits) => Number(value.toPrecision(digits)));
  return shorter.find((each) => Math.fround(each) === value) ?? value;
}
