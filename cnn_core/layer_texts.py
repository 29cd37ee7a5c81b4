"""How layers are called and described in tables, drawings and messages."""

from __future__ import annotations

from cnn_core import layers, spec

LAYER_TITLES = {
    "conv2d": "Convolution",
    "max_pooling2d": "Max pooling",
    "average_pooling2d": "Average pooling",
    "batch_normalization": "Batch normalisation",
    "activation": "Activation",
    "dropout": "Dropout",
    "cluster_distances": "Cluster distances",
    "flatten": "Flatten",
    "global_average_pooling2d": "Global average",
    "dense": "Dense",
    "output": "Output",
}
"""By the layer's `kind`."""


def numbered_title(position: int, layer: layers.Layer) -> str:
    """`5 Convolution`: positions are shown from 1."""
    return f"{position + 1} {LAYER_TITLES[layer.kind]}"


def shape_text(shape: tuple[int, ...]) -> str:
    """(26, 26, 32) as `26×26×32`."""
    return "×".join(f"{side:,}" for side in shape)


def bytes_text(count: float) -> str:
    """A number of bytes with a decimal unit: `9.3 TB`, `64.6 kB`."""
    units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
    while count >= 999.5 and len(units) > 1:
        count /= 1000
        units.pop(0)
    digits = 1 if count < 99.95 and units[0] != "bytes" else 0
    return f"{count:,.{digits}f} {units[0]}"


def settings_text(layer: layers.Layer) -> str:  # noqa: PLR0911 (one case per kind)
    """The layer's settings in one line: `32 filters 3×3, stride 1, valid, relu`."""
    match layer:
        case layers.Conv2D():
            filters = f"{layer.filters:,} filters {shape_text(layer.kernel_size)}"
            return f"{filters}, {window_text(layer)}, {layer.activation}{_l2(layer.l2)}"
        case layers.Pooling():
            return f"{shape_text(layer.pool_size)}, {window_text(layer)}"
        case layers.BatchNormalization():
            return f"momentum {layer.momentum:g}{_l2(layer.l2)}"
        case layers.ActivationLayer():
            return layer.activation
        case layers.Dropout():
            return f"rate {layer.rate:g}"
        case layers.ClusterDistances():
            return f"{layer.clusters:,} clusters"
        case layers.Dense():
            return f"{layer.units:,} units, {layer.activation}{_l2(layer.l2)}"
        case layers.Output():
            return f"{spec.CLASSES} units, {layer.activation}{_l2(layer.l2)}"
        case layers.Flatten() | layers.GlobalAveragePooling2D():
            return ""


def window_text(layer: layers.Conv2D | layers.Pooling) -> str:
    """How the window goes over the map: `stride 1, valid`."""
    strides = (
        layer.strides or layer.pool_size if isinstance(layer, layers.Pooling) else layer.strides
    )
    return f"{_stride(strides)}, {layer.padding}"


def _stride(strides: layers.Pair) -> str:
    return f"stride {strides[0] if strides[0] == strides[1] else shape_text(strides)}"


def _l2(factor: float) -> str:
    return f", L2 {factor:g}" if factor else ""
