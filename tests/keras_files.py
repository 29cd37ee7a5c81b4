"""Made-up .keras files: descriptions as Keras writes them, without Keras."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

Described = dict[str, Any]


def layer(class_name: str, **config: Any) -> Described:
    """A layer as config.json describes it; its name is the class's in small letters."""
    config = {"name": class_name.lower(), **config}
    return {"module": "keras.layers", "class_name": class_name, "config": config}


def image(*shape: Any) -> Described:
    return layer("InputLayer", batch_shape=[None, *(shape or (28, 28, 1))])


def dense(units: int = 10, activation: str = "softmax", **config: Any) -> Described:
    return layer("Dense", units=units, activation=activation, use_bias=True, **config)


PLAIN = (image(), layer("Flatten", data_format="channels_last"), dense())


def sequential(layers: Sequence[Described]) -> Described:
    return {"class_name": "Sequential", "config": {"name": "net", "layers": list(layers)}}


def functional(layers: Sequence[Described]) -> Described:
    """Each layer takes what the one before it gives."""
    names = [each["config"]["name"] for each in layers]
    first, *rest = layers
    nodes = [[{"args": [_tensor(name)], "kwargs": {}}] for name in names[:-1]]
    joined = [{**each, "inbound_nodes": node} for each, node in zip(rest, nodes, strict=True)]
    config = {
        "layers": [{**first, "inbound_nodes": []}, *joined],
        "output_layers": [names[-1], 0, 0],
    }
    return {"class_name": "Functional", "config": config}


def _tensor(name: str) -> Described:
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}


def keras_file(
    model: object, weights: bytes = b"", files: Mapping[str, bytes] | None = None
) -> bytes:
    """The zip, with `files` in place of what it has, or beside."""
    members = {
        "metadata.json": b'{"keras_version": "3.15.1"}',
        "config.json": json.dumps(model).encode(),
        "model.weights.h5": weights,
        **(files or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()
