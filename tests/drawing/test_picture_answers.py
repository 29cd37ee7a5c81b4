"""Picture files as images for a network, and its answers as text."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnn_core.datasets import load_test
from cnn_core.drawing import picture_answers
from cnn_core.drawing.picture_answers import answers_json, answers_table, read_pictures
from cnn_core.drawing.pictures import read
from cnn_core.drawing.preparation import Drawing, prepare
from cnn_core.spec import SpecError


def photo(folder: Path, number: int) -> Path:
    """A test image, enlarged and dark on light, as a person would photograph it."""
    pixels = 255 - load_test("mnist").pixels[number].repeat(8, axis=0).repeat(8, axis=1)
    path = folder / f"digit-{number}.png"
    Image.fromarray(pixels).save(path)
    return path


def outputs(*answers: int) -> np.ndarray:
    rows = np.full((len(answers), 10), 0.01, np.float32)
    rows[range(len(answers)), answers] = 0.91
    return rows


def test_pictures_are_prepared_as_drawings_are(tmp_path: Path) -> None:
    files = [photo(tmp_path, number) for number in (0, 1, 2)]
    images = read_pictures(files)
    assert (images.shape, images.dtype) == ((3, 28, 28), np.uint8)
    for file, image in zip(files, images, strict=True):
        drawing = Drawing(image=read(file.read_bytes()).ink)
        np.testing.assert_array_equal(image, prepare(drawing, "mnist"))
    originals = load_test("mnist").pixels[:3]
    likeness = [
        np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(images, originals, strict=True)
    ]
    assert min(likeness) > 0.8


def test_each_bad_picture_has_a_line(tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("L", (50, 50), 255).save(blank)
    text = tmp_path / "letter.txt"
    text.write_text("a letter")
    files = [photo(tmp_path, 0), text, tmp_path / "nowhere.png", blank, tmp_path]
    with pytest.raises(SpecError) as error:
        read_pictures(files)
    faults = error.value.faults
    assert [fault.partition(": ")[0] for fault in faults] == [str(file) for file in files[1:]]
    assert faults[1].endswith("cannot be read (No such file or directory)")
    assert all("\n" not in fault for fault in faults)


def test_too_many_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_answers, "MAX_IMAGES", 2)
    with pytest.raises(SpecError) as error:
        read_pictures([Path("x.png")] * 3)
    assert error.value.faults == ["PICTURE: at most 2 files. Received: 3"]


def test_answers_have_the_names_of_the_classes() -> None:
    files = [Path("a.png"), Path("b/c.png")]
    digits = picture_answers.picture_answers(files, outputs(7, 0), "mnist")
    assert [(each.picture, each.answer) for each in digits] == [("a.png", "7"), ("b/c.png", "0")]
    (clothes,) = picture_answers.picture_answers(files[:1], outputs(9), "fashion_mnist")
    assert clothes.answer == "Ankle boot"
    assert clothes.probability == pytest.approx(0.91)
    assert clothes.probabilities["Bag"] == pytest.approx(0.01)


def test_answers_are_told_as_a_table_and_as_json() -> None:
    answers = picture_answers.picture_answers([Path("a.png")], outputs(7), "mnist")
    assert answers_table(answers).splitlines()[1].split() == ["a.png", "7", "91.00", "%"]
    (told,) = json.loads(answers_json(answers))
    assert (told["picture"], told["answer"]) == ("a.png", "7")
    assert list(told["probabilities"]) == list("0123456789")
    assert told["probabilities"]["7"] == told["probability"]
