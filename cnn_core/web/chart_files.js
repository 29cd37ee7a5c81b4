// Two more buttons on every Plotly chart of every page: the chart as SVG, its numbers as CSV.
// They are added when a pointer first comes to a chart, so that no page waits for them.

const CHART = ".js-plotly-plot";
const OWN_GROUP = "chart-files";
const BUTTONS = [
  { word: "SVG", told: "Save as SVG", type: "image/svg+xml", make: chartSvg },
  { word: "CSV", told: "Save the numbers as CSV", type: "text/csv", make: numbersOf },
];

async function chartSvg(plot) {
  const library = await plotly();
  const { width, height } = plot._fullLayout;
  const address = await library.toImage(
    { data: plot.data, layout: plot.layout },
    { format: "svg", width, height },
  );
  return decodeURIComponent(address.slice(address.indexOf(",") + 1));
}

/** The full data have their arrays unpacked, and only there a line's name is always its own. */
function numbersOf(plot) {
  const traces = plot._fullData.map((trace, at) => ({
    ...trace,
    name: plot.data[trace.index ?? at]?.name,
  }));
  return chartCsv(traces, plot.layout);
}

function fileName(plot) {
  const given = plot._context?.toImageButtonOptions?.filename;
  const label = plot.getAttribute("aria-label") ?? "";
  const slug = label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return given && given !== "newplot" ? given : slug || "chart";
}

function saveAs(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function buttonOf(plot, { word, told, type, make: content }) {
  const button = make("a", {
    class: "modebar-btn",
    rel: "tooltip",
    role: "button",
    "aria-label": told,
    "data-title": told,
  });
  const colour = plot._fullLayout.modebar.color;
  button.append(make("span", { style: `color: ${colour}; font: 600 10px/20px sans-serif` }, word));
  button.addEventListener("click", async () => {
    const made = await content(plot);
    saveAs(`${fileName(plot)}.${word.toLowerCase()}`, made, type);
  });
  return button;
}

function addButtons({ target }) {
  const plot = target.closest?.(CHART);
  const bar = plot?.querySelector(".modebar");
  if (!bar || bar.querySelector(`.${OWN_GROUP}`)) return;
  const group = make("div", { class: `modebar-group ${OWN_GROUP}`, style: "display: flex" });
  group.append(...BUTTONS.map((button) => buttonOf(plot, button)));
  bar.prepend(group);
}

export default function () {
  document.addEventListener("pointermove", addButtons);
  document.addEventListener("pointerdown", addButtons);
  return () => {
    document.removeEventListener("pointermove", addButtons);
    document.removeEventListener("pointerdown", addButtons);
  };
}
