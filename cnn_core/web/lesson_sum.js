// A line of steps from numbers to a number.

/** One step: what it is, and the number that it gives. */
function sumStep([label, value]) {
  const muted = make("span", { class: "board-muted" }, label);
  return make("span", {}, muted, " ", make("strong", {}, value));
}
