"""The figures of a network before it exists: shapes, weights, receptive fields, work, memory.

Pure Python, without Keras; tested against Keras on random architectures.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from cnn_core.layer_texts import LAYER_TITLES, bytes_text, settings_text, shape_text
from cnn_core.layers import Architecture, Layer, Pair
from cnn_core.shapes import Effect, MisfitError, Shape, effect
from cnn_core.spec import INPUT_SHAPE, RunSpec, SpecError

MEMORY_LIMIT = 4 * 2**30
"""Bytes that one training may take: half of a usual machine's 8 GB, the rest is for the images,
TensorFlow's own work space, the page and the system."""

FLOAT_BYTES = 4
WEIGHT_COPIES = 4
"""Each weight is kept with its gradient and, at most, Adam's two moving averages."""
ACTIVATION_COPIES = 2
"""Each output is kept for back-propagation, which computes a gradient of the same size."""


@dataclass(frozen=True)
class Field:
    """What one node sees of the input image, and how far the next node's view is away.

    In input pixels, (height, width); what lies in the padding is counted too.
    """

    size: Pair = (1, 1)
    step: Pair = (1, 1)

    def behind(self, window: Pair, strides: Pair) -> Field:
        """The field of a layer whose nodes see `window` nodes of this one, `strides` apart.

        Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks"
        (2019), equation 2, for each axis.
        """
        return Field(
            (
                self.size[0] + (window[0] - 1) * self.step[0],
                self.size[1] + (window[1] - 1) * self.step[1],
            ),
            (self.step[0] * strides[0], self.step[1] * strides[1]),
        )


@dataclass(frozen=True)
class LayerSummary:
    """One row of the architecture table."""

    index: int
    """Position in `architecture.layers`; -1: the input."""
    kind: str
    """Keras' name in snake case; the output layer is a `dense` one."""
    title: str
    settings: str
    output_shape: Shape
    """Without the batch: (height, width, channels) or (units,)."""
    weights: int
    """As Keras' count_params: batch normalisation's moving values are among them."""
    formula: str
    """How `weights` is counted, such as `32·(3·3·1)+32`; "" without weights."""
    receptive_field: Pair | None
    """Input pixels (height, width) that one node sees; None once there are no maps any more."""
    step: Pair | None
    """Input pixels (height, width) from one node's view to the next one's; None as above."""
    multiply_adds: int
    """Of one image's forward pass."""
    activation_bytes: int
    """Outputs of the whole mini-batch in 32-bit floats."""


@dataclass(frozen=True)
class Fault:
    """Why a network cannot be built or trained."""

    layer: int | None
    """Position of the layer that causes it; None: the list of layers as a whole."""
    field: str
    """The layer's setting to blame; "": the layer itself."""
    message: str

    @property
    def path(self) -> str:
        """`architecture.layers.3.kernel_size`."""
        parts = ["architecture", "layers"]
        parts += [] if self.layer is None else [str(self.layer)]
        parts += [self.field] if self.field else []
        return ".".join(parts)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(frozen=True)
class Summary:
    """The table: the input's row, then one per layer up to the one that does not fit."""

    layers: tuple[LayerSummary, ...]
    fault: Fault | None
    weights: int
    trainable_weights: int
    multiply_adds: int
    activation_bytes: int
    training_bytes: int
    """Estimate of the memory that training takes: weights, gradients, the optimizer's moving
    averages, and a mini-batch's outputs with their gradients."""


@dataclass(frozen=True)
class _Step:
    """A layer, what it does, and the field of its nodes."""

    layer: Layer
    effect: Effect
    field: Field | None


def describe(architecture: Architecture, batch_size: int = 64) -> Summary:
    """The network's figures, for a mini-batch of `batch_size` images. Never raises."""
    steps, fault = _walk(architecture.layers)
    rows = (_input_row(batch_size), *(_row(i, step, batch_size) for i, step in enumerate(steps)))
    weights = sum(row.weights for row in rows)
    activation_bytes = sum(row.activation_bytes for row in rows)
    training_bytes = sum(map(_training_bytes, rows))
    if fault is None and training_bytes > MEMORY_LIMIT:
        fault = _memory_fault(architecture.layers, rows, training_bytes, batch_size)
    return Summary(
        layers=rows,
        fault=fault,
        weights=weights,
        trainable_weights=sum(step.effect.trainable_weights for step in steps),
        multiply_adds=sum(row.multiply_adds for row in rows),
        activation_bytes=activation_bytes,
        training_bytes=training_bytes,
    )


