// From logits to probabilities and to the loss, step by step, in 64 bits.

/**
 * Softmax with all that it goes through.
 * @returns {{largest, shifted, powers, sum, shares}} shifted: logits minus the largest of them;
 *   powers: their exponentials, from 0 to 1, so that none overflows; shares: of the powers' sum
 */
function softmaxSteps(logits) {
  const largest = Math.max(...logits);
  const shifted = Float64Array.from(logits, (logit) => logit - largest);
  const powers = shifted.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return { largest, shifted, powers, sum, shares: powers.map((power) => power / sum) };
}

/** −ln of the right class's share, as ln Σ − shifted: a number where the share rounds to 0. */
function crossEntropy({ shifted, sum }, right) {
  return Math.log(sum) - shifted[right];
}

/**
 * Ten questions of yes or no.
 * @returns {{shares, losses, loss}} shares: sigmoid of each logit; losses: −ln of the share that
 *   was given to the right answer of each question; loss: their mean, the binary cross-entropy
 */
function sigmoidSteps(logits, right) {
  const shares = Float64Array.from(logits, ACTIVATIONS.sigmoid);
  const losses = Float64Array.from(logits, (logit, at) => {
    const against = at === right ? -logit : logit;
    return Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
  });
  return { shares, losses, loss: meanNumber(losses) };
}

/** The loss of one image, by the activation of the output. */
function lossOf(activationName, logits, right) {
  if (activationName === "sigmoid") return sigmoidSteps(logits, right).loss;
  return crossEntropy(softmaxSteps(logits), right);
}

/** How the loss changes with each logit (its derivative): share − 1 for the right class. */
function pulls(activationName, logits, right) {
  const isSigmoid = activationName === "sigmoid";
  const { shares } = isSigmoid ? sigmoidSteps(logits, right) : softmaxSteps(logits);
  const questions = isSigmoid ? logits.length : 1;
  return shares.map((share, at) => (share - (at === right ? 1 : 0)) / questions);
}

function meanNumber(numbers) {
  return numbers.reduce((total, number) => total + number, 0) / numbers.length;
}
