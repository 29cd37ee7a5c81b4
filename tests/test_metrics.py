"""Points as CSV and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core import metrics
from cnn_core.metrics import COLUMNS, MAX_STEPS, metrics_csv, read_metrics
from cnn_core.records import MAX_TEXT, Point
from cnn_core.spec import MAX_EPOCHS

HEADER = ",".join(COLUMNS)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
notes = st.none() | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=50
)
points = st.builds(
    Point,
    kind=st.sampled_from(["batch", "epoch", "event"]),
    step=st.integers(1, MAX_STEPS),
    epoch=st.integers(1, MAX_EPOCHS),
    seconds=st.floats(0, 1e9),
    loss=numbers,
    accuracy=numbers,
    val_loss=numbers,
    val_accuracy=numbers,
    learning_rate=numbers,
    note=notes,
)


@given(st.lists(points, max_size=5))
def test_points_come_back_equal(history: list[Point]) -> None:
    assert list(read_metrics(metrics_csv(history).encode())) == history


def test_the_file_is_for_people_too() -> None:
    text = metrics_csv([Point("batch", 1, 1, 0.5, loss=0.25)])
    assert text == f"{HEADER}\r\nbatch,1,1,0.5,0.25,,,,,\r\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "expected the columns"),
        ("a,b,c\n1,2,3\n", "line 1: expected the columns"),
        (f"{HEADER}\nbatch,1\n", "line 2: expected 10 values. Received: 2"),
        (f"{HEADER}\nbatch,x,1,0.5,,,,,,\n", "line 2: invalid literal"),
        (f"{HEADER}\nbatch,-1,1,0.5,,,,,,\n", "expected a count"),
        (f"{HEADER}\nbatch,0,1,0.5,,,,,,\n", "expected a count from 1"),
        (f"{HEADER}\nevent,-1,1,0.5,,,,,,\n", "expected a count from 0"),
        (f"{HEADER}\nbatch,1,0,0.5,,,,,,\n", "expected a count from 1"),
        (f"{HEADER}\nbatch,1,10001,0.5,,,,,,\n", "expected a count from 1 to 10,000"),
        (f"{HEADER}\nbatch,1,1,-0.5,,,,,,\n", "expected seconds"),
        (f"{HEADER}\nbatch,1,1,inf,,,,,,\n", "expected seconds"),
        (f"{HEADER}\nbatch,{10**12},1,0.5,,,,,,\n", "expected a count"),
        (f"{HEADER}\nbatch,{'9' * 5000},1,0.5,,,,,,\n", "line 2"),
        (f"{HEADER}\nbatch,1,1,soon,,,,,,\n", "could not convert"),
        (f"{HEADER}\nbatch,1,1,nan,,,,,,\n", "expected seconds"),
        (f"{HEADER}\npickle,1,1,0.5,,,,,,\n", "expected one of batch, epoch, event"),
        (f"{HEADER}\nevent,1,1,0.5,,,,,,{'x' * (MAX_TEXT + 1)}\n", "note"),
        (f"{HEADER}\nevent,1,1,0.5,,,,,,{'x' * 200_000}\n", "field limit"),
        (f"{HEADER}\nevent,1,1,0.5,,,,,,a\0b\n", "line"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=r"^line \d+: ") as error:
        list(read_metrics(text.encode()))
    assert fault in str(error.value)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "MAX_ROWS", 2)
    rows = "batch,1,1,0.5,,,,,,\n"
    assert len(list(read_metrics(f"{HEADER}\n{2 * rows}".encode()))) == 2
    with pytest.raises(ValueError, match="expected at most 2 rows"):
        list(read_metrics(f"{HEADER}\n{3 * rows}".encode()))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="line"):
        list(read_metrics(HEADER.encode() + b"\n\xff\xfe\n"))
