// Pixels in the colours of the page: grey ramps for ink, diverging ones for values around 0.

/** Colour of values below 0, as in cnn_core/figures/theme.py; above 0 it is the accent colour. */
const BELOW_ZERO = { light: [180, 85, 45], dark: [224, 138, 95] };

/** [red, green, blue], 0 to 255, of any colour that CSS can say. */
function readColour(text) {
  const context = make("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
}

/**
 * The ramps of the theme that an element stands in, each of 256 pixels as `paintImage` takes them:
 * ink from ground to ink, signed from below 0 (0) over 0 (127.5) to above 0 (255).
 */
function readRamps(element) {
  const style = getComputedStyle(element);
  const [ground, ink, accent] = ["--board-surface", "--board-ink", "--board-accent"].map((name) =>
    readColour(style.getPropertyValue(name)),
  );
  const theme = ink[1] < ground[1] ? "light" : "dark";
  return { ink: makeRamp([ground, ink]), signed: makeRamp([BELOW_ZERO[theme], ground, accent]) };
}

/** 256 opaque pixels along the colours, evenly spaced; little-endian red, green, blue, alpha. */
function makeRamp(colours) {
  const ramp = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    const place = (index / 255) * (colours.length - 1);
    const from = Math.min(Math.floor(place), colours.length - 2);
    const mixed = colours[from].map((low, channel) =>
      Math.round(low + (place - from) * (colours[from + 1][channel] - low)),
    );
    ramp[index] = (0xff000000 | (mixed[2] << 16) | (mixed[1] << 8) | mixed[0]) >>> 0;
  }
  return ramp;
}

/** Paint width × height values from 0 to 255, one pixel each. */
function paintImage(canvas, values, width, height, ramp) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  for (let index = 0; index < words.length; index++) words[index] = ramp[values[index] | 0];
  canvas.getContext("2d").putImageData(image, 0, 0);
}
