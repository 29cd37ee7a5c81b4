// The steps from logits to the loss in words, and the numbers of each in a column.

const NO_LOGITS =
  "This network's sums are no numbers any more: its training went out of bounds. Choose another " +
  "run.";
const LARGEST_POWER = 709; // e^709 is the largest power of 64 bits, e^88 that of 32
const SURE_AND_WRONG = 20; // a loss: about two in a thousand million went to the right class
const BEGINNING =
  "The last layer's ten sums are the logits: any numbers, the larger the likelier. Drag one.";

/** By output: the columns, and the steps: [the column that is in question, a sentence]. */
const LOSS_WAYS = {
  softmax: {
    columns: ["Minus the largest", "Exponential", "Probability", "Slope of the loss"],
    steps: softmaxSentences,
  },
  sigmoid: {
    columns: ["Sigmoid", "Right answer", "−ln of it", "Slope of the loss"],
    steps: sigmoidSentences,
  },
};

function softmaxSentences(logits, right, classes) {
  const steps = softmaxSteps(logits);
  const { largest, sum, shares } = steps;
  const best = classes[shares.indexOf(Math.max(...shares))];
  const loss = crossEntropy(steps, right);
  const name = classes[right];
  return [
    [1, BEGINNING],
    [2, `The largest, ${valueText(largest)}, is taken from each. ${shiftRemark(largest)}`],
    [3, "e to the power of each: all lie from 0 to 1 now, and differences have become ratios."],
    [3, `Their sum is ${valueText(sum)}.`],
    [4, `Each is divided by the sum: probabilities that add up to 1. The answer is ${best}.`],
    [
      4,
      `The cross-entropy looks at ${name} alone, the right one: ${crossText(shares[right], loss)}`,
    ],
    [
      5,
      `The slope of the loss along each logit is its probability, less 1 for ${name}: this is ` +
        `what training sends back. It pulls ${name} up and all others down.`,
    ],
  ];
}

function sigmoidSentences(logits, right, classes) {
  const { shares, loss } = sigmoidSteps(logits, right);
  const total = valueText(shares.reduce((all, share) => all + share, 0));
  const name = classes[right];
  return [
    [1, BEGINNING],
    [
      2,
      "Each logit goes through the sigmoid by itself: ten questions “is it a …?”, each " +
        `answered from 0 to 1. They need not add up to 1; here they make ${total}.`,
    ],
    [
      3,
      `What the right answers got: the value itself for ${name}, 1 less the value for the others.`,
    ],
    [
      4,
      "−ln of it is the loss of each question. It is worked out from the logit, and so stays a " +
        "number where the sigmoid rounds to 0 or 1.",
    ],
    [4, `The binary cross-entropy is their mean: ${valueText(loss)}. ${lossRemark(loss)}`],
    [5, `The slope of the loss along each logit: sigmoid, less 1 for ${name}, divided by ten.`],
  ];
}

function shiftRemark(largest) {
  if (largest <= LARGEST_POWER)
    return "The probabilities stay the same, and no exponential can become too large.";
  const power = `e^${valueText(largest)}`;
  return `Without this step ${power} would be more than 64 bits can hold, and no number come out.`;
}

function crossText(share, loss) {
  return `−ln ${shareText(share)} = ${valueText(loss)}. ${lossRemark(loss)}`;
}

function lossRemark(loss) {
  if (loss <= SURE_AND_WRONG) return "0 would be a sure and right answer.";
  return "So sure and so wrong: nothing is rounded to 0, the loss grows as the logits part.";
}

/** Four columns of ten numbers, in the order of LOSS_WAYS. */
function columnsOf(output, logits, right) {
  const slopes = pulls(output, logits, right);
  if (output === "softmax") {
    const { shifted, powers, shares } = softmaxSteps(logits);
    return [shifted, powers, shares, slopes];
  }
  const { shares, losses } = sigmoidSteps(logits, right);
  return [shares, shares.map((share, at) => (at === right ? share : 1 - share)), losses, slopes];
}

/** A number from 0 to 1 or any other, so that tiny ones are not mistaken for 0. */
function shareText(value) {
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(1).replaceAll("-", "−");
  return valueText(value);
}
