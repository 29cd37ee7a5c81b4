// A line of steps from numbers to a number.

/** One step: what it is, and the number that it gives. */
function sumStep([label, value]) {
  const muted = make("span", { class: "board-muted" }, label);
  return make("span", {}, muted, " ", make("strong", {}, value));
}

/** A value with three digits; from a thousand on with all that stand before the point. */
function sumText(value) {
  if (!(Math.abs(value) >= 1000 && Math.abs(value) < 1e15)) return valueText(value);
  return countText(value).replace("-", "−");
}