def check(spec: RunSpec) -> Summary:
    """The figures of a network that can be trained.

    Raises SpecError when layers do not fit each other, or when training would take more than
    MEMORY_LIMIT bytes. Nothing is allocated.
    """
    summary = describe(spec.architecture, spec.training.batch_size)
    if summary.fault is not None:
        raise SpecError([str(summary.fault)])
    return summary


def _walk(layers: tuple[Layer, ...]) -> tuple[list[_Step], Fault | None]:
    """The layers up to the first one that does not fit, and what is wrong with it."""
    steps: list[_Step] = []
    shape: Shape = INPUT_SHAPE
    field: Field | None = Field()
    for index, layer in enumerate(layers):
        try:
            _check_place(layers, index)
            done = effect(layer, shape)
        except MisfitError as error:
            return steps, Fault(index, error.field, error.message)
        shape = done.output_shape
        field = field.behind(done.window, done.strides) if field and len(shape) == 3 else None
        steps.append(_Step(layer, done, field))
    return steps, _missing_output(layers)


def _check_place(layers: tuple[Layer, ...], index: int) -> None:
    kind = layers[index].kind
    if index and layers[index - 1].kind == "output":
        raise MisfitError("kind", f"nothing may follow the output. Received: {kind}")
    if index and kind == "cluster_distances":
        message = "must be the first layer, as its clusters are of images. Received: layer"
        raise MisfitError("kind", f"{message} {index + 1}")


def _missing_output(layers: tuple[Layer, ...]) -> Fault | None:
    if layers and layers[-1].kind == "output":
        return None
    last = f"{layers[-1].kind} as the last layer" if layers else "no layers"
    return Fault(None, "", f"the network must end with an output layer. Received: {last}")


def _input_row(batch_size: int) -> LayerSummary:
    return LayerSummary(
        index=-1,
        kind="input",
        title="Input",
        settings=shape_text(INPUT_SHAPE),
        output_shape=INPUT_SHAPE,
        weights=0,
        formula="",
        receptive_field=(1, 1),
        step=(1, 1),
        multiply_adds=0,
        activation_bytes=FLOAT_BYTES * batch_size * prod(INPUT_SHAPE),
    )


def _row(index: int, step: _Step, batch_size: int) -> LayerSummary:
    layer, done, field = step.layer, step.effect, step.field
    return LayerSummary(
        index=index,
        kind="dense" if layer.kind == "output" else layer.kind,
        title=LAYER_TITLES[layer.kind],
        settings=settings_text(layer),
        output_shape=done.output_shape,
        weights=done.weights,
        formula=done.formula,
        receptive_field=field.size if field else None,
        step=field.step if field else None,
        multiply_adds=done.multiply_adds,
        activation_bytes=FLOAT_BYTES * batch_size * prod(done.output_shape),
    )


def _training_bytes(row: LayerSummary) -> int:
    return FLOAT_BYTES * WEIGHT_COPIES * row.weights + ACTIVATION_COPIES * row.activation_bytes


def _memory_fault(
    layers: tuple[Layer, ...], rows: tuple[LayerSummary, ...], total: int, batch_size: int
) -> Fault:
    """Blames the layer that takes most, and says how much all layers take together."""
    row = max(rows[1:], key=_training_bytes)
    if WEIGHT_COPIES * FLOAT_BYTES * row.weights > ACTIVATION_COPIES * row.activation_bytes:
        cause = f"{row.formula} weights"
    else:
        cause = (
            f"{shape_text(row.output_shape)} outputs for each of {batch_size:,} images (batch_size)"
        )
    message = (
        f"training would take {bytes_text(total)} of memory, the largest part for {cause} here. "
        f"At most {bytes_text(MEMORY_LIMIT)} are allowed"
    )
    fields = {"conv2d": "filters", "dense": "units", "cluster_distances": "clusters"}
    field = fields.get(layers[row.index].kind, "")
    return Fault(row.index, field, message)
