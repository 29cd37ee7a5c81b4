"""The prepared experiments: the questions that the article asks or leaves open."""

from __future__ import annotations

from cnn_core.figures.theme import count
from cnn_core.layers import Architecture, Conv2D
from cnn_core.overrides import override
from cnn_core.prepared.experiment import Arm, Axis, Experiment
from cnn_core.presets import ARTICLE, MLP, MLP_CLUSTERS
from cnn_core.spec import RunSpec


def _places(*kinds: str) -> tuple[str, ...]:
    """Paths of the layers of these kinds in the article's network."""
    layers = enumerate(ARTICLE.architecture.layers)
    return tuple(f"architecture.layers.{place}" for place, each in layers if each.kind in kinds)


CONVOLUTIONS = _places("conv2d")
POOLINGS = _places("max_pooling2d")
WITH_WEIGHTS = _places("conv2d", "dense", "output")


def _article(*settings: str) -> RunSpec:
    return override(ARTICLE, settings)


def _in_each(layers: tuple[str, ...], *settings: str) -> RunSpec:
    return _article(*(f"{layer}.{setting}" for layer in layers for setting in settings))


def _sgd(*settings: str) -> RunSpec:
    return _article("training.optimizer=sgd", "training.learning_rate=0.01", *settings)


def _without_pooling() -> RunSpec:
    layers = tuple(layer for layer in ARTICLE.architecture.layers if layer.kind != "max_pooling2d")
    return ARTICLE.model_copy(update={"architecture": Architecture(layers=layers)})


def _on_distances(clusters: int) -> Arm:
    spec = override(MLP_CLUSTERS, [f"architecture.layers.0.clusters={clusters}"])
    return Arm(f"MLP on {clusters} distances", spec)


def _penalised(factor: str) -> RunSpec:
    size = ("data.train_images=6000", "training.epochs=50")
    return _article(*size, *(f"{layer}.l2={factor}" for layer in WITH_WEIGHTS))


def _kernels(side: int) -> Arm:
    return Arm("", _in_each(CONVOLUTIONS, f"kernel_size=[{side},{side}]", "padding=same"))


def _kernel_side(spec: RunSpec) -> float:
    layer = spec.architecture.layers[0]
    return layer.kernel_size[0] if isinstance(layer, Conv2D) else 0


def _images(images: int, epochs: int) -> Arm:
    return Arm("", _article(f"data.train_images={images}", f"training.epochs={epochs}"))


NETWORKS = Experiment(
    key="networks",
    title="CNN against MLP",
    question="Is the CNN worth more than an MLP, and do distances to cluster centres help the MLP?",
    trained="The article's MLP; its CNN, with a seventh of the epochs; and the MLP on an image's "
    "distances (batch-normalised) to the centres that k-means finds, instead of the pixels.",
    arms=(
        Arm("MLP", MLP),
        Arm("CNN", ARTICLE),
        *(_on_distances(clusters) for clusters in (40, 55, 70)),
    ),
    measures=("accuracy", "weights", "multiply_adds", "training_seconds"),
)

DEVICES = Experiment(
    key="devices",
    title="CPU against GPU",
    question="Is a GPU much faster than a CPU for this network?",
    trained="The article's network on one processor, on all processors, and on the GPU.",
    arms=(
        Arm(
            "CPU, 1 thread", _article("hardware.intra_op_threads=1", "hardware.inter_op_threads=1")
        ),
        Arm("CPU, all threads", ARTICLE),
        Arm("GPU", _article("hardware.device=gpu")),
    ),
    measures=("epoch_seconds", "accuracy"),
)

FUNCTIONS = Experiment(
    key="functions",
    title="Activation functions",
    question="Which activation function of the convolutions trains best?",
    trained="The article's network, with another activation function in its three convolutions.",
    arms=tuple(
        Arm(name, _in_each(CONVOLUTIONS, f"activation={name}"))
        for name in ("relu", "sigmoid", "elu", "tanh", "selu")
    ),
)

