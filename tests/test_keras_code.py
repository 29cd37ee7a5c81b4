"""The text of a network. tests/learning/test_keras_code.py runs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cnn_core.keras_code import keras_code
from cnn_core.layers import Architecture, BatchNormalization, Conv2D, Dense, Flatten, Output
from cnn_core.overrides import override
from cnn_core.presets import PRESETS
from cnn_core.spec import Cosine, Hardware, RunSpec, Training

LONG = RunSpec(
    architecture=Architecture(
        layers=(
            Conv2D(filters=8, kernel_size=(7, 7), strides=(2, 2), padding="same", l2=1e-5),
            BatchNormalization(momentum=0.9, l2=0.001),
            Flatten(),
            Dense(units=30, activation="sigmoid", l2=0.001),
            Output(l2=0.01),
        )
    ),
    training=Training(optimizer="sgd", momentum=0.9, nesterov=True, schedule=Cosine()),
    hardware=Hardware(mixed_precision=True),
)
SPECS = {**PRESETS, "long": LONG}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_ruff_would_leave_the_text_as_it_is(spec: RunSpec) -> None:
    code = keras_code(spec)
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--stdin-filename=net.py", "-"]
    formatted = subprocess.run(command, input=code, capture_output=True, text=True, check=True)
    assert formatted.stdout == code


def test_the_article_s_network() -> None:
    assert (
        keras_code(PRESETS["article"])
        == """\
import keras
from keras import layers

keras.utils.set_random_seed(0)

# Input: images (batch, 28, 28, 1), normalised. Labels: one-hot (batch, 10).
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, (3, 3), activation="relu"),
        layers.MaxPooling2D((2, 2)),
        layers.Conv2D(64, (3, 3), activation="relu"),
        layers.MaxPooling2D((2, 2)),
        layers.Conv2D(64, (3, 3), activation="relu"),
        layers.Flatten(),
        layers.Dense(70, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=0.001),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
model.summary()
"""
    )


def test_the_seed_is_that_of_the_weights() -> None:
    seeds = ["training.seed=1", "training.weights_seed=2", "training.order_seed=3"]
    assert "set_random_seed(2)" in keras_code(override(PRESETS["article"], seeds))


def test_a_schedule_is_mentioned() -> None:
    assert "# The run changes this learning rate as it goes: cosine." in keras_code(LONG)


def test_strided_1x1_convolutions_are_split_as_in_our_own_training() -> None:
    layers = (Conv2D(filters=3, kernel_size=(1, 1), strides=(2, 2)), Flatten(), Output())
    code = keras_code(RunSpec(architecture=Architecture(layers=layers)))
    assert "layers.MaxPooling2D((1, 1), strides=(2, 2)),\n        layers.Conv2D(3, (1, 1)," in code
