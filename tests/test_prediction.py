"""Images and outputs as lines of JSON, and back."""

from __future__ import annotations

import json

import numpy as np
import pytest
from pydantic import ValidationError

from cnn_core.prediction import MAX_IMAGES, MAX_RUNS, Predict, from_lines, to_lines

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)


def test_images_come_back_as_they_were() -> None:
    line = json.dumps(Predict.of([7, 9], IMAGES).model_dump())
    back = Predict.model_validate_json(line)
    assert (back.job, back.runs) == ("predict", (7, 9))
    np.testing.assert_array_equal(back.pixels(), IMAGES)


def test_as_many_images_as_may_be_are_taken() -> None:
    question = Predict.of(range(MAX_RUNS), np.zeros((MAX_IMAGES, 28, 28), np.uint8))
    assert len(question.pixels()) == MAX_IMAGES


@pytest.mark.parametrize(
    ("runs", "images"),
    [
        ([], IMAGES),
        (range(MAX_RUNS + 1), IMAGES),
        ([1], IMAGES[:0]),
        ([1], np.zeros((MAX_IMAGES + 1, 28, 28), np.uint8)),
        ([1], IMAGES.astype(np.float32)),
        ([1], IMAGES[:, :27]),
    ],
)
def test_what_cannot_be_asked_is_refused(runs: list[int], images: np.ndarray) -> None:
    with pytest.raises((ValueError, ValidationError)):
        Predict.of(runs, images)


def test_outputs_come_back_to_the_last_bit() -> None:
    outputs = {
        run: np.random.default_rng(run).random((5, 10)).astype(np.float32) for run in (1, 12)
    }
    back = from_lines(json.loads(json.dumps(to_lines(outputs))))
    assert back.keys() == outputs.keys()
    for run, expected in outputs.items():
        np.testing.assert_array_equal(back[run], expected)
