// The example of nine by nine pixels.

const SEVEN = `
.........
.#######.
.......#.
......#..
.....#...
....#....
...#.....
...#.....
.........`;
const EXAMPLES = { nine: drawnImage(SEVEN, "9×9 example") };

/** Rows of "." (ground) and "#" (ink) as an image. */
function drawnImage(drawing, told) {
  const rows = drawing.trim().split("\n");
  const pixels = Uint8Array.from(rows.join(""), (letter) => (letter === "#" ? 255 : 0));
  return { height: rows.length, width: rows[0].length, pixels, told };
}
