"""Which moments of a training are kept, and the bytes they become."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core import snapshots
from cnn_core.snapshots import MOST, MOST_BYTES, Schedule, Snapshot, SnapshotsError, pack, read

ARTICLE_BYTES = 194_000
KEPT = [Snapshot(0, 0, b"zero"), Snapshot(1, 0, b"one, one"), Snapshot(8, 1, b"last")]


def kept(schedule: Schedule, reached: int) -> list[int]:
    """Ends of epochs kept when so many are finished."""
    return [epoch for epoch in range(1, reached + 1) if schedule.keeps(0, epoch, reached)]


def with_header(header: object, payloads: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    text = text.ljust(-(-len(text) // 4) * 4)
    return struct.pack("<I", len(text)) + text + payloads


def entry(step: int, size: int = 4) -> dict[str, int]:
    return {"step": step, "epoch": 0, "size": size}


def test_first_steps_are_kept_densely_then_ends_of_epochs() -> None:
    schedule = Schedule.of(844, ARTICLE_BYTES)
    assert schedule.early == (0, 1, 2, 5, 10, 20, 50, 100, 200, 500)
    assert kept(schedule, 5) == [1, 2, 3, 4, 5]
    assert [step for step in range(844) if schedule.keeps(step, 0, 0)] == list(schedule.early)


def test_every_other_end_of_an_epoch_is_dropped_when_there_is_no_room() -> None:
    schedule = Schedule.of(844, ARTICLE_BYTES)
    assert kept(schedule, 9) == list(range(1, 10))
    assert kept(schedule, 10) == [1, 3, 5, 7, 9]
    assert kept(schedule, 18) == [1, 3, 5, 7, 9, 11, 13, 15, 17]
    assert kept(schedule, 19) == [1, 5, 9, 13, 17]


@given(st.integers(1, 60_000), st.integers(1_000, MOST_BYTES // 2 - 10_000), st.integers(1, 10_000))
def test_what_is_kept_fits_with_the_last_epoch(batches: int, size: int, reached: int) -> None:
    schedule = Schedule.of(batches, size)
    many = len(schedule.early) + len(kept(schedule, reached)) + 1
    assert many <= MOST
    assert many * size + snapshots.HEADER_BYTES <= MOST_BYTES
    assert schedule.early[0] == 0
    assert schedule.early[-1] < batches


@given(st.integers(1, 10**6), st.integers(1, 500))
def test_what_is_kept_later_was_kept_before(size: int, reached: int) -> None:
    schedule = Schedule.of(844, size)
    assert set(kept(schedule, reached + 1)) <= {*kept(schedule, reached), reached + 1}


@pytest.mark.parametrize(
    ("size", "early", "epochs"),
    [
        (400_000, (0, 2, 10, 50), 5),
        (1_900_000, (0,), 1),
        (2_000_000, (), 0),
        (10**9, (), 0),
    ],
)
def test_a_larger_network_keeps_fewer(size: int, early: tuple[int, ...], epochs: int) -> None:
    assert Schedule.of(100, size) == Schedule(early, epochs)


def test_the_way_to_the_next_is_known() -> None:
    schedule = Schedule.of(50, 1000)
    assert [schedule.until_next(step) for step in (0, 2, 3, 19, 20, 70)] == [1, 3, 2, 1, None, None]


def test_they_come_back_as_they_were() -> None:
    data = pack(KEPT)
    assert read(data) == KEPT
    assert read(pack([])) == []
    (length,) = struct.unpack_from("<I", data)
    assert length % 4 == 0
    assert json.loads(data[4 : 4 + length])["snapshots"][2] == {"step": 8, "epoch": 1, "size": 4}
    assert data[4 + length :] == b"zeroone, onelast"


def test_as_many_as_there_may_be_come_back() -> None:
    size = (MOST_BYTES - snapshots.HEADER_BYTES) // MOST // 4 * 4
    many = [Snapshot(10**12 - MOST + i, 10_000, bytes(size)) for i in range(MOST)]
    assert read(pack(many)) == many


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "Received: 0"),
        (bytes(MOST_BYTES + 1), "at most 4,000,000 bytes"),
        (b"\xff" * 100, "not whole"),
        (pack(KEPT)[:-1], "Expected 1"),
        (pack(KEPT) + b"\0", "Received: 1"),
        (struct.pack("<I", 4) + b"[[[[", "cannot be read"),
        (with_header([1]), "header is wrong"),
        (with_header({"version": 2, "snapshots": []}), "version"),
        (with_header({"snapshots": [entry(1, 3)]}, b"abc"), "multiple of 4"),
        (with_header({"snapshots": [entry(-1)]}, b"abcd"), "step"),
        (with_header({"snapshots": [entry(2), entry(1)]}, b"abcdabcd"), "order"),
        (with_header({"snapshots": [entry(1), entry(1)]}, b"abcdabcd"), "order"),
        (with_header({"snapshots": [entry(i) for i in range(MOST + 1)]}), "header is wrong"),
    ],
)
def test_what_is_none_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(SnapshotsError, match=fault) as error:
        read(data)
    assert "\n" not in str(error.value)
