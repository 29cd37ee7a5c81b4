// The test set in the browser: files of some images, each fetched when it is needed first.

const IN_A_FILE = 200; // images of a file, as in web/inside/served_images.py

class TestSet {
  #address; // what the files' addresses begin with; "" where there are none
  #blocks = new Map(); // promises of images, by number of the file

  constructor(address) {
    this.#address = address;
  }

  /** The image of that number: {pixels (784), label}; null where it cannot be had. */
  async at(number) {
    const block = await this.prepare(number);
    const at = number % IN_A_FILE;
    if (!block || at >= block.count) return null;
    const pixels = block.pixels.slice(IMAGE_BYTES * at, IMAGE_BYTES * (at + 1));
    return { pixels, label: block.labels[at] };
  }

  /** Have the image of that number at hand, for it may be asked for. */
  prepare(number) {
    const block = Math.floor(number / IN_A_FILE);
    if (!this.#blocks.has(block)) this.#blocks.set(block, this.#fetched(block));
    return this.#blocks.get(block);
  }

  /** The images of a file; null, and another try the next time, where it cannot be read. */
  async #fetched(block) {
    try {
      if (!this.#address) return null;
      const address = new URL(`${this.#address}-${block}.bin`, document.baseURI);
      const answer = await fetch(address);
      return readImages(new Uint8Array(await answer.arrayBuffer()));
    } catch {
      this.#blocks.delete(block);
      return null;
    }
  }
}
