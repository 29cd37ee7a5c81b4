"""Cluster distances as our own .keras files have them: a network within the network."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pydantic import ValidationError

from cnn_core.foreign.keras_file import ForeignError, KerasLayer, Layers
from cnn_core.foreign.layers import place
from cnn_core.layers import ClusterDistances
from cnn_core.spec import INPUT_SHAPE

PIXELS = "Flatten(InputLayer())"
DISTANCES = (
    f"Sqrt(Maximum(Subtract(Sum(Multiply({PIXELS}, {PIXELS})), "
    f"Multiply(2.0, Dense({PIXELS}))), 1e-06))"
)
"""What `cnn_core.learning.clusters.distances` computes: any other network within is refused."""
FIXED: dict[str, dict[str, Any]] = {
    "InputLayer": {"batch_shape": [None, *INPUT_SHAPE]},
    "Flatten": {"data_format": "channels_last"},
    "Dense": {"activation": "linear", "use_bias": True},
    "Sum": {"axis": 1, "keepdims": True},
}
MOST_PARTS, MOST_ARGUMENTS = 9, 3
"""Each part may name the ones before it: without limits the formula could grow without end."""


def distances_of(layer: KerasLayer, number: int) -> ClusterDistances:
    """Raises ForeignError, which names the layer, where it computes anything else."""
    try:
        inner = Layers.model_validate(layer.config)
        parts = inner.layers
        if len(parts) <= MOST_PARTS and inner.ends_last and _computed(parts) == DISTANCES:
            centres = next(part for part in parts if part.class_name == "Dense")
            return ClusterDistances.model_validate({"clusters": centres.config.get("units")})
    except (ValidationError, LookupError, TypeError, RecursionError):
        pass
    raise ForeignError(
        f"{place(layer, number)}: a network within the network is known here only as the cluster "
        "distances that CNN Lab saves."
    )


def _computed(parts: tuple[KerasLayer, ...]) -> str:
    """The last part as a formula of the input. Raises KeyError where one is not as it has to be."""
    formulas: dict[str, str] = {}
    for part in parts:
        fixed = FIXED.get(part.class_name, {})
        if any(part.config[name] != value for name, value in fixed.items()):
            raise KeyError(part.name)
        told = ", ".join(islice(_arguments(part.inbound_nodes, formulas), MOST_ARGUMENTS))
        formulas[part.name] = f"{part.class_name}({told})"
    return formulas[parts[-1].name]


def _arguments(nodes: tuple[Any, ...], formulas: dict[str, str]) -> Iterator[str]:
    for node in nodes:
        for argument in node["args"] if isinstance(node, dict) else ():
            if isinstance(argument, dict):
                yield formulas[argument["config"]["keras_history"][0]]
            else:
                yield repr(argument)[:20]
