"""Cluster distances out of a description: ours are known, whatever else is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cnn_core.foreign.clusters import distances_of
from cnn_core.foreign.keras_file import ForeignError, KerasLayer
from cnn_core.layers import ClusterDistances
from tests.keras_files import Described, image, layer

Parts = dict[str, Described]


def node(*sources: object) -> list[Any]:
    """Names of parts, or numbers."""
    tensors = [
        {"class_name": "__keras_tensor__", "config": {"keras_history": [source, 0, 0]}}
        if isinstance(source, str)
        else source
        for source in sources
    ]
    return [{"args": tensors, "kwargs": {}}]


def parts() -> Parts:
    """As Keras writes what `cnn_core.learning.clusters.distances` makes."""
    described = {
        "images": (image(), []),
        "pixels": (layer("Flatten", data_format="channels_last"), node("images")),
        "product": (layer("Multiply"), node("pixels", "pixels")),
        "centres": (layer("Dense", units=7, activation="linear", use_bias=True), node("pixels")),
        "sum": (layer("Sum", axis=1, keepdims=True), node("product")),
        "twice": (layer("Multiply"), node(2.0, "centres")),
        "squares": (layer("Subtract"), node("sum", "twice")),
        "least": (layer("Maximum"), node("squares", 1e-6)),
        "root": (layer("Sqrt"), node("least")),
    }
    return {
        name: {**part, "config": {**part["config"], "name": name}, "inbound_nodes": nodes}
        for name, (part, nodes) in described.items()
    }


def nested(made: Parts, output: str = "root") -> KerasLayer:
    config = {"name": "d", "layers": list(made.values()), "output_layers": [output, 0, 0]}
    return KerasLayer(module="keras", class_name="Functional", config=config)


def test_ours_are_known() -> None:
    assert distances_of(nested(parts()), 2) == ClusterDistances(clusters=7)


def config(part: str, **changes: object) -> Callable[[Parts], None]:
    return lambda made: made[part]["config"].update(changes)


def taking(part: str, *sources: object) -> Callable[[Parts], None]:
    return lambda made: made[part].update(inbound_nodes=node(*sources))


@pytest.mark.parametrize(
    "change",
    [
        config("sum", axis=0),
        config("sum", keepdims=False),
        config("centres", activation="relu"),
        config("centres", use_bias=False),
        config("centres", units=10**9),
        config("centres", units="many"),
        config("images", batch_shape=[None, 784]),
        taking("twice", 3.0, "centres"),
        taking("squares", "twice", "sum"),
        taking("product", "pixels", "nowhere"),
        taking("product", "pixels", {}),
        taking("product", "pixels", {"config": {"keras_history": [[]]}}),
        taking("root", *["least"] * 10**5),
        lambda made: made["root"].update(inbound_nodes=[{"args": 1}]),
        lambda made: made["root"].update(inbound_nodes=["x"]),
        lambda made: made["root"].update(class_name="Lambda"),
        lambda made: made.pop("root"),
        lambda made: made.update(more=layer("Sqrt")),
        lambda made: made.clear(),
    ],
)
def test_what_computes_anything_else_is_refused(change: Callable[[Parts], None]) -> None:
    made = parts()
    change(made)
    with pytest.raises(ForeignError, match=r"Layer 2 .* known here only as the cluster distances"):
        distances_of(nested(made), 2)


def test_another_output_is_refused() -> None:
    with pytest.raises(ForeignError):
        distances_of(nested(parts(), output="squares"), 2)


def test_parts_that_name_each_other_do_not_grow_without_end() -> None:
    made = {"0": image()} | {
        str(number): layer("Multiply") | {"inbound_nodes": node(*[str(number - 1)] * 1000)}
        for number in range(1, 9)
    }
    for name, part in made.items():
        part["config"]["name"] = name
    with pytest.raises(ForeignError):
        distances_of(nested(made, output="8"), 2)
