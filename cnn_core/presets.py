"""Named specs to start from."""

from __future__ import annotations

from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    AveragePooling2D,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPooling2D,
    Output,
    Padding,
)
from cnn_core.spec import Augmentation, Data, OneCycle, RunSpec, Training

POOL = MaxPooling2D()
AVERAGE = AveragePooling2D()


def conv_bn(filters: int, *pooling: Layer, padding: Padding = "valid") -> tuple[Layer, ...]:
    """Pooling before normalisation and activation: the same idea at a quarter of the work."""
    return (
        Conv2D(filters=filters, padding=padding, activation="linear"),
        *pooling,
        BatchNormalization(momentum=0.9),
        ActivationLayer(),
    )


ARTICLE = RunSpec(
    architecture=Architecture(
        layers=(
            Conv2D(filters=32),
            POOL,
            Conv2D(filters=64),
            POOL,
            Conv2D(filters=64),
            Flatten(),
            Dense(units=70),
            Output(),
        )
    )
)

MLP = RunSpec(
    architecture=Architecture(layers=(Flatten(), Dense(units=70), Dense(units=30), Output())),
    training=Training(epochs=35),
)

MLP_CLUSTERS = RunSpec(
    architecture=Architecture(
        layers=(
            ClusterDistances(clusters=60),
            # Distances are all large and much alike: as they are, they train slowly.
            BatchNormalization(momentum=0.9),
            Dense(units=70),
            Dense(units=30),
            Output(),
        )
    ),
    training=MLP.training,
)

KERAS = RunSpec(
    architecture=Architecture(
        layers=(
            Conv2D(filters=32),
            POOL,
            Conv2D(filters=64),
            POOL,
            Flatten(),
            Dropout(rate=0.5),
            Output(),
        )
    ),
    training=Training(optimizer="adam", batch_size=128, epochs=15),
)

LENET5 = RunSpec(
    architecture=Architecture(
        layers=(
            Conv2D(filters=6, kernel_size=(5, 5), padding="same", activation="tanh"),
            AVERAGE,
            Conv2D(filters=16, kernel_size=(5, 5), activation="tanh"),
            AVERAGE,
            Conv2D(filters=120, kernel_size=(5, 5), activation="tanh"),
            Flatten(),
            Dense(units=84, activation="tanh"),
            Output(),
        )
    ),
    data=Data(normalization="mean_std"),
    training=Training(optimizer="sgd", momentum=0.9, learning_rate=0.01, epochs=10),
)

VGG = RunSpec(
    architecture=Architecture(
        layers=(
            Conv2D(filters=16, padding="same"),
            Conv2D(filters=16, padding="same"),
            POOL,
            Conv2D(filters=32, padding="same"),
            Conv2D(filters=32, padding="same"),
            POOL,
            Conv2D(filters=64, padding="same"),
            Conv2D(filters=64, padding="same"),
            POOL,
            Flatten(),
            Dropout(rate=0.5),
            Dense(units=128),
            Output(),
        )
    ),
    training=Training(optimizer="adam", epochs=10),
)

FAST = RunSpec(
    architecture=Architecture(
        layers=(
            # A stride does the work of a quarter of the positions, and needs no pooling.
            Conv2D(filters=12, kernel_size=(5, 5), strides=(2, 2)),
            *conv_bn(24, POOL),
            *conv_bn(64),
            Flatten(),
            Output(),
        )
    ),
    data=Data(normalization="mean_std"),
    training=Training(
        optimizer="adam", learning_rate=0.01, schedule=OneCycle(warm_up=0.15), epochs=1
    ),
)
"""At 99 % after one epoch: `benchmarks/fast.py` compares its time with the article's."""

SMALL = RunSpec(
    architecture=Architecture(
        layers=(
            *conv_bn(12, POOL),
            *conv_bn(24, padding="same"),
            *conv_bn(24, POOL),
            *conv_bn(32),
            Flatten(),
            Output(),
        )
    ),
    data=Data(augmentation=Augmentation(shift=2, rotation=10, zoom=0.1)),
    training=Training(
        optimizer="adam", learning_rate=0.01, schedule=OneCycle(), batch_size=128, epochs=12
    ),
)
"""Four narrow convolutions do better than three wider ones with as many weights."""

ROBUST = RunSpec(
    architecture=Architecture(
        layers=(
            *conv_bn(16),
            *conv_bn(32, POOL),
            *conv_bn(48),
            *conv_bn(96, POOL),
            Flatten(),
            Output(),
        )
    ),
    data=Data(augmentation=Augmentation(shift=2, rotation=12, zoom=0.2, shear=15, line_width=1)),
    training=Training(
        optimizer="adam", learning_rate=0.01, schedule=OneCycle(), batch_size=128, epochs=12
    ),
)
"""For digits drawn with a pen: other slants, proportions and lines than in MNIST."""

PRESETS: dict[str, RunSpec] = {
    "article": ARTICLE,
    "mlp": MLP,
    "mlp_clusters": MLP_CLUSTERS,
    "keras": KERAS,
    "lenet5": LENET5,
    "vgg": VGG,
    "fast": FAST,
    "small": SMALL,
    "robust": ROBUST,
}
"""By the name used on the command line and in links."""

TITLES = {
    "article": "The article's network",
    "mlp": "The article's MLP",
    "mlp_clusters": "The MLP on cluster distances",
    "keras": "Keras' example",
    "lenet5": "LeNet-5",
    "vgg": "VGG-like",
    "fast": "Fast, 99 % in one epoch",
    "small": "Small, under 20,000 weights",
    "robust": "Robust, for drawn digits",
}
