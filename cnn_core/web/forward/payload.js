// What a payload holds: its header and its tensors, or why it cannot be read.

const PAYLOAD_VERSION = 1;
const MOST_OUTPUTS = 5e7; // of all layers together: 200 MB

function inconsistent(reason) {
  return new Error(`The network's data is inconsistent: ${reason}.`);
}

function cutShort() {
  return new Error("The network's data is cut short.");
}

function checkOutputs(count) {
  if (count > MOST_OUTPUTS) throw new Error("The network is too large for a browser.");
}

function choose(table, name, what) {
  if (!Object.hasOwn(table, name)) throw inconsistent(`there is no ${what} "${name}"`);
  return table[name];
}

function positive(value) {
  if (!Number.isInteger(value) || value < 1) throw inconsistent(`${value} is no size`);
  return value;
}

function readPayloadHeader(bytes) {
  if (bytes.length < 4) throw cutShort();
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (start > bytes.length) throw cutShort();
  const header = parsedHeader(bytes.subarray(4, start));
  const version = header?.version;
  if (version !== PAYLOAD_VERSION) {
    throw new Error(`The network's data is of version ${version}, not ${PAYLOAD_VERSION}.`);
  }
  if (!Array.isArray(header.layers) || !Array.isArray(header.classes)) {
    throw inconsistent("it names no layers or no classes");
  }
  return { ...header, start };
}

function parsedHeader(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte); // all of it is ASCII
  try {
    return JSON.parse(text);
  } catch {
    throw inconsistent("its header cannot be read");
  }
}

/** Hands out a payload's tensors one after the other. */
class TensorReader {
  count = 0; // values handed out so far
  #taken = []; // since the last `collect`

  constructor(bytes, { start, kernels }) {
    this.bytes = bytes;
    this.offset = start;
    this.half = kernels === "float16";
  }

  /** Bytes that are left. */
  get left() {
    return this.bytes.length - this.offset;
  }

  /** The next tensor, of this shape, as a Float32Array. Those with two axes or more are kernels. */
  take(...shape) {
    const count = shape.reduce((product, side) => product * positive(side), 1);
    const half = this.half && shape.length > 1;
    const length = count * (half ? 2 : 4);
    if (length > this.left) throw cutShort();
    const { buffer } = this.bytes.slice(this.offset, this.offset + length);
    this.offset += Math.ceil(length / 4) * 4;
    this.count += count;
    const tensor = half
      ? Float32Array.from(new Uint16Array(buffer), fromHalf)
      : new Float32Array(buffer);
    this.#taken.push(tensor);
    return tensor;
  }

  /** The tensors handed out since this was last asked. */
  collect() {
    return this.#taken.splice(0);
  }
}

/** The value of a float16, given as its 16 bits (IEEE 754). */
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent ? sign * (1024 + fraction) * 2 ** (exponent - 25) : sign * fraction * 2 ** -24;
}
