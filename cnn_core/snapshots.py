"""Snapshots of a network in training: which moments are kept, and their layout as one artifact.

Layout: the header's length (uint32, little-endian), the header (JSON, padded with spaces), then
the payloads one after another, their kernels of 16 bits; see `cnn_core.payload`. Every part begins
at a multiple of four bytes. `web/inside/snapshots.js` reads the same.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from cnn_core.faults import fault_lines
from cnn_core.frozen import Frozen
from cnn_core.spec import MAX_EPOCHS

MOST_BYTES = 4_000_000
"""Of a run's snapshots together."""
MOST = 100
"""Snapshots of a run, however small its network is."""
HEADER_BYTES = 10_000
"""Left for the header."""
LENGTH = struct.Struct("<I")
ALIGNMENT = 4


class SnapshotsError(Exception):
    """The bytes are not snapshots; the message is one sentence."""


@dataclass(frozen=True)
class Snapshot:
    """The network after `step` steps."""

    step: int
    """Finished steps, over all epochs: 0 is before the first."""
    epoch: int
    """Finished epochs."""
    payload: bytes
    """The network, its kernels of 16 bits."""


class Entry(Frozen):
    step: Annotated[int, Field(ge=0, le=10**12)]
    epoch: Annotated[int, Field(ge=0, le=MAX_EPOCHS)]
    size: Annotated[int, Field(gt=0, le=MOST_BYTES, multiple_of=ALIGNMENT)]


class Header(Frozen):
    version: Literal[1] = 1
    snapshots: Annotated[tuple[Entry, ...], Field(max_length=MOST)]


@dataclass(frozen=True)
class Schedule:
    """Which moments are kept: steps of the first epoch, dense at its start, and ends of epochs."""

    early: tuple[int, ...]
    """Steps 0, 1, 2, 5, 10, 20, 50 … within the first epoch; where room is short, some of them."""
    epochs: int
    """How many ends of epochs are kept at once."""

    @classmethod
    def of(cls, steps_per_epoch: int, size: int) -> Schedule:
        """For snapshots of `size` bytes each; of a network over 2 MB nothing is kept."""
        room = min(MOST, (MOST_BYTES - HEADER_BYTES) // size)
        if room < 2:
            return cls((), 0)
        early = _early(steps_per_epoch)
        while len(early) > room // 2:
            early = early[::2]
        return cls(tuple(early), room - len(early))

    def keeps(self, step: int, epoch: int, reached: int) -> bool:
        """Whether a moment is still kept when `reached` epochs are finished.

        Depends on nothing else, so that an interrupted training keeps what any other does. There
        is always room left for the last epoch.
        """
        if epoch == 0:
            return step in self.early
        most = self.epochs - 1
        if most < 1:
            return False
        apart = 1
        while ceil(reached / apart) > most:
            apart *= 2
        return (epoch - 1) % apart == 0

    def until_next(self, step: int) -> int | None:
        """Steps from `step` to the next one within the first epoch; None after them all."""
        return next((early - step for early in self.early if early > step), None)


def pack(snapshots: Sequence[Snapshot]) -> bytes:
    """The artifact "snapshots": at most MOST, of MOST_BYTES together, in the order of steps."""
    entries = tuple(Entry(step=s.step, epoch=s.epoch, size=len(s.payload)) for s in snapshots)
    text = Header(snapshots=entries).model_dump_json().encode("ascii")
    text = text.ljust(ceil(len(text) / ALIGNMENT) * ALIGNMENT)
    return b"".join([LENGTH.pack(len(text)), text, *(s.payload for s in snapshots)])


def read(data: bytes) -> list[Snapshot]:
    """The snapshots in the order of their steps; what their payloads hold is not looked at.

    Raises SnapshotsError.
    """
    header, offset = _header(data)
    expected = offset + sum(entry.size for entry in header.snapshots)
    if len(data) != expected:
        raise SnapshotsError(f"Expected {expected:,} bytes of snapshots. Received: {len(data):,}")
    snapshots = []
    for entry in header.snapshots:
        payload = data[offset : offset + entry.size]
        snapshots.append(Snapshot(entry.step, entry.epoch, payload))
        offset += entry.size
    return snapshots


def _header(data: bytes) -> tuple[Header, int]:
    """The header, and where it ends."""
    if not LENGTH.size <= len(data) <= MOST_BYTES:
        raise SnapshotsError(
            f"Expected snapshots of at most {MOST_BYTES:,} bytes. Received: {len(data):,}"
        )
    end = LENGTH.size + int(LENGTH.unpack_from(data)[0])
    if end > min(len(data), HEADER_BYTES):
        raise SnapshotsError(f"The snapshots are not whole: their header ends at byte {end:,}.")
    try:
        header = Header.model_validate(json.loads(data[LENGTH.size : end]))
    except ValidationError as error:
        raise SnapshotsError(f"The snapshots' header is wrong: {fault_lines(error)[0]}") from None
    except (ValueError, RecursionError):
        raise SnapshotsError("The snapshots' header cannot be read.") from None
    steps = [entry.step for entry in header.snapshots]
    if steps != sorted(set(steps)):
        raise SnapshotsError("The snapshots are expected in the order of their steps.")
    return header, end


def _early(below: int) -> list[int]:
    """0, 1, 2, 5, 10, 20, 50 … up to one below the number, which is at least 1."""
    steps, scale = [0], 1
    while scale < below:
        steps += [leading * scale for leading in (1, 2, 5)]
        scale *= 10
    return [step for step in steps if step < below]
