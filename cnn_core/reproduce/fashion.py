"""A network for Fashion-MNIST under 100,000 weights."""

from __future__ import annotations

from cnn_core.layers import Architecture, Dropout, Flatten, Output
from cnn_core.presets import POOL, conv_bn
from cnn_core.spec import Augmentation, Data, OneCycle, RunSpec, Training

FASHION = RunSpec(
    architecture=Architecture(
        layers=(
            *conv_bn(16, POOL),
            *conv_bn(32),
            *conv_bn(64, POOL, padding="same"),
            *conv_bn(64),
            Flatten(),
            Dropout(rate=0.25),
            Output(),
        )
    ),
    data=Data(dataset="fashion_mnist", augmentation=Augmentation(shift=1, zoom=0.1)),
    training=Training(
        optimizer="adam", learning_rate=0.01, schedule=OneCycle(), batch_size=128, epochs=12
    ),
)
"""The layout of our robust network; clothes fill their images, so that they are moved less."""
