"""Every term that the pages use, with one definition each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term as the field writes it. `also`: what else is written for it."""

    name: str
    definition: str
    also: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """All that is written for it, in lower case, plurals too."""
        written = [each.lower() for each in (self.name, *self.also)]
        return tuple(dict.fromkeys([*written, *map(_plural, written)]))


def matching(search: str) -> list[Term]:
    """The terms, in alphabetical order, with every word of the search in a form or definition."""
    words = search.lower().split()
    texts = {term: " ".join((*term.forms, term.definition.lower())) for term in TERMS.values()}
    found = [term for term, text in texts.items() if all(word in text for word in words)]
    return sorted(found, key=lambda term: term.name.lower())


def _plural(word: str) -> str:
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch")) else f"{word}s"


# fmt: off
_NETWORK = (
    Term("Tensor", "An array of numbers with any number of axes. A batch of images has four: "
         "image, row, column and channel."),
    Term("Channel", "One plane of an image or of a layer's output: a grey image has one, a colour "
         "image three, and a convolution makes one per filter."),
    Term("CNN", "A convolutional network: it looks at small windows of the image everywhere in the "
         "same way, and builds larger patterns from what it finds.", ("convolutional network",)),
    Term("MLP", "A multi-layer perceptron: dense layers only, every input joined to every unit."),
    Term("Convolution", "A layer that lays the same kernels over every window of its input; each "
         "result is a weighted sum of what is in the window, plus a bias."),
    Term("Filter", "All kernels, one per input channel, and the bias that together make one "
         "feature map. Training finds their numbers."),
    Term("Kernel", "The small grid of weights that a convolution lays over one channel."),
    Term("Feature map", "What one filter makes of the whole image: a grid with one number for each "
         "place where it was laid.", ("activation map", "maps")),
    Term("Node", "One number of a layer's output, at one place of a map or in a list of units.",
         ("units",)),
    Term("Receptive field", "The pixels of the image that one node depends on. It grows from layer "
         "to layer."),
    Term("Stride", "How many pixels a window moves on from one place to the next. Stride 2 halves "
         "the sides of the output."),
    Term("Padding", "What happens at the border: “valid” lays windows inside the input; “same” "
         "adds zeros around it, so that at stride 1 the size stays."),
    Term("Pooling", "A layer that keeps one number of each tile of a map, the largest or the mean. "
         "It has no weights.", ("max pooling", "max pool", "average pooling")),
    Term("Global average", "A layer that replaces each map by the mean of its numbers."),
    Term("Flatten", "A layer that writes all maps one after another into one list of numbers."),
    Term("Dense", "A layer in which every unit has a weight for every input.", ("dense layer",)),
    Term("Weight", "A number of the network that training changes: what an input is multiplied by.",
         ("trainable weight",)),
    Term("Bias", "A number of a filter or unit that is added to its weighted sum."),
    Term("Weighted sum", "Each input times its weight, all added up."),
    Term("Activation", "A function that each weighted sum is put through. Without a curved one "
         "all layers together could do no more than one.", ("activation function",)),
    Term("relu", "An activation: what is below 0 becomes 0, all else stays."),
    Term("elu", "An activation: as relu above 0; below it bends smoothly down to −1."),
    Term("selu", "An activation: elu, scaled so that layer after layer keeps mean 0 and deviation "
         "1."),
    Term("Sigmoid", "An activation: an S-shaped curve from 0 to 1."),
    Term("tanh", "An activation: an S-shaped curve from −1 to 1."),
    Term("Derivative", "How steeply a function rises at a place.", ("slope",)),
    Term("Logit", "What an output unit gives before softmax: any number; the largest one wins."),
    Term("Softmax", "Turns the ten logits into ten shares that add up to 1 and are read as "
         "probabilities."),
    Term("Batch normalisation", "A layer that shifts and scales its input so that, within a batch, "
         "it has mean 0 and deviation 1; then it applies a scale and an offset that are trained."),
    Term("Dropout", "A layer that sets some of its inputs to 0 by chance in every training step, "
         "so that the network cannot rely on single ones."),
    Term("Multiply-add", "One multiplication and one addition: the unit in which the work of a "
         "network is counted."),
    Term("Half precision", "Numbers of 16 bits instead of 32: half the memory, about three right "
         "digits. Mixed precision computes with them and keeps the weights in 32.",
         ("mixed precision",)),
    Term("GPU", "A graphics processor: thousands of small cores that do the same work at once."),
    Term("XLA", "TensorFlow's compiler: it joins a network's operations into fewer, larger ones."),
    Term("Class", "One of the ten answers that an image can have: a digit, or a kind of clothing."),
)

