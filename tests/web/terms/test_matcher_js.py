"""web/terms/matcher.js finds terms in texts, run by V8."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from py_mini_racer import MiniRacer

from cnn_core.terms import TERMS
from cnn_core.web.text import apart, literal_name
from cnn_core.web_files import read

FORMS = {form: term.name for term in TERMS.values() for form in term.forms}


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacer]:
    with MiniRacer() as v8:
        v8.eval('"use strict";' + read("terms/matcher.js") + read("terms/tooltip.js") + "0")
        v8.eval(f"const matcher = makeMatcher({json.dumps(FORMS)}); 0")
        yield v8


def found(engine: MiniRacer, text: str) -> list[tuple[str, str]]:
    """What is written for a term, and the term."""
    places: list[dict[str, Any]] = json.loads(
        engine.eval(f"JSON.stringify(findTerms(matcher, {json.dumps(text)}))")
    )
    return [(text[each["start"] : each["end"]], each["name"]) for each in places]


def test_every_form_of_every_term_is_found(engine: MiniRacer) -> None:
    for form, name in FORMS.items():
        assert found(engine, f"A {form}.") == [(form, name)]
        assert found(engine, form.upper()) == [(form.upper(), name)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("32 kernels, in batches of 64", ["kernels", "batches"]),
        ("Losses and biases", ["Losses", "biases"]),
        ("batch normalisation of a batch", ["batch normalisation", "batch"]),
        ("gradient descent down the gradient", ["gradient descent", "gradient"]),
        ("half precision, and precision", ["half precision", "precision"]),
        ("McNemar’s exact test", ["McNemar’s exact test"]),
        ("a feature\nmap", ["feature\nmap"]),
        ("the logit's size, a 95 % interval", ["logit", "95 % interval"]),
    ],
)
def test_plurals_and_the_longest_first(engine: MiniRacer, text: str, written: list[str]) -> None:
    assert [each for each, _ in found(engine, text)] == written
    assert all(name in TERMS for _, name in found(engine, text))


@pytest.mark.parametrize(
    "text",
    ["batched", "sub-batch", "lossless", "kernel_size", "re-seed", "épochs", ""],
)
def test_parts_of_words_are_not_terms(engine: MiniRacer, text: str) -> None:
    assert found(engine, text) == []


def test_names_that_people_give_are_not_terms(engine: MiniRacer) -> None:
    text = f"Epoch 3 of run 4: {apart('an epoch')}, not of {literal_name('mlp')}: a batch."
    assert [written for written, _ in found(engine, text)] == ["Epoch", "batch"]


def test_a_long_text_is_searched_at_once(engine: MiniRacer) -> None:
    assert len(found(engine, "a kernel " * 10_000)) == 10_000


@pytest.mark.parametrize(
    ("box", "left", "top"),
    [
        ({"left": 500, "right": 540, "top": 300, "bottom": 320}, 370, 212),
        ({"left": 5, "right": 45, "top": 300, "bottom": 320}, 8, 212),
        ({"left": 980, "right": 999, "top": 300, "bottom": 320}, 692, 212),
        ({"left": 500, "right": 540, "top": 40, "bottom": 60}, 370, 68),
    ],
)
def test_the_tooltip_stays_inside_the_window(
    engine: MiniRacer, box: dict[str, int], left: int, top: int
) -> None:
    size = {"width": 300, "height": 80}
    asked = f"besideTerm({json.dumps(box)}, {json.dumps(size)}, 1000)"
    assert json.loads(engine.eval(f"JSON.stringify({asked})")) == {"left": left, "top": top}
