"""Keras' layers as ours: what they have in common, and what must be as ours has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError

from cnn_core import layers as own
from cnn_core.faults import fault_lines
from cnn_core.foreign.keras_file import ForeignError, KerasLayer
from cnn_core.frozen import Frozen
from cnn_core.layers import Layer


@dataclass(frozen=True)
class Kind:
    """How a class of Keras is read."""

    ours: type[Frozen]
    fixed: Mapping[str, tuple[Any, ...]]
    """Values that a setting may have, where ours has no such setting."""
    regularizer: str = ""
    """The setting whose L2 is ours."""
    group: str = ""
    """The name under which the weights' file has its arrays; "" without arrays."""
    arrays: tuple[str, ...] = ()
    """Of each array in Keras' order the setting that says whether there is one; "": there is."""
    within: str = ""
    """The way to them within their group."""


NAMES = {"use_bias": "bias", "scale": "scale", "center": "offset"}
"""Of the arrays that those settings are about."""


NESTED = "Functional"
"""A network within the network; see `cnn_core.foreign.clusters`."""
IN_COLUMNS: Mapping[str, tuple[Any, ...]] = {"data_format": ("channels_last", None)}
KINDS: dict[str, Kind] = {
    "Conv2D": Kind(
        own.Conv2D,
        {**IN_COLUMNS, "dilation_rate": ([1, 1], 1), "groups": (1,)},
        "kernel_regularizer",
        "conv2d",
        ("", "use_bias"),
    ),
    "MaxPooling2D": Kind(own.MaxPooling2D, IN_COLUMNS),
    "AveragePooling2D": Kind(own.AveragePooling2D, IN_COLUMNS),
    "BatchNormalization": Kind(
        own.BatchNormalization,
        {"axis": (-1, 3, [3], [-1]), "epsilon": (0.001,), "renorm": (False,)},
        "gamma_regularizer",
        "batch_normalization",
        ("scale", "center", "", ""),
    ),
    "Activation": Kind(own.ActivationLayer, {}),
    "ReLU": Kind(
        own.ActivationLayer,
        {"max_value": (None,), "negative_slope": (0, None), "threshold": (0, None)},
    ),
    "Dropout": Kind(own.Dropout, {}),
    "Flatten": Kind(own.Flatten, IN_COLUMNS),
    "GlobalAveragePooling2D": Kind(
        own.GlobalAveragePooling2D, {**IN_COLUMNS, "keepdims": (False,)}
    ),
    "Dense": Kind(own.Dense, {}, "kernel_regularizer", "dense", ("", "use_bias")),
    NESTED: Kind(own.ClusterDistances, {}, "", "functional", ("", ""), "/layers/dense"),
}
"""By the class's name."""
AROUND = {
    "InputLayer": "at the beginning",
    "Rescaling": "directly behind the input",
    "Normalization": "directly behind the input",
    "Reshape": "directly behind the input",
    "Softmax": "at the end",
}
"""Classes that become no layer of their own, and where; see `cnn_core.foreign.chain`."""


KNOWN = [name for name in (*KINDS, *AROUND) if name != NESTED]


def place(layer: KerasLayer, number: int) -> str:
    """`Layer 3 (Conv2D, conv2d_1)`, for the sentences."""
    return f"Layer {number} ({layer.class_name[:60]!r}, {layer.name!r})"


def kind_of(layer: KerasLayer, number: int) -> Kind:
    """Raises ForeignError, which names the layer, for one that is not known here."""
    if layer.class_name in AROUND:
        raise ForeignError(f"{place(layer, number)} is known here {AROUND[layer.class_name]} only.")
    if layer.class_name not in KINDS or not layer.is_keras_own:
        raise ForeignError(
            f"{place(layer, number)} is not known here. Known are "
            f"{', '.join(KNOWN)}, all of them Keras' own."
        )
    return KINDS[layer.class_name]


def translate(layer: KerasLayer, number: int) -> Layer:
    """The same layer as ours. Raises ForeignError where ours cannot be the same."""
    kind, config = kind_of(layer, number), layer.config
    for name, values in kind.fixed.items():
        if name in config and config[name] not in values:
            expected = f"expected {values[0]}. Received: {config[name]!r:.60}"
            raise ForeignError(f"{place(layer, number)}: {name}: {expected}")
    shared = {name: config[name] for name in kind.ours.model_fields if name in config}
    shared |= {"activation": "relu"} if layer.class_name == "ReLU" else {}
    if kind.regularizer:
        shared["l2"] = _l2(config.get(kind.regularizer))
    try:
        return cast("Layer", kind.ours.model_validate(shared))
    except ValidationError as error:
        raise ForeignError(f"{place(layer, number)}: {fault_lines(error)[0]}") from None


def _l2(regularizer: object) -> object:
    """Its factor; 0 for any other regularizer, which changes nothing once training is over."""
    if isinstance(regularizer, dict) and regularizer.get("class_name") == "L2":
        inner = regularizer.get("config")
        return inner.get("l2", 0.0) if isinstance(inner, dict) else 0.0
    return 0.0
