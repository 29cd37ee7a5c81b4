"""The Keras program that builds and compiles a spec's network, as text to copy."""

from __future__ import annotations

from cnn_core import layers, spec
from cnn_core.spec import RunSpec, Training
from cnn_core.strided_points import split_strided_points

LINE_LENGTH = 88
"""Ruff's and Black's, so that the text stays as it is in a project of the reader's."""


def keras_code(run: RunSpec) -> str:
    """A complete Keras 3 script. It names only what differs from Keras' defaults.

    The script's network has the layers, shapes and weights of `cnn_core.learning.network.build`;
    its random initial weights are others.
    """
    lines = [
        _layer(part, run.hardware.mixed_precision)
        for layer in run.architecture.layers
        for part in split_strided_points(layer)
    ]
    clusters = _clusters(run)
    imported = ["layers", *(["ops"] if clusters else [])]
    imported += ["regularizers"] if any("regularizers." in line for line in lines) else []
    return "\n".join(
        [
            "import keras",
            f"from keras import {', '.join(imported)}",
            "",
            f"keras.utils.set_random_seed({run.training.seed_of_weights})",
            *(_policy() if run.hardware.mixed_precision else ()),
            "",
            *clusters,
            "# Input: images (batch, 28, 28, 1), normalised. Labels: one-hot (batch, 10).",
            "model = keras.Sequential(",
            "    [",
            f"        keras.Input({spec.INPUT_SHAPE}),",
            *lines,
            "    ]",
            ")",
            *_schedule(run.training),
            "model.compile(",
            f"    optimizer={_optimizer(run.training)},",
            f'    loss="{_loss(run.architecture)}",',
            '    metrics=["accuracy"],',
            ")",
            "model.summary()",
            "",
        ]
    )


def _clusters(run: RunSpec) -> tuple[str, ...]:
    """The layer `cluster_distances`, which is a model of its own, if there is one."""
    first = run.architecture.layers[0]
    if not isinstance(first, layers.ClusterDistances):
        return ()
    dtype = ['dtype="float32"'] if run.hardware.mixed_precision else []
    dense = [str(first.clusters), 'kernel_initializer="zeros"', "trainable=False", *dtype]
    return (
        "# Distances of an image x to centres c: |x - c|² = |x|² - 2 (x·c - |c|²/2).",
        "# c: MiniBatchKMeans(…).fit(training images, flat).cluster_centers_ of scikit-learn;",
        "# put them in by centres.set_weights([c.T, -(c**2).sum(axis=1) / 2]).",
        f"images = keras.Input({spec.INPUT_SHAPE})",
        f"pixels = layers.Flatten({', '.join(dtype)})(images)",
        f"centres = layers.Dense({', '.join(dense)})",
        "squares = ops.sum(pixels * pixels, axis=1, keepdims=True) - 2.0 * centres(pixels)",
        "cluster_distances = keras.Model(images, ops.sqrt(ops.maximum(squares, 1e-6)))",
        "",
    )


def _loss(architecture: layers.Architecture) -> str:
    output = next(layer for layer in architecture.layers if isinstance(layer, layers.Output))
    return layers.LOSSES[output.activation]


def _policy() -> tuple[str, ...]:
    return ('keras.config.set_dtype_policy("mixed_bfloat16")',)


def _schedule(training: Training) -> tuple[str, ...]:
    if training.schedule.kind == "constant":
        return ()
    return (f"# The run changes this learning rate as it goes: {training.schedule.kind}.",)


def _optimizer(training: Training) -> str:
    names = {"rmsprop": "RMSprop", "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "nadam": "Nadam"}
    arguments = [f"learning_rate={training.learning_rate!r}"]
    if training.optimizer == "adamw":
        arguments.append(f"weight_decay={training.weight_decay!r}")
    if training.momentum:
        arguments.append(f"momentum={training.momentum!r}")
    if training.nesterov:
        arguments.append("nesterov=True")
    return f"keras.optimizers.{names[training.optimizer]}({', '.join(arguments)})"


def _layer(layer: layers.Layer, mixed_precision: bool) -> str:
    match layer:
        case layers.Conv2D():
            name = "Conv2D"
            arguments = [str(layer.filters), str(layer.kernel_size), *_strides(layer.strides)]
            arguments += [*_padding(layer.padding), *_activation(layer.activation)]
            arguments += _l2("kernel_regularizer", layer.l2)
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
            name, arguments = "Dropout", [repr(layer.rate)]
        case layers.ClusterDistances():
            return "        cluster_distances,"
        case layers.Flatten() | layers.GlobalAveragePooling2D():
            name, arguments = type(layer).__name__, []
        case layers.Dense():
            name, arguments = "Dense", [str(layer.units), *_dense(layer)]
        case layers.Output():
            name, arguments = "Dense", [str(spec.CLASSES), *_dense(layer)]
            arguments += ['dtype="float32"'] if mixed_precision else []
    return _call(name, arguments)


def _call(name: str, arguments: list[str]) -> str:
    """A line of the list of layers; one line per argument where it would be too long."""
    line = f"        layers.{name}({', '.join(arguments)}),"
    if len(line) <= LINE_LENGTH:
        return line
    inner = "".join(f"            {argument},\n" for argument in arguments)
    return f"        layers.{name}(\n{inner}        ),"


def _dense(layer: layers.Dense | layers.Output) -> list[str]:
    return [*_activation(layer.activation), *_l2("kernel_regularizer", layer.l2)]


def _strides(strides: layers.Pair) -> list[str]:
    return [f"strides={strides}"] if strides != (1, 1) else []


def _padding(padding: layers.Padding) -> list[str]:
    return [f'padding="{padding}"'] if padding != "valid" else []


def _activation(activation: str) -> list[str]:
    return [f'activation="{activation}"'] if activation != "linear" else []


def _l2(argument: str, factor: float) -> list[str]:
    return [f"{argument}=regularizers.L2({factor!r})"] if factor else []
