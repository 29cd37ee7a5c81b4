"""A converted file between worker and server: what is said of it, and how long it is kept."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from cnn_core.conversion import Checked, Converted


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        (
            Checked(runtime="Keras 3", images=1000, note="A note."),
            "Loaded again by Keras 3, it gives the same answers to 1,000 test images, bit for bit. "
            "A note.",
        ),
        (
            Checked(runtime="LiteRT", images=1000, difference=2.98e-7),
            "Loaded again by LiteRT, it gives the same answers to 1,000 test images: no "
            "probability differs by more than 0.0000003.",
        ),
        (
            Checked(runtime="LiteRT", images=20, difference=0.2671),
            "Loaded again by LiteRT, it gives other answers to 20 test images: probabilities "
            "differ by up to 0.27.",
        ),
        (
            Checked(runtime="onnxruntime", images=0),
            "Not checked: onnxruntime is not installed here.",
        ),
    ],
)
def test_the_sentence_says_how_equal_and_how_checked(checked: Checked, expected: str) -> None:
    assert checked.sentence == expected


def test_a_file_that_is_taken_can_be_read_and_has_left_the_disk() -> None:
    file = Converted(7, "litert")
    path = Path(file.question.file)
    assert path.name == "run-7.tflite"
    assert not path.parent.exists()
    file.question.make_room()
    path.write_bytes(b"a model")
    taken = file.take(Checked(runtime="LiteRT", images=5).model_dump())
    assert not path.parent.exists()
    assert [taken.read() for _ in range(2)] == [b"a model"] * 2
    assert taken.checked.images == 5


def test_a_file_that_nobody_takes_goes_with_what_stands_for_it() -> None:
    file = Converted(7, "litert")
    folder = Path(file.question.file).parent
    file.question.make_room()
    assert folder.stat().st_mode & 0o777 == 0o700
    del file
    gc.collect()
    assert not folder.exists()


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="difference"):
        Converted(7, "onnx").take({"runtime": "it", "images": 5, "difference": float("nan")})
