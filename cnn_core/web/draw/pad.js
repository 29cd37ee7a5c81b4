// The drawing pad: strokes by mouse, finger or pen, kept as vectors in shares of the pad's side.

const CLEAR_KEYS = ["Delete", "Backspace", "Escape", "c", "C"];

/**
 * Make a square canvas a pad. onChange(drawing, isFinal) is called at each change; isFinal is
 * false within a stroke. A drawing is as prepare.js describes it.
 */
function createPad(canvas, onChange) {
  return new Pad(canvas, onChange);
}

class Pad {
  #canvas;
  #context;
  #onChange;
  #drawing = emptyDrawing();
  #ink; // the colour of the strokes
  #before = []; // what the drawing was before each change that can be undone
  #pointer = null; // the one that draws
  #listening = new AbortController();
  #observer = new ResizeObserver(() => this.resize());

  constructor(canvas, onChange) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#onChange = onChange;
    this.#listen("pointerdown", (event) => this.#begin(event));
    this.#listen("pointermove", (event) => this.#draw(event));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
      this.#listen(name, (event) => event.pointerId === this.#pointer && this.#end());
    this.#listen("keydown", (event) => this.#press(event));
    this.#observer.observe(canvas);
    this.resize();
  }

  get drawing() {
    return this.#drawing;
  }

  /** Show another drawing; the brush stays. */
  load(drawing) {
    this.#change({ ...drawing, brush: this.#drawing.brush });
  }

  /** Take back the last stroke, the last clearing or the last picture. */
  undo() {
    this.#end();
    const before = this.#before.pop();
    if (before) this.#show({ ...before, brush: this.#drawing.brush });
  }

  clear() {
    if (!isEmpty(this.#drawing)) this.load(emptyDrawing());
  }

  /** Width of the pen as a share of the pad's side, for all strokes. */
  setBrush(share) {
    this.#drawing = { ...this.#drawing, brush: share };
    this.#redraw();
    this.#onChange(this.#drawing, this.#pointer === null);
  }

  /** Draw sharply at the present size, in the present colours. */
  resize() {
    const side = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    if (side > 0 && this.#canvas.height !== side) this.#canvas.width = this.#canvas.height = side;
    this.#ink = getComputedStyle(this.#canvas).color;
    this.#redraw();
  }

  destroy() {
    this.#listening.abort();
    this.#observer.disconnect();
  }

  #listen(name, listener) {
    this.#canvas.addEventListener(name, listener, { signal: this.#listening.signal });
  }

  #begin(event) {
    if (this.#pointer !== null || event.button !== 0) return; // a second finger, a right click
    this.#canvas.setPointerCapture(event.pointerId);
    this.#remember();
    const strokes = [...this.#drawing.strokes, { points: [] }];
    this.#drawing = { ...this.#drawing, strokes };
    this.#pointer = event.pointerId;
    this.#add([event]);
  }

  #draw(event) {
    if (event.pointerId !== this.#pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    this.#add(between.length ? between : [event]);
  }

  /** Lengthen the present stroke by the places of these events. */
  #add(events) {
    const { left, top, width } = this.#canvas.getBoundingClientRect();
    const { points } = this.#drawing.strokes.at(-1);
    const drawn = Math.max(points.length - 2, 0);
    for (const event of events)
      points.push((event.clientX - left) / width, (event.clientY - top) / width);
    this.#trace(points, drawn);
    this.#onChange(this.#drawing, false);
  }

  #end() {
    if (this.#pointer === null) return;
    this.#pointer = null;
    this.#redraw(); // in one line, that has no edges between its parts
    this.#onChange(this.#drawing, true);
  }

  #press(event) {
    const undoing = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    const clearing = CLEAR_KEYS.includes(event.key) && !event.ctrlKey && !event.metaKey;
    if (!undoing && !clearing) return;
    event.preventDefault();
    event.stopPropagation(); // the page has shortcuts of its own
    if (undoing) this.undo();
    else this.clear();
  }

  #remember() {
    this.#before.push(this.#drawing);
  }

  #change(drawing) {
    this.#end();
    this.#remember();
    this.#show(drawing);
  }

  #show(drawing) {
    this.#drawing = drawing;
    this.#redraw();
    this.#onChange(drawing, true);
  }

  #redraw() {
    const { width } = this.#canvas;
    this.#context.clearRect(0, 0, width, width);
    const picture = pictureOf(this.#drawing);
    if (picture) this.#paintPicture(picture);
    for (const stroke of this.#drawing.strokes) this.#trace(stroke.points, 0);
  }

  /** Draw a stroke from one of its points on. */
  #trace(points, from) {
    const side = this.#canvas.width;
    const context = this.#context;
    context.strokeStyle = this.#ink;
    context.lineWidth = this.#drawing.brush * side;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(points[from] * side + 0.01, points[from + 1] * side); // else a dot has no length
    for (let index = from; index < points.length; index += 2)
      context.lineTo(points[index] * side, points[index + 1] * side);
    context.stroke();
  }

  /** A picture's ink, fitted into the pad; the 28×28 pixels of a test image as crisp squares. */
  #paintPicture({ width, height, ink }) {
    const side = this.#canvas.width;
    const scale = side / Math.max(width, height);
    const context = this.#context;
    context.imageSmoothingEnabled = !this.#drawing.pixels;
    context.drawImage(
      inkPicture(width, height, ink, readColour(this.#ink)),
      (side - width * scale) / 2,
      (side - height * scale) / 2,
      width * scale,
      height * scale,
    );
  }
}

/** A canvas of one colour that is opaque where there is ink. */
function inkPicture(width, height, ink, colour) {
  const canvas = make("canvas", { width, height });
  const image = new ImageData(width, height);
  for (let index = 0; index < ink.length; index++) {
    image.data.set(colour, 4 * index);
    image.data[4 * index + 3] = ink[index];
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
