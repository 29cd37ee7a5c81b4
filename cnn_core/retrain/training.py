"""The parts about training: a step, the figures of a network, the epochs."""

from __future__ import annotations

from cnn_core.datasets import sizes
from cnn_core.keras_code import loss_name
from cnn_core.retrain.augmentation import changed_call, drawn_arguments
from cnn_core.retrain.part import Part, part
from cnn_core.retrain.retraining import Retraining
from cnn_core.retrain.schedule import has_schedule
from cnn_core.retrain.seeds import seed_names
from cnn_core.spec import ReduceOnPlateau, RunSpec

LARGEST_BATCH = 128
"""Images tested at once at most, as `learning.evaluation` does."""
SHAPES_TEXT = (
    "Its graph leaves the number of images open, as that of the run did: for a fixed number "
    "TensorFlow simplifies the graph in another way, which rounds differently."
)
SHAPES = """\
BATCH = [
    tf.TensorSpec((None, 28, 28, 1), tf.float32),  # images
    tf.TensorSpec((None,), tf.uint8),  # labels
]


"""
STEP = '''\
def training_step(images, labels):
    """Improve the weights a little; gives the batch's mean loss before that."""
    with tf.GradientTape() as tape:
        outputs = model(images, training=True)
        losses = keras.losses.{loss}(tf.one_hot(labels, 10), outputs)
        loss = {total}
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
    return loss
'''
FIGURES = '''\
@tf.function(input_signature=BATCH)
def answers(images, labels):
    """The network's outputs (images, 10), and each image's loss."""
    outputs = model(images, training=False)
    losses = keras.losses.{loss}(tf.one_hot(labels, 10), outputs)
    return outputs, losses


def figures(pixels, labels):
    """Mean loss, and share of images whose highest output is that of their label."""
    losses, right = [], []
    for start in range(0, len(labels), {batch}):
        some = slice(start, start + {batch})
        outputs, loss = answers(normalized(pixels[some]), labels[some])
        losses.extend(loss.numpy())
        right.extend(outputs.numpy().argmax(axis=1) == labels[some])
    return np.mean(losses, dtype=np.float64), np.mean(right)
'''
STOPPING_TEXT = (
    "It ends after {patience} epochs without a lower validation loss, with the weights of the best "
    "epoch."
)
PLATEAU_TEXT = (
    "The learning rate is multiplied by {factor:g} after {patience} epochs without a lower "
    "validation loss."
)


def step_part(spec: RunSpec) -> Part:
    """Defines `training_step`."""
    text = f"The loss of a batch, its gradients, and the optimizer's update. {SHAPES_TEXT}"
    if spec.hardware.xla:
        text += " XLA compiles it."
    mean = "tf.reduce_mean(losses)"
    total = f"tf.add_n([{mean}, *model.losses])  # with L2" if _has_l2(spec) else mean
    xla = ", jit_compile=True" if spec.hardware.xla else ""
    code = STEP.format(loss=loss_name(spec.architecture), total=total)
    return part("A step", text, f"{SHAPES}@tf.function(input_signature=BATCH{xla})", code)


def figures_part(spec: RunSpec) -> Part:
    """Defines `figures`."""
    batch = min(spec.training.batch_size, LARGEST_BATCH)
    return part(
        "Loss and accuracy",
        "What the network reaches on images that it is not trained on.",
        FIGURES.format(loss=loss_name(spec.architecture), batch=batch),
    )


def training_part(retraining: Retraining) -> Part:
    """Trains the model."""
    spec = retraining.spec
    return part(
        "Training",
        _text(retraining),
        *_before(retraining),
        f"for epoch in range({retraining.epochs}):",
        *(f"    {line}" for line in _epoch(retraining)),
        f"    for start in range(0, len(order), {spec.training.batch_size}):",
        *(f"        {line}" for line in _step(spec)),
        '    print(f"epoch {epoch + 1}: loss {loss_sum / len(order):.4f}")',
        *(f"    {line}" for line in _after_epoch(retraining)),
        *_after(retraining),
    )


