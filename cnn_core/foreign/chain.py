"""From the layers of a .keras file to a network of ours, and where its arrays are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from cnn_core import layers as own
from cnn_core.arithmetic import check
from cnn_core.faults import fault_lines
from cnn_core.foreign.clusters import distances_of
from cnn_core.foreign.input_scale import scale_of
from cnn_core.foreign.keras_file import ForeignError, KerasLayer
from cnn_core.foreign.layers import NAMES, NESTED, kind_of, place, translate
from cnn_core.layers import Architecture, Layer
from cnn_core.normalization import Normalization
from cnn_core.shapes import Shape
from cnn_core.spec import CLASSES, INPUT_SHAPE, RunSpec, SpecError

HEIGHT, WIDTH, _ = INPUT_SHAPE
INPUTS = {
    INPUT_SHAPE: (),
    (HEIGHT, WIDTH): ("Flatten", "Reshape"),
    (HEIGHT * WIDTH,): ("Dense", "Reshape"),
}
"""Shapes of an input without the batch, and what may come first behind it; nothing: anything."""
ENDS = ("softmax", "sigmoid")
NEEDED_END = (
    f"It must end with a dense layer of {CLASSES} units, with softmax or sigmoid or without either."
)
IN_32_BITS = "It was made to compute in 16 bits; here it computes in 32."
LOGITS = "Its last layer gives logits: their softmax is taken."

Numbered = tuple[int, KerasLayer]
"""With its number in the file, from 1."""


@dataclass(frozen=True)
class Place:
    """Where the weights' file has a layer's arrays."""

    group: str
    """`conv2d_1`: the layer's class, and its number among those of that class; or a path."""
    present: tuple[bool, ...]
    """Of the layer's arrays in Keras' order: whether the file has it, as bias or scale may lack."""


@dataclass
class Chain:
    """A network of ours, as it is put together from layers of Keras."""

    layers: list[Layer] = field(default_factory=list)
    places: list[Place | None] = field(default_factory=list)
    """Of each layer; None for one without arrays."""
    normalization: Normalization | None = None
    """By the file's own first layer, on pixels of 0 to 255; None where it has none."""
    adapted: Shape | None = None
    """Of the arrays of that layer in the weights' file, where it has learnt its scale."""
    remarks: list[str] = field(default_factory=list)
    """What was added or taken otherwise, in sentences."""

    @property
    def scales(self) -> bool:
        """Whether it takes pixels of 0 to 255, which its own first layer scales."""
        return self.normalization is not None or self.adapted is not None

    @property
    def architecture(self) -> Architecture:
        """All layers, which must be few enough."""
        return Architecture(layers=tuple(self.layers))

    def add(self, layer: Layer, found: Place | None = None) -> None:
        """One layer more."""
        self.layers.append(layer)
        self.places.append(found)


def translated(layers: Sequence[KerasLayer]) -> Chain:
    """The network of ours that computes the same.

    Raises ForeignError, which names the layer that is not known or does not fit.
    """
    chain, counts = Chain(), Counter[str]()
    body = _behind_input(list(enumerate(layers, 1)), chain)
    hidden, (number, last), activation = _with_end(body)
    for position, layer in hidden:
        ours = distances_of if layer.class_name == NESTED else translate
        chain.add(ours(layer, position), _place(layer, position, counts, chain))
    chain.add(_output(last, number, activation, chain), _place(last, number, counts, chain))
    if any(map(_computes_in_16_bits, layers)):
        chain.remarks.append(IN_32_BITS)
    try:
        check(RunSpec(architecture=chain.architecture))
    except SpecError as error:
        raise ForeignError(f"Its layers make no network here: {error.faults[0]}") from None
    except ValidationError as error:
        raise ForeignError(f"Its layers make no network here: {fault_lines(error)[0]}") from None
    return chain


def _computes_in_16_bits(layer: KerasLayer) -> bool:
    policy = layer.config.get("dtype")
    inner = policy.get("config") if isinstance(policy, dict) else None
    name = inner.get("name") if isinstance(inner, dict) else policy
    return isinstance(name, str) and name.startswith("mixed")


