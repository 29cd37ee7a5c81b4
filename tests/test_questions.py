"""Questions: told apart by their keys, and read from what a page hands on."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from cnn_core.questions import DataMap, Lesion, Maximise, Question, Study, Survey, key


def test_equal_questions_have_one_key() -> None:
    assert key(Maximise(layer=3)) == key(Maximise(layer=3, starts=4))


def test_other_questions_have_other_keys() -> None:
    questions = [Survey(), DataMap(), Maximise(layer=3), Maximise(layer=2), Lesion(layer=3, off=())]
    assert len({key(each) for each in questions}) == len(questions)


def test_a_question_comes_back_from_json() -> None:
    job = Study(run=7, moment=-1, question=Lesion(layer=2, off=(0, 5)))
    assert Study.model_validate_json(job.model_dump_json()) == job


@pytest.mark.parametrize("plain", [{"study": "read"}, {"study": "lesion", "layer": -1, "off": []}])
def test_what_is_no_question_is_refused(plain: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[Question](Question).validate_python(plain)
