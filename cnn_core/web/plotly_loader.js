// Plotly's script, loaded once per page from our own server.

const PLOTLY_ADDRESS = new URL("app/static/plotly.min.js", document.baseURI).href;

function plotly() {
  window.cnnLabPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = PLOTLY_ADDRESS;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      window.cnnLabPlotly = undefined; // so that the next update tries again
      reject(new Error("The charts' script could not be loaded from the server."));
    };
    document.head.append(script);
  });
  return window.cnnLabPlotly;
}
