// A Plotly figure that is updated in place: zoom, hover and hidden lines survive.

const ADDRESS = new URL("app/static/plotly.min.js", document.baseURI).href;
const CONFIG = {
  displaylogo: false,
  responsive: true,
  doubleClick: "autosize",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};
const newest = new WeakMap(); // by plot: the figure to draw, also while the script is loading

function plotly() {
  window.cnnLabPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = ADDRESS;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      window.cnnLabPlotly = undefined; // so that the next update tries again
      reject(new Error("The charts' script could not be loaded from the server."));
    };
    document.head.append(script);
  });
  return window.cnnLabPlotly;
}

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
