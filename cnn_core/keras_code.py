"""The Keras program that builds and compiles a spec's network, as text to copy."""

from __future__ import annotations

from typing import NamedTuple

from cnn_core import layers, spec
from cnn_core.spec import RunSpec, Training
from cnn_core.strided_points import split_strided_points

LINE_LENGTH = 88
"""Ruff's and Black's, so that the text stays as it is in a project of the reader's."""


class _Chance(NamedTuple):
    """Arguments that tell a layer where its random numbers come from; none: from Keras' own."""

    initial: list[str]
    """Of a layer with weights."""
    dropout: list[str]


def keras_code(run: RunSpec) -> str:
    """A complete Keras 3 script. It names only what differs from Keras' defaults.

    The script's network has the layers, shapes and weights of `cnn_core.learning.network.build`;
    its random initial weights are others.
    """
    clusters = cluster_lines(run)
    network = network_lines(run)
    imported = ["layers", *(["ops"] if clusters else [])]
    imported += ["regularizers"] if any("regularizers." in line for line in network) else []
    return "\n".join(
        [
            "import keras",
            f"from keras import {', '.join(imported)}",
            "",
            f"keras.utils.set_random_seed({run.training.seed_of_weights})",
            *policy_lines(run),
            "",
            *_with_advice(clusters),
            "# Input: images (batch, 28, 28, 1), normalised. Labels: one-hot (batch, 10).",
            *network,
            *_schedule(run.training),
            "model.compile(",
            f"    optimizer={optimizer_call(run.training)},",
            f'    loss="{loss_name(run.architecture)}",',
            '    metrics=["accuracy"],',
            ")",
            "model.summary()",
            "",
        ]
    )


def network_lines(run: RunSpec, seeded: bool = False) -> list[str]:
    """The statement that makes `model`, a line each.

    `seeded`: with calls of `initial(position)` and `layer_seed(position)`, which the program around
    it must define; a part of a layer has the layer's position.
    """
    parts = [
        _layer(part, run.hardware.mixed_precision, _chance(position, seeded))
        for position, layer in enumerate(run.architecture.layers)
        for part in split_strided_points(layer)
    ]
    return [
        "model = keras.Sequential(",
        "    [",
        f"        keras.Input({spec.INPUT_SHAPE}),",
        *parts,
        "    ]",
        ")",
    ]


def cluster_lines(run: RunSpec) -> list[str]:
    """The layer `cluster_distances`, which is a model of its own, if there is one.

    Its dense layer `centres` has no centres yet.
    """
    first = run.architecture.layers[0]
    if not isinstance(first, layers.ClusterDistances):
        return []
    dtype = ['dtype="float32"'] if run.hardware.mixed_precision else []
    dense = [str(first.clusters), 'kernel_initializer="zeros"', "trainable=False", *dtype]
    return [
        "# Distances of an image x to centres c: |x - c|² = |x|² - 2 (x·c - |c|²/2).",
        f"images = keras.Input({spec.INPUT_SHAPE})",
        f"pixels = layers.Flatten({', '.join(dtype)})(images)",
        f"centres = layers.Dense({', '.join(dense)})",
        "squares = ops.sum(pixels * pixels, axis=1, keepdims=True) - 2.0 * centres(pixels)",
        "cluster_distances = keras.Model(images, ops.sqrt(ops.maximum(squares, 1e-6)))",
        "",
    ]


def _with_advice(clusters: list[str]) -> list[str]:
    advice = [
        "# c: MiniBatchKMeans(…).fit(training images, flat).cluster_centers_ of scikit-learn;",
        "# put them in by centres.set_weights([c.T, -(c**2).sum(axis=1) / 2]).",
    ]
    return [*clusters[:1], *advice, *clusters[1:]] if clusters else []


def loss_name(architecture: layers.Architecture) -> str:
    """Keras' name of the network's loss."""
    output = next(layer for layer in architecture.layers if isinstance(layer, layers.Output))
    return layers.LOSSES[output.activation]


