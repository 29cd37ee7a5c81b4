// What is said of a descent: how far it has come, and why it does not go on.

/** The loss after a step, and how far the filter still is from the known one. */
function lossText(descent, step, known) {
  const { loss, weights } = descent.at(step);
  const off = largestMagnitude(weights.map((weight, tap) => weight - known[tap]));
  const start = step === 0 ? "" : `, at the start it was ${valueText(descent.at(0).loss)}`;
  const steps = step === 1 ? "1 step" : `${countText(step)} steps`;
  return (
    `After ${steps} the loss is ${valueText(loss)}${start}. ` +
    `The weight that is furthest off misses by ${valueText(off)}.`
  );
}

/** state: of the descent; limit: the rate up to which plain sums stay calm on this image. */
function descentRemark(state, steps, rate, limit, isLinear) {
  if (state === "diverged")
    return (
      "The steps are too large: each one overshoots, and the loss grows without end. On this " +
      `image a filter without activation stays calm up to a rate of ${valueText(limit)}. Reset, ` +
      "and take a smaller one."
    );
  if (state === "dead")
    return (
      "The filter is dead: every sum is 0 or below, where relu's slope is 0. No gradient comes " +
      "through, and no learning rate can help. Choose another start."
    );
  if (rate === 0) return "The learning rate is 0: no step changes anything.";
  if (state === "arrived") return "The filter is found, as far as this image can tell.";
  if (steps >= MOST_STEPS) return `This picture ends after ${countText(MOST_STEPS)} steps.`;
  if (rate > limit && isLinear)
    return `Above ${valueText(limit)} the steps overshoot on this image: take some, and see.`;
  return "";
}
