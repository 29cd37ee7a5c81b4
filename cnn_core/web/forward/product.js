// The product of matrices, which is most of the work.

const BLOCK = 4; // columns that `multiply` computes at once

/** A matrix (taps, columns) and its bias, in blocks of four columns as `multiply` reads them. */
function packedColumns(kernel, bias, taps) {
  const columns = bias.length;
  const packed = new Float64Array(Math.ceil(columns / BLOCK) * BLOCK * (taps + 1));
  for (let tap = -1; tap < taps; tap++) {
    for (let column = 0; column < columns; column++) {
      const lane = column % BLOCK;
      const value = tap < 0 ? bias[column] : kernel[tap * columns + column];
      packed[(column - lane) * (taps + 1) + (tap + 1) * BLOCK + lane] = value;
    }
  }
  return packed;
}

/**
 * values[start + row · columns + column] = bias[column] + Σ rows[row][tap] · kernel[tap][column].
 * Two rows and four columns at once: each number that is loaded is used several times.
 */
function multiply(rows, count, taps, packed, columns, values, start) {
  for (let column = 0; column < columns; column += BLOCK) {
    const block = column * (taps + 1);
    const wide = Math.min(BLOCK, columns - column);
    for (let row = 0; row < count; row += 2) {
      const next = row + 1 < count ? row + 1 : row;
      let a0 = packed[block];
      let a1 = packed[block + 1];
      let a2 = packed[block + 2];
      let a3 = packed[block + 3];
      let b0 = a0;
      let b1 = a1;
      let b2 = a2;
      let b3 = a3;
      let a = row * taps;
      let b = next * taps;
      let at = block + BLOCK;
      for (const end = a + taps; a < end; a++, b++, at += BLOCK) {
        const x = rows[a];
        const y = rows[b];
        const w0 = packed[at];
        const w1 = packed[at + 1];
        const w2 = packed[at + 2];
        const w3 = packed[at + 3];
        a0 += x * w0;
        a1 += x * w1;
        a2 += x * w2;
        a3 += x * w3;
        b0 += y * w0;
        b1 += y * w1;
        b2 += y * w2;
        b3 += y * w3;
      }
      store(values, start + row * columns + column, wide, a0, a1, a2, a3);
      store(values, start + next * columns + column, wide, b0, b1, b2, b3);
    }
  }
}

function store(values, at, wide, first, second, third, fourth) {
  values[at] = first;
  if (wide > 1) values[at + 1] = second;
  if (wide > 2) values[at + 2] = third;
  if (wide > 3) values[at + 3] = fourth;
}
