"""Whether two trainings of one network found the same: the study's result, and its null.

The null says what the same measurement gives where nothing was found: on answers to different
images, and on networks that were never trained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.agreement.layer_match import LayerMatch, compared, mean, units
from cnn_core.agreement.matching import Matrix
from cnn_core.layers import Layer
from cnn_core.npz import Arrays, NpzError
from cnn_core.records import Run
from cnn_core.spec import SpecError

MAX_BYTES = 200_000_000
"""Unpacked; the article's network takes 0.1 MB."""
MOST_UNITS = 1024
"""Of a layer that is matched: its sums take 34 MB for each pair of networks."""
Figures = NDArray[np.float64]
"""(pairs,): one figure for each pair of networks; NaN where it is undefined."""


class AgreementError(Exception):
    """The bytes are not a result of this study; the message is one sentence."""


@dataclass(frozen=True)
class Null:
    """One layer's figures where nothing was learned, from one pair of networks or several."""

    scores: Figures
    """Mean correlation of the matched units."""
    reappear: Figures
    """Units that correlate with their match by REAPPEARS at least."""
    cka: Figures
    kernel_scores: Figures
    """Mean cosine of the units matched by their kernels."""

    @classmethod
    def of(cls, matches: Sequence[LayerMatch]) -> Null:
        """The figures of these matches of one layer."""
        return cls(
            np.array([match.score for match in matches]),
            np.array([float(match.reappears.sum()) for match in matches]),
            np.array([match.cka for match in matches]),
            np.array([match.kernel_score for match in matches]),
        )


@dataclass(frozen=True)
class LayerAgreement:
    """One layer of two trained networks, with what chance would give."""

    found: LayerMatch
    shuffled: Null
    """The same two networks, the second one's answers being to other images."""
    untrained: Null
    """Each two of some networks of the same kind that were never trained."""

    @property
    def reappear(self) -> int:
        """Units of the one network that the other has too; see `layer_match.REAPPEARS`."""
        return int(self.found.reappears.sum())

    @property
    def expected(self) -> float:
        """How many would reappear by chance: the larger of the two nulls."""
        return max(mean(self.shuffled.reappear), mean(self.untrained.reappear))

    @property
    def most_by_chance(self) -> float:
        """The most that reappear in any pair of either null."""
        return float(max(self.shuffled.reappear.max(), self.untrained.reappear.max()))


@dataclass(frozen=True)
class Agreement:
    """The result of the study Match."""

    other_network: str
    """`payload.digest` of the second network; the first one's is kept with the result."""
    images: int
    """Images that both networks answered to."""
    held_out: int
    """Those of them that the first network was not trained on."""
    layers: tuple[LayerAgreement, ...]

    def to_bytes(self) -> bytes:
        """An npz of the arrays."""
        arrays: dict[str, NDArray[np.generic]] = {
            "other_network": np.frombuffer(self.other_network.encode(), np.uint8),
            "images": np.array([self.images, self.held_out], np.int64),
            "positions": np.array([layer.found.position for layer in self.layers], np.int64),
        }
        for number, layer in enumerate(self.layers):
            arrays |= {f"{number}.{name}": array for name, array in _arrays(layer)}
        return npz.pack(arrays)

    @classmethod
    def from_bytes(cls, data: bytes, layers: Sequence[Layer]) -> Agreement:
        """Read what `to_bytes` wrote of networks of these layers. Raises AgreementError."""
        try:
            arrays = npz.read(data, MAX_BYTES)
            images, held_out = npz.take(arrays, "images", np.int64, 1).tolist()
            positions = tuple(npz.take(arrays, "positions", np.int64, 1).tolist())
            if positions != compared(layers):
                raise ValueError(f"expected layers {compared(layers)}. Received: {positions}")
            return cls(
                npz.take(arrays, "other_network", np.uint8, 1).tobytes().decode("ascii"),
                images,
                held_out,
                tuple(
                    _layer(arrays, number, position, units(layers[position]))
                    for number, position in enumerate(positions)
                ),
            )
        except (NpzError, ValueError) as error:
            raise AgreementError(f"The stored matching cannot be read ({error}).") from None


def check_comparable(first: Run, second: Run) -> None:
    """Raises SpecError unless both runs are of one architecture that can be matched."""
    if first.spec.architecture != second.spec.architecture:
        raise SpecError(
            [
                f"Run {first.id} and run {second.id} have different layers: only trainings of one "
                "network can be matched."
            ]
        )
    faults = unmatchable(first.spec.architecture.layers)
    if faults:
        raise SpecError([f"Run {first.id}: {faults}"])


def unmatchable(layers: Sequence[Layer]) -> str:
    """Why networks of these layers cannot be matched, as a sentence; empty if they can."""
    positions = compared(layers)
    if not positions:
        return "the network has neither convolutions nor hidden dense layers that can be matched."
    widest = max(positions, key=lambda position: units(layers[position]))
    if units(layers[widest]) > MOST_UNITS:
        number = f"{units(layers[widest]):,}"
        return f"layer {widest + 1} has {number} units: at most {MOST_UNITS:,} can be matched."
    return ""


def _arrays(layer: LayerAgreement) -> Iterator[tuple[str, NDArray[np.generic]]]:
    found = layer.found
    yield "correlations", found.correlations.astype(np.float32)
    yield "kernels", found.kernels.astype(np.float32)
    yield "orders", np.array([found.order, found.kernel_order], np.int64)
    yield "cka", np.array([found.cka])
    for name in ("shuffled", "untrained"):
        null: Null = getattr(layer, name)
        yield name, np.array([getattr(null, field.name) for field in fields(null)])


def _layer(arrays: Arrays, number: int, position: int, count: int) -> LayerAgreement:
    """Of `count` units. Raises NpzError or ValueError."""
    order, kernel_order = _orders(arrays, f"{number}.orders", count)
    found = LayerMatch(
        position,
        _similarities(arrays, f"{number}.correlations", count),
        order,
        _similarities(arrays, f"{number}.kernels", count),
        kernel_order,
        npz.take(arrays, f"{number}.cka", np.float64, 1).item(),
    )
    nulls = (_null(arrays, f"{number}.{name}") for name in ("shuffled", "untrained"))
    return LayerAgreement(found, *nulls)


def _orders(arrays: Arrays, name: str, count: int) -> NDArray[np.int64]:
    orders = npz.take(arrays, name, np.int64, 2)
    if not np.array_equal(np.sort(orders, axis=1), [range(count)] * 2):
        raise ValueError(f"{name}: expected each of {count} units once")
    return orders


def _similarities(arrays: Arrays, name: str, count: int) -> Matrix:
    values = npz.take(arrays, name, np.float32, 2).astype(np.float64)
    if values.shape != (count, count) or (np.abs(values[~np.isnan(values)]) > 1).any():
        raise ValueError(f"{name}: expected {count} × {count} numbers from -1 to 1")
    return values


def _null(arrays: Arrays, name: str) -> Null:
    rows = npz.take(arrays, name, np.float64, 2)
    if rows.shape[0] != len(fields(Null)) or not rows.shape[1]:
        raise ValueError(f"{name}: expected {len(fields(Null))} rows")
    return Null(*rows)
