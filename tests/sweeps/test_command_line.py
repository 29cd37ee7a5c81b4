"""Fields of a sweep as they are typed."""

from __future__ import annotations

import pytest

from cnn_core.spec import SpecError
from cnn_core.sweeps.command_line import read_over


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b=1,2,3", {"values": [1, 2, 3]}),
        ("a.b=adam, sgd", {"values": ["adam", "sgd"]}),
        ("a.b=0.5,x,true", {"values": [0.5, "x", True]}),
        ("a.b=[3,3],[5,5]", {"values": [[3, 3], [5, 5]]}),
        ('a.b={"kind":"cosine"}', {"values": [{"kind": "cosine"}]}),
        ("a.b=", {"values": []}),
        ("a.b=1..8", {"low": 1, "high": 8}),
        ("a.b=-1..0.5:0.25", {"low": -1, "high": 0.5, "step": 0.25}),
        ("a.b=1e-4..1:log", {"low": 1e-4, "high": 1.0, "log": True}),
    ],
)
def test_a_list_or_a_range(text: str, expected: dict[str, object]) -> None:
    (field,) = read_over((text,))
    assert field.pop("path") == "a.b"
    assert field.pop("kind") == ("range" if "low" in expected else "values")
    assert field == expected


def test_each_field_that_cannot_be_read_has_a_line() -> None:
    with pytest.raises(SpecError) as error:
        read_over(("a", "=1", "b=1..x", "c=..", "d=1..2:lin", "e=1"))
    parts = [fault.partition(":")[0] for fault in error.value.faults]
    assert parts == ["--over", "--over", "b", "c", "d"]
    assert all("Received: " in fault for fault in error.value.faults)
