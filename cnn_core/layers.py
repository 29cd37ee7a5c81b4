"""The layers of an architecture, as frozen models: names and value ranges are Keras'.

A layer is told apart by `kind`, which is Keras' class name in snake case (`output` is the dense
layer of ten units that ends every network). Whether layers fit each other is a question of
shapes: see `cnn_core.arithmetic`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cnn_core.frozen import Frozen

Activation = Literal["relu", "sigmoid", "elu", "tanh", "selu", "linear"]
Padding = Literal["valid", "same"]
Size = Annotated[int, Field(ge=1, le=10**9)]
Pair = tuple[Size, Size]
"""(height, width), in pixels of the layer's input."""
Factor = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


class Conv2D(Frozen):
    kind: Literal["conv2d"] = "conv2d"
    filters: Size = 32
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: Padding = "valid"
    activation: Activation = "relu"
    l2: Factor = 0.0


class Pooling(Frozen):
    pool_size: Pair = (2, 2)
    strides: Pair | None = None
    """None: as large as the tile, so that tiles lie side by side."""
    padding: Padding = "valid"


class MaxPooling2D(Pooling):
    kind: Literal["max_pooling2d"] = "max_pooling2d"


class AveragePooling2D(Pooling):
    kind: Literal["average_pooling2d"] = "average_pooling2d"


class BatchNormalization(Frozen):
    kind: Literal["batch_normalization"] = "batch_normalization"
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.99
    """Share of the old moving mean and variance kept at each step."""
    l2: Factor = 0.0
    """Applies to the scale (gamma), as the kernel's does in other layers."""


class ActivationLayer(Frozen):
    """An activation of its own, for use after a normalisation or a pooling."""

    kind: Literal["activation"] = "activation"
    activation: Activation = "relu"


class Dropout(Frozen):
    kind: Literal["dropout"] = "dropout"
    rate: Annotated[float, Field(ge=0, lt=1)] = 0.5
    """Share of the inputs that are set to 0 in a training step."""


class ClusterDistances(Frozen):
    """How far an image is from each of the cluster centres that k-means found.

    Only as the first layer. The centres are found in the training images when a run begins, and
    are not trained.
    """

    kind: Literal["cluster_distances"] = "cluster_distances"
    clusters: Annotated[int, Field(ge=2, le=1000)] = 60


class Flatten(Frozen):
    kind: Literal["flatten"] = "flatten"


class GlobalAveragePooling2D(Frozen):
    kind: Literal["global_average_pooling2d"] = "global_average_pooling2d"


class Dense(Frozen):
    kind: Literal["dense"] = "dense"
    units: Size = 70
    activation: Activation = "relu"
    l2: Factor = 0.0


LOSSES = {"softmax": "categorical_crossentropy", "sigmoid": "binary_crossentropy"}
"""Keras' name of the loss that goes with each activation of the output."""


class Output(Frozen):
    """The last layer: one dense unit per class."""

    kind: Literal["output"] = "output"
    activation: Literal["softmax", "sigmoid"] = "softmax"
    l2: Factor = 0.0


Layer = Annotated[
    Conv2D
    | MaxPooling2D
    | AveragePooling2D
    | BatchNormalization
    | ActivationLayer
    | Dropout
    | ClusterDistances
    | Flatten
    | GlobalAveragePooling2D
    | Dense
    | Output,
    Field(discriminator="kind"),
]


class Architecture(Frozen):
    layers: Annotated[tuple[Layer, ...], Field(max_length=100)]
