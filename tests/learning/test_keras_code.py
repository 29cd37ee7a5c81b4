"""The program of a network runs, and builds and compiles the same network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import pytest
from hypothesis import given, settings

from cnn_core.keras_code import keras_code
from cnn_core.learning import network, optimizers
from cnn_core.spec import RunSpec
from tests.strategies import run_specs


@pytest.fixture(autouse=True)
def _default_precision() -> Iterator[None]:
    """A program with mixed precision sets it for the whole process."""
    yield
    keras.config.set_dtype_policy("float32")


def executed(spec: RunSpec) -> keras.Model:
    names: dict[str, Any] = {}
    exec(keras_code(spec), names)
    return names["model"]


def settings_of(model: keras.Model) -> list[tuple[type, dict[str, Any]]]:
    """Each layer's class and settings."""
    return [
        (type(layer), config_of(layer))
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    ]


def config_of(layer: keras.layers.Layer) -> Any:
    if isinstance(layer, keras.Model):
        return settings_of(layer)
    return without_names(layer.get_config())


def without_names(config: Any) -> Any:
    if not isinstance(config, dict):
        return config
    free = ("name", "seed", "build_config")
    return {key: without_names(v) for key, v in config.items() if key not in free}


@given(run_specs())
@settings(max_examples=25)
def test_the_program_builds_the_same_network(spec: RunSpec) -> None:
    policy = "mixed_bfloat16" if spec.hardware.mixed_precision else "float32"
    ours = network.build(spec.architecture, seed=0, dtype_policy=policy)
    theirs = executed(spec)
    keras.config.set_dtype_policy("float32")
    assert settings_of(theirs) == settings_of(ours)
    assert [w.shape for w in theirs.weights] == [w.shape for w in ours.weights]
    assert theirs.count_params() == ours.count_params()
    optimizer = optimizers.build(spec.training, ours).get_config()
    assert without_names(theirs.optimizer.get_config()) == without_names(optimizer)