_TRAINING = (
    Term("Batch", "The images that one training step looks at together. Their mean gradient says "
         "how the weights change.", ("mini-batch",)),
    Term("Epoch", "One pass over all training images."),
    Term("Training image", "An image that the weights are fitted to."),
    Term("Validation", "Judging a network while it is trained, on images held out from training. "
         "Settings are chosen by it.", ("validation image", "validation loss",
         "validation accuracy")),
    Term("Test image", "An image that neither training nor validation has seen; used once, at the "
         "end.", ("test set",)),
    Term("Loss", "How wrong the network's probabilities are, as one number; training lowers it.",
         ("training loss",)),
    Term("Cross-entropy", "The usual loss: minus the logarithm of the probability that the right "
         "class got, on average. 0 is perfect; guessing among ten gives 2.30."),
    Term("Gradient", "For each weight, how much the loss rises when the weight grows a little."),
    Term("Gradient descent", "Every weight moves a small step against its gradient, again and "
         "again."),
    Term("Back-propagation", "How all gradients are found: from the loss backwards, layer by "
         "layer, by the chain rule."),
    Term("Learning rate", "How large a training step is: what the gradient is multiplied by.",
         ("learning-rate",)),
    Term("Schedule", "How the learning rate changes in the course of a training.",
         ("learning-rate schedule",)),
    Term("Momentum", "Part of each step is repeated in the next one, so that steady directions "
         "speed up and jumps cancel out.", ("Nesterov momentum", "Nesterov")),
    Term("Optimizer", "The rule that makes a step of the gradient: sgd takes it as it is, rmsprop "
         "and adam scale it for each weight by its recent size.", ("rmsprop", "adam", "sgd")),
    Term("L2", "A penalty on large weights, added to the loss; weight decay shrinks the weights "
         "directly.", ("weight decay",)),
    Term("Overfitting", "The network learns its training images by heart: their accuracy rises "
         "while that on new images stays or falls.", ("over-fitting", "over-fit")),
    Term("Early stopping", "Training ends once the validation loss has not fallen for a while."),
    Term("Augmentation", "Training images are shifted, turned or bent a little, anew each time, so "
         "that the network sees more than there are."),
    Term("Seed", "The number from which all chance of a run is computed: initial weights, order of "
         "the images. The same seed gives the same run again."),
    Term("Snapshot", "The weights as they were at some step of the training."),
    Term("Capsule", "One file with all that a run depends on and what came out, so that anyone can "
         "train it again and compare."),
    Term("TPE", "A search for settings that tries what is like the ones that did well so far."),
    Term("Checkpoint", "All that is needed to go on with a training: weights, the optimizer's "
         "state, and where it was."),
    Term("k-means", "Finds centres so that every image is close to one: a cluster is what lies "
         "around a centre."),
)

_JUDGING = (
    Term("Accuracy", "The share of images that get the right answer."),
    Term("Confusion", "An image of one class that is taken for another.", ("confusion matrix",)),
    Term("Precision", "Of the images taken for a class, the share that is of it."),
    Term("Recall", "Of the images of a class, the share that was found."),
    Term("F1", "Precision and recall in one number: their harmonic mean."),
    Term("Confidence interval", "The range that holds the true value in 95 of 100 such cases: how "
         "sure a figure is.", ("95 % interval",)),
    Term("Wilson's interval", "The confidence interval of a share, such as an accuracy: it never "
         "leaves 0 to 100 %.", ("Wilson",)),
    Term("Student's t", "Gives the confidence interval of a mean from few values."),
    Term("Standard deviation", "How far single values typically lie from their mean."),
    Term("McNemar's exact test", "Tells whether two networks differ, by the test images that "
         "only one of them has right.", ("McNemar",)),
    Term("Welch's t-test", "Tells whether two groups of trainings differ in their means by more "
         "than their scatter explains.", ("Welch",)),
    Term("Holm's procedure", "Makes several tests at once stricter, so that together they err no "
         "more often than one.", ("Holm",)),
    Term("MNIST", "70,000 images of handwritten digits, 28×28 pixels each."),
    Term("Fashion-MNIST", "70,000 images of clothes, of the same size as MNIST's."),
    Term("Correlation", "How alike two rows of numbers rise and fall: from −1 to 1, 0 for "
         "unrelated ones."),
    Term("Cosine", "How alike two kernels point: 1 for the same shape, 0 for unrelated ones, "
         "whatever their size.", ("cosine of their kernels",)),
    Term("Dead unit", "A map or unit that gives 0 for every image: it takes no part any more."),
    Term("Grad-CAM", "A rough picture of where the evidence for a class lies: the last maps, "
         "weighted by how much the class depends on each."),
    Term("Integrated gradients", "How much each pixel adds to the answer: gradients summed up from "
         "an empty image to this one."),
    Term("PCA", "The directions in which numbers differ most; two of them make a flat picture."),
    Term("t-SNE", "A flat picture in which images that the network sees alike lie close together."),
)
# fmt: on

TERMS: dict[str, Term] = {term.name: term for term in (*_NETWORK, *_TRAINING, *_JUDGING)}
"""By name."""
