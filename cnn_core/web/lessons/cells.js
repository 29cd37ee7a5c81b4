// Paints the cells of a grid, each a square of whole pixels, with its number where there is place.

const FADED = 0.65; // of the ground's colour over what steps back

class CellBrush {
  #context;
  #side; // pixels of the page
  #border;
  #gap; // pixels of the page between two cells
  #ramps;
  #ink;
  #ground;
  #accent;

  /** side: pixels of the page that a cell takes; border: cells around the first row and column. */
  constructor(canvas, side, border) {
    this.#context = canvas.getContext("2d");
    [this.#side, this.#border] = [side, border];
    this.#gap = side >= CELL.lined ? 1 : 0;
  }

  /** Start with an empty canvas. */
  begin(ramps) {
    this.#ramps = ramps;
    this.#ink = rampColour(ramps.ink[255]);
    const style = getComputedStyle(this.#context.canvas);
    this.#ground = style.getPropertyValue("--board-ground");
    this.#accent = style.getPropertyValue("--board-accent");
    const { width, height } = this.#context.canvas;
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, width, height);
    this.#context.scale(devicePixelRatio, devicePixelRatio);
  }

  /** scale: {isSigned, least, most}, as a picture has them. */
  fill(row, column, value, scale) {
    const word = shadeOf(value, scale, this.#ramps);
    this.#square(row, column, rampColour(word));
    if (this.#side >= CELL.numbered) this.#write(row, column, cellText(value), word);
  }

  /** A cell whose value is not known yet. */
  leaveOpen(row, column) {
    const [x, y] = this.#corner(row, column);
    const side = this.#side;
    this.#context.fillStyle = rampColour(this.#ramps.ink[70]);
    const dot = Math.max(1, side / 10);
    this.#context.fillRect(x + (side - dot) / 2, y + (side - dot) / 2, dot, dot);
  }

  /** A cell that has been painted steps back. */
  fade(row, column) {
    this.#context.globalAlpha = FADED;
    this.#square(row, column, this.#ground);
    this.#context.globalAlpha = 1;
  }

  /** A cell of the padding. */
  hatch(row, column) {
    const [x, y] = this.#corner(row, column);
    const end = this.#side - this.#gap;
    this.#context.strokeStyle = rampColour(this.#ramps.ink[80]);
    this.#context.lineWidth = 1;
    this.#context.beginPath();
    this.#context.moveTo(x, y + end);
    this.#context.lineTo(x + end, y);
    this.#context.stroke();
  }

  /** A frame around a part of the grid, with the ground around it so that it stands out. */
  outline({ top, left, height, width, isStrong = false }) {
    const [x, y] = this.#corner(top, left);
    const sides = [width * this.#side - this.#gap, height * this.#side - this.#gap];
    for (const [colour, line] of [
      [this.#ground, 3 * MARK_WIDTH],
      [isStrong ? this.#accent : this.#ink, MARK_WIDTH],
    ]) {
      this.#context.strokeStyle = colour;
      this.#context.lineWidth = line;
      this.#context.strokeRect(x, y, ...sides);
    }
  }

  #square(row, column, colour) {
    const [x, y] = this.#corner(row, column);
    this.#context.fillStyle = colour;
    this.#context.fillRect(x, y, this.#side - this.#gap, this.#side - this.#gap);
  }

  #write(row, column, text, word) {
    const [x, y] = this.#corner(row, column);
    const context = this.#context;
    context.font = `${Math.min(13, (1.6 * this.#side) / Math.max(text.length, 3))}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = letterColour(word);
    context.fillText(text, x + (this.#side - this.#gap) / 2, y + this.#side / 2);
  }

  #corner(row, column) {
    const { top, left } = this.#border;
    return [EDGE + (column + left) * this.#side, EDGE + (row + top) * this.#side];
  }
}

/** The ramps' pixel for a value from `least`, or where it is signed from -most, to `most`. */
function shadeOf(value, { isSigned, least, most }, { ink, signed }) {
  const low = isSigned ? -most : least;
  const share = most > low ? (value - low) / (most - low) : isSigned ? 0.5 : 0;
  return (isSigned ? signed : ink)[Math.round(255 * Math.max(0, Math.min(1, share)))];
}

/** A ramp's pixel as CSS says it. */
function rampColour(word) {
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
}

/** Black or white: what is read better on a ramp's pixel. */
function letterColour(word) {
  const light = 0.299 * (word & 255) + 0.587 * ((word >> 8) & 255) + 0.114 * ((word >> 16) & 255);
  return light > 130 ? "#111" : "#fff";
}

/** A value in few letters: "0.25", "0.03", "−1.5", "120", "1e6". */
function cellText(value) {
  if (!Number.isFinite(value)) return "?";
  const size = Math.abs(value);
  const digits = size < 0.1 ? 1 : size < 100 ? 2 : 3;
  const isShort = size === 0 || (size >= 0.001 && size < 1000);
  const text = isShort ? String(Number(value.toPrecision(digits))) : value.toExponential(0);
  return text.replace("e+", "e").replaceAll("-", "−");
}
