// The images of a lesson that come with its data, and lists to choose in.

/** [number, "0 · a 7"] of each image. */
function imageOptions({ labels }, classes) {
  return Array.from(labels, (label, at) => [String(at), `${at} · labelled ${classes[label]}`]);
}

/** The 784 bytes of an image. */
function pixelsOf({ pixels }, number) {
  return pixels.subarray(IMAGE_BYTES * number, IMAGE_BYTES * (number + 1));
}

/** Give a list other options; what was chosen stays, if it still is one, else it is `first`. */
function refillChoice(select, options, first) {
  const wanted = options.some(([value]) => value === select.value) ? select.value : first;
  const isSame = options.length === select.options.length;
  if (isSame && options.every(([, text], at) => select.options[at].text === text)) return;
  select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  select.value = wanted;
}