def policy_lines(run: RunSpec) -> list[str]:
    """What turns mixed precision on, if the run has it."""
    if not run.hardware.mixed_precision:
        return []
    return ['keras.config.set_dtype_policy("mixed_bfloat16")']


def _chance(position: int, seeded: bool) -> _Chance:
    if not seeded:
        return _Chance([], [])
    return _Chance([f"kernel_initializer=initial({position})"], [f"seed=layer_seed({position})"])


def _schedule(training: Training) -> tuple[str, ...]:
    if training.schedule.kind == "constant":
        return ()
    return (f"# The run changes this learning rate as it goes: {training.schedule.kind}.",)


def optimizer_call(training: Training) -> str:
    """The expression that makes the optimizer."""
    names = {"rmsprop": "RMSprop", "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "nadam": "Nadam"}
    arguments = [f"learning_rate={training.learning_rate!r}"]
    if training.optimizer == "adamw":
        arguments.append(f"weight_decay={training.weight_decay!r}")
    if training.momentum:
        arguments.append(f"momentum={training.momentum!r}")
    if training.nesterov:
        arguments.append("nesterov=True")
    return f"keras.optimizers.{names[training.optimizer]}({', '.join(arguments)})"


def _layer(layer: layers.Layer, mixed_precision: bool, chance: _Chance) -> str:
    match layer:
        case layers.Conv2D():
            name = "Conv2D"
            arguments = [str(layer.filters), str(layer.kernel_size), *_strides(layer.strides)]
            arguments += [*_padding(layer.padding), *_activation(layer.activation)]
            arguments += [*chance.initial, *_l2("kernel_regularizer", layer.l2)]
        case layers.MaxPooling2D() | layers.AveragePooling2D():
            name = type(layer).__name__
            strides = [f"strides={layer.strides}"] if layer.strides else []
            arguments = [str(layer.pool_size), *strides, *_padding(layer.padding)]
        case layers.BatchNormalization():
            name = "BatchNormalization"
            momentum = [f"momentum={layer.momentum!r}"] if layer.momentum != 0.99 else []
            arguments = [*momentum, *_l2("gamma_regularizer", layer.l2)]
        case layers.ActivationLayer():
            name, arguments = "Activation", [f'"{layer.activation}"']
        case layers.Dropout():
            name, arguments = "Dropout", [repr(layer.rate), *chance.dropout]
        case layers.ClusterDistances():
            return "        cluster_distances,"
        case layers.Flatten() | layers.GlobalAveragePooling2D():
            name, arguments = type(layer).__name__, []
        case layers.Dense():
            name, arguments = "Dense", [str(layer.units), *_dense(layer, chance)]
        case layers.Output():
            name, arguments = "Dense", [str(spec.CLASSES), *_dense(layer, chance)]
            arguments += ['dtype="float32"'] if mixed_precision else []
    return _call(name, arguments)


def _call(name: str, arguments: list[str]) -> str:
    """A line of the list of layers; one line per argument where it would be too long."""
    line = f"        layers.{name}({', '.join(arguments)}),"
    if len(line) <= LINE_LENGTH:
        return line
    inner = "".join(f"            {argument},\n" for argument in arguments)
    return f"        layers.{name}(\n{inner}        ),"


def _dense(layer: layers.Dense | layers.Output, chance: _Chance) -> list[str]:
    activation = _activation(layer.activation)
    return [*activation, *chance.initial, *_l2("kernel_regularizer", layer.l2)]


def _strides(strides: layers.Pair) -> list[str]:
    return [f"strides={strides}"] if strides != (1, 1) else []


def _padding(padding: layers.Padding) -> list[str]:
    return [f'padding="{padding}"'] if padding != "valid" else []


def _activation(activation: str) -> list[str]:
    return [f'activation="{activation}"'] if activation != "linear" else []


def _l2(argument: str, factor: float) -> list[str]:
    return [f"{argument}=regularizers.L2({factor!r})"] if factor else []
