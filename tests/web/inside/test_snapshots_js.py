"""web/inside/snapshots.js reads what cnn_core/snapshots.py writes, and tells what is damaged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from py_mini_racer import JSEvalException, MiniRacer

from cnn_core.payload import in_half
from cnn_core.snapshots import Snapshot, pack
from cnn_core.web_files import read
from tests.small_network import payload

TAKEN = [
    Snapshot(0, 0, in_half(payload(scale=0.1))),
    Snapshot(5, 0, in_half(payload(scale=0.2))),
    Snapshot(1688, 2, in_half(payload())),
]
HELPERS = """
const told = (bytes) =>
  readSnapshots(Uint8Array.from(bytes)).map(({ payload, ...rest }) => [rest, [...payload]]);
"""
Ask = Callable[[str], Any]


@pytest.fixture
def ask() -> Iterator[Ask]:
    with MiniRacer() as engine:
        engine.eval('"use strict";' + read("inside/snapshots.js") + HELPERS + "0")
        yield lambda script: json.loads(engine.eval(f"JSON.stringify({script})"))


def test_it_reads_what_is_written(ask: Ask) -> None:
    found = ask(f"told({list(pack(TAKEN))})")
    assert [rest for rest, _ in found] == [{"step": s.step, "epoch": s.epoch} for s in TAKEN]
    assert [bytes(data) for _, data in found] == [s.payload for s in TAKEN]


def test_there_may_be_none(ask: Ask) -> None:
    assert ask(f"told({list(pack([]))})") == []


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        pack(TAKEN)[:-1],
        pack(TAKEN) + bytes(4),
        b"\xff" * 100,
        b"\x04\0\0\0nope",
        b"\x04\0\0\0null",
        pack([]).replace(b'"version":1', b'"version":2'),
    ],
    ids=["empty", "short", "long", "noise", "no JSON", "null", "version"],
)
def test_what_is_damaged_is_told(ask: Ask, damaged: bytes) -> None:
    with pytest.raises(JSEvalException, match="snapshots are damaged"):
        ask(f"told({list(damaged)})")