KERNELS = Experiment(
    key="kernels",
    title="Kernel sizes",
    question="How large should the kernels be?",
    trained="The article's network with zeros around its maps (padding “same”), so that they keep "
    "their size whatever the kernels'.",
    arms=tuple(_kernels(side) for side in (3, 1, 5, 7)),
    measures=("accuracy", "weights", "epoch_seconds"),
    axis=Axis(
        "Side of the kernels, pixels", False, _kernel_side, lambda side: f"{side:.0f}×{side:.0f}"
    ),
)

POOLING = Experiment(
    key="pooling",
    title="Maximum against average pooling",
    question="Should a pooling layer take the maximum or the average?",
    trained="The article's network, with maximum and with average pooling.",
    arms=(
        Arm("maximum", ARTICLE),
        Arm("average", _in_each(POOLINGS, "kind=average_pooling2d")),
    ),
)

NO_POOLING = Experiment(
    key="nopooling",
    title="With and without pooling",
    question="What does pooling save, and what does it cost?",
    trained="The article's network, and the same without its two pooling layers.",
    arms=(Arm("with pooling", ARTICLE), Arm("without", _without_pooling())),
    measures=("accuracy", "weights", "memory", "epoch_seconds"),
)

SCHEDULES = Experiment(
    key="schedules",
    title="Learning-rate schedule",
    question="Does it help to lower the learning rate during training?",
    trained="The article's network with rmsprop, whose rate begins (one cycle: peaks) at 0.001.",
    arms=(
        Arm("constant", ARTICLE),
        Arm(
            "halved each epoch",
            _article(
                "training.schedule.kind=step",
                "training.schedule.every=1",
                "training.schedule.factor=0.5",
            ),
        ),
        Arm("cosine to 0", _article("training.schedule.kind=cosine")),
        Arm("one cycle", _article("training.schedule.kind=one_cycle")),
    ),
)

MOMENTUM = Experiment(
    key="momentum",
    title="Momentum",
    question="Does momentum help, or does it only act like a higher learning rate?",
    trained="The article's network with plain gradient descent (sgd, rate 0.01), with momentum, "
    "and with ten times the rate, which is what a momentum of 0.9 adds up to.",
    arms=(
        Arm("no momentum", _sgd()),
        Arm("momentum 0.5", _sgd("training.momentum=0.5")),
        Arm("momentum 0.9", _sgd("training.momentum=0.9")),
        Arm("Nesterov 0.9", _sgd("training.momentum=0.9", "training.nesterov=true")),
        Arm("10 times the rate", _sgd("training.learning_rate=0.1")),
    ),
)

L2 = Experiment(
    key="l2",
    title="L2 regularisation",
    question="Does a penalty on large weights lower over-fitting?",
    trained="The article's network on a tenth of the images for ten times the epochs, so that it "
    "over-fits, with an L2 term in every layer that has weights.",
    arms=tuple(
        Arm(f"L2 {factor}" if factor != "0" else "no L2", _penalised(factor))
        for factor in ("0", "0.00001", "0.0001", "0.001", "0.01")
    ),
    measures=("accuracy", "gap"),
)

IMAGES = Experiment(
    key="images",
    title="Number of training images",
    question="What do more training images bring?",
    trained="The article's network on fewer and fewer images, with as many steps each: fewer "
    "images are seen more often.",
    arms=tuple(
        _images(images, epochs)
        for images, epochs in (
            (60_000, 5),
            (30_000, 10),
            (15_000, 20),
            (6_000, 50),
            (3_000, 100),
            (1_200, 250),
        )
    ),
    axis=Axis(
        "Training images", True, lambda spec: spec.data.train_images, lambda n: f"{count(n)} images"
    ),
)

EXPERIMENTS: dict[str, Experiment] = {
    each.key: each
    for each in (
        NETWORKS,
        DEVICES,
        FUNCTIONS,
        KERNELS,
        POOLING,
        NO_POOLING,
        SCHEDULES,
        MOMENTUM,
        L2,
        IMAGES,
    )
}
"""By the key that their groups' kind holds."""
