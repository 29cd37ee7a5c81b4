// Labelled images, in the one form in which the server hands them out.

const IMAGE_BYTES = 784;
const IMAGES_VERSION = 1;

/**
 * Labelled images, as `to_bytes` in cnn_core/images_file.py puts them together.
 * @param {Uint8Array} bytes version and count (uint32), labels, pixels
 * @returns {{count: number, labels: Uint8Array, pixels: Uint8Array}} pixels: 784 an image
 * @throws {Error} for bytes of another version or length
 */
function readImages(bytes) {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 8 || header.getUint32(0, true) !== IMAGES_VERSION)
    throw new Error(`The images are not of version ${IMAGES_VERSION}: reload.`);
  const count = header.getUint32(4, true);
  if (bytes.length !== 8 + count * (1 + IMAGE_BYTES))
    throw new Error("The images are not complete: reload.");
  return { count, labels: bytes.subarray(8, 8 + count), pixels: bytes.subarray(8 + count) };
}
