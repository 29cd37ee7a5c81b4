// The images of a lesson that come with its data.

/** [number, "0 · a 7"] of each image. */
function imageOptions({ labels }, classes) {
  return Array.from(labels, (label, at) => [String(at), `${at} · labelled ${classes[label]}`]);
}

/** The 784 bytes of an image. */
function pixelsOf({ pixels }, number) {
  return pixels.subarray(IMAGE_BYTES * number, IMAGE_BYTES * (number + 1));
}
