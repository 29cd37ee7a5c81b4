"""A way around a fault of TensorFlow: 1×1 convolutions with a stride above 1.

TensorFlow 2.21 with oneDNN (its default on CPUs) writes beyond its buffers in their gradient: the
process crashes, now and then. Choosing the pixels first is the same function, without the fault.
"""

from __future__ import annotations

from cnn_core.layers import Conv2D, Layer, MaxPooling2D


def split_strided_points(layer: Layer) -> tuple[Layer, ...]:
    """The layer itself, or a 1×1 pooling that strides and the convolution at stride 1."""
    if not isinstance(layer, Conv2D) or layer.kernel_size != (1, 1) or layer.strides == (1, 1):
        return (layer,)
    pixels = MaxPooling2D(pool_size=(1, 1), strides=layer.strides)
    return pixels, layer.model_copy(update={"strides": (1, 1)})
