// In the page of benchmarks/lesion.py: the switches of one layer, pressed by the clock.

const SOURCE = "validation images";
let longest = 0; // milliseconds of work in a frame since `pressed` began
const ask = requestAnimationFrame;
window.requestAnimationFrame = (callback) =>
  ask((time) => {
    const began = performance.now();
    callback(time);
    longest = Math.max(longest, performance.now() - began);
  });

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function frame() {
  return new Promise((resolve) => ask(resolve));
}

const board = {};

/** Show a layer, and wait until all images have been answered and all maps weighed. */
async function show(payload, images, position) {
  const root = document.getElementById("root");
  board.now?.destroy();
  const network = readNetwork(bytesOf(payload));
  const about = { position, noun: "map", source: SOURCE, smallest: null };
  const began = performance.now();
  board.now = new LesionBoard(root, network, readImages(bytesOf(images)), about, () => {});
  await frame();
  const first = performance.now() - began;
  while (!root.textContent.includes(`of 1,000 ${SOURCE}`)) await frame();
  const all = performance.now() - began;
  while (!root.textContent.includes("is off. One image")) await frame();
  return { first, all, weighed: performance.now() - began };
}

/** Press the switch of a map: milliseconds until the first figure and until that of all images. */
async function pressed(map) {
  const root = document.getElementById("root");
  const told = () => root.querySelector(".lesion-table p").textContent;
  longest = 0;
  const began = performance.now();
  root.querySelectorAll('[role="switch"]')[map].click();
  await frame();
  await frame();
  const first = performance.now() - began;
  while (told().includes("so far")) await frame();
  return { first, all: performance.now() - began, longest };
}
