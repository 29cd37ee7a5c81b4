// A Plotly figure that is updated in place: zoom, hover and hidden lines survive.

const CONFIG = {
  displaylogo: false,
  showSendToCloud: false, // what is trained here is not sent to anybody
  responsive: true,
  doubleClick: "autosize",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};
const newest = new WeakMap(); // by plot: the figure to draw, also while the script is loading

async function draw(plot) {
  const library = await plotly();
  const figure = newest.get(plot);
  if (figure) await library.react(plot, figure.data, figure.layout, CONFIG);
}

export default function ({ data, parentElement }) {
  const plot = parentElement.querySelector(".live-chart");
  plot.style.height = `${data.height}px`;
  plot.setAttribute("aria-label", data.label);
  newest.set(plot, JSON.parse(data.figure));
  draw(plot).catch((error) => {
    plot.textContent = error.message;
  });
  return () => {
    newest.delete(plot);
    window.Plotly?.purge(plot);
  };
}