def _before(retraining: Retraining) -> list[str]:
    lines = ["best_loss, best_epoch = np.inf, 0"] if _compares_epochs(retraining) else []
    if _plateau(retraining.spec):
        lines.append("scale, reduced_epoch = 1.0, 0")
    return lines


def _epoch(retraining: Retraining) -> list[str]:
    """The beginning of an epoch: its order and its changes."""
    spec = retraining.spec
    seed = seed_names(spec.training).order
    return [
        f"shuffle = np.random.default_rng([{seed}, epoch])",
        "order = train[shuffle.permutation(len(train))]",
        *drawn_arguments(spec),
        *_cut(retraining),
        "loss_sum = 0.0",
    ]


def _cut(retraining: Retraining) -> list[str]:
    if retraining.last_step is None:
        return []
    last = retraining.epochs - 1
    batches = retraining.last_step - last * retraining.steps_per_epoch
    images = batches * retraining.spec.training.batch_size
    return [f"if epoch == {last}:", f"    order = order[:{images}]  # the run ended here"]


def _step(spec: RunSpec) -> list[str]:
    rate = f"{spec.training.learning_rate!r} * scale" if _plateau(spec) else None
    if has_schedule(spec.training):
        rate = "learning_rate(int(optimizer.iterations))"
    images = changed_call(spec) if spec.data.augmentation.active else "all_pixels[chosen]"
    return [
        f"rows = slice(start, start + {spec.training.batch_size})",
        "chosen = order[rows]",
        *([f"optimizer.learning_rate = {rate}"] if rate else []),
        f"pixels = {images}",
        "loss = training_step(normalized(pixels), all_labels[chosen])",
        "loss_sum += float(loss) * len(chosen)",
    ]


def _after_epoch(retraining: Retraining) -> list[str]:
    """Validation, and what follows from it."""
    spec = retraining.spec
    if not sizes(spec.data)[1]:
        return []
    lines = [
        "loss, accuracy = figures(all_pixels[validation], all_labels[validation])",
        *(["loss += sum(map(float, model.losses))"] if _has_l2(spec) else []),
        'print(f"    validation: loss {loss:.4f}, {accuracy:.2%} right")',
    ]
    if _compares_epochs(retraining):
        lines += ["if loss < best_loss:", "    best_loss, best_epoch = loss, epoch + 1"]
    if retraining.stops_early:
        lines.append("    best_weights = model.get_weights()")
    if plateau := _plateau(spec):
        lines += [
            f"if epoch + 1 - max(best_epoch, reduced_epoch) >= {plateau.patience}:",
            f"    scale, reduced_epoch = scale * {plateau.factor!r}, epoch + 1",
        ]
    if retraining.stops_early:
        patience = spec.training.early_stopping_patience
        lines += [f"if epoch + 1 - best_epoch >= {patience}:", "    break"]
    return lines


def _after(retraining: Retraining) -> list[str]:
    return ["model.set_weights(best_weights)"] if retraining.stops_early else []


def _compares_epochs(retraining: Retraining) -> bool:
    return retraining.stops_early or _plateau(retraining.spec) is not None


def _text(retraining: Retraining) -> str:
    texts = ["Each epoch has an order of the images of its own, which follows from the seed."]
    if retraining.stops_early:
        patience = retraining.spec.training.early_stopping_patience
        texts.append(STOPPING_TEXT.format(patience=patience))
    if plateau := _plateau(retraining.spec):
        texts.append(PLATEAU_TEXT.format(factor=plateau.factor, patience=plateau.patience))
    return " ".join(texts)


def _has_l2(spec: RunSpec) -> bool:
    return any(getattr(layer, "l2", 0.0) for layer in spec.architecture.layers)


def _plateau(spec: RunSpec) -> ReduceOnPlateau | None:
    schedule = spec.training.schedule
    return schedule if isinstance(schedule, ReduceOnPlateau) else None