def _behind_input(body: list[Numbered], chain: Chain) -> list[Numbered]:
    """What follows the input, and the scaling of pixels and the reshaping behind it."""
    (_, first), *rest = body
    shape = first.config.get("batch_shape", first.config.get("batch_input_shape"))
    sides = shape[1:] if isinstance(shape, list) else []
    inner = tuple(side for side in sides if isinstance(side, int))
    fits = len(inner) == len(sides) and inner in INPUTS
    if first.class_name != "InputLayer" or not fits:
        received = sides if first.class_name == "InputLayer" else first.class_name
        raise ForeignError(
            f"Its input is expected to be an image of shape {INPUT_SHAPE}, or its "
            f"{HEIGHT * WIDTH} pixels in a row. Received: {received!r:.60}"
        )
    if rest and rest[0][1].class_name in ("Rescaling", "Normalization"):
        (number, layer), *rest = rest
        scale = scale_of(layer, number, inner)
        chain.normalization, chain.adapted = (
            (scale, None) if isinstance(scale, Normalization) else (None, scale)
        )
    wanted = INPUTS[inner]
    if wanted and not (rest and rest[0][1].class_name in wanted):
        raise ForeignError(f"Behind an input of shape {inner}, expected {' or '.join(wanted)}.")
    if rest and rest[0][1].class_name == "Reshape":
        (number, layer), *rest = rest
        if layer.config.get("target_shape") != list(INPUT_SHAPE):
            raise ForeignError(f"{place(layer, number)}: expected the shape {INPUT_SHAPE}.")
    elif len(inner) == 1:
        chain.add(own.Flatten())
    return rest


def _with_end(body: list[Numbered]) -> tuple[list[Numbered], Numbered, str | None]:
    """The layers before the last dense one, that one, and the activation that follows it."""
    activation = None
    if body and body[-1][1].class_name in ("Softmax", "Activation"):
        last = body.pop()[1]
        activation = "softmax" if last.class_name == "Softmax" else last.config.get("activation")
        if activation not in ENDS:
            raise ForeignError(f"{NEEDED_END} Received: {activation!r:.60} at the end.")
    if not body or body[-1][1].class_name != "Dense":
        received = repr(body[-1][1].class_name[:60]) if body else "nothing"
        raise ForeignError(f"{NEEDED_END} Received: {received}")
    return body[:-1], body[-1], activation


def _output(layer: KerasLayer, number: int, activation: str | None, chain: Chain) -> Layer:
    """The last dense layer, with the activation that it has or that follows it."""
    units, its_own = layer.config.get("units"), layer.config.get("activation")
    if units != CLASSES or its_own not in ("linear", None, *ENDS):
        raise ForeignError(f"{NEEDED_END} Received: {units!r:.20} units, {its_own!r:.40}")
    if its_own in ENDS and activation:
        raise ForeignError(f"{place(layer, number)}: {its_own} is followed by {activation}.")
    if its_own not in ENDS and not activation:
        chain.remarks.append(LOGITS)
    plain = layer.model_copy(update={"config": {**layer.config, "activation": "linear"}})
    dense = translate(plain, number)
    shared = {"activation": its_own if its_own in ENDS else activation or "softmax"}
    return own.Output.model_validate(shared | {"l2": getattr(dense, "l2", 0.0)})


def _place(layer: KerasLayer, number: int, counts: Counter[str], chain: Chain) -> Place | None:
    kind = kind_of(layer, number)
    if not kind.group:
        return None
    counted = counts[kind.group]
    counts[kind.group] += 1
    present = tuple(not name or layer.config.get(name, True) is True for name in kind.arrays)
    lacking = [NAMES[name] for name, has in zip(kind.arrays, present, strict=True) if not has]
    if lacking:
        without = f"{place(layer, number)} is without {' and '.join(lacking)}"
        chain.remarks.append(f"{without}: what changes nothing stands there, 0 or 1.")
    group = f"{kind.group}_{counted}" if counted else kind.group
    return Place(group + kind.within, present)
