"""Definitions: short, all used, and none of the field's words without one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from cnn_core.terms import TERMS, Term, matching

ROOT = Path(__file__).parents[1]
EXPECTED = """tensor batch mini-batch epoch stride feature-map receptive-field logits kernel filter
channel padding pooling activation softmax cross-entropy gradient learning-rate momentum
overfitting validation confidence-interval seed loss weights bias dense flatten dropout optimizer
augmentation accuracy precision recall relu sigmoid tanh batch-normalisation early-stopping
back-propagation gradient-descent multiply-adds snapshots checkpoint schedule"""

JS_STRING = re.compile(r'"[^"\n]*"|`[^`]*`')


@cache
def texts() -> str:
    """All that pages, boards and definitions say, in lower case."""
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "cnn_core").rglob("*.py")]
    said = [_strings(file) for file in files if file.name != "terms.py"]
    scripts = (ROOT / "cnn_core" / "web").rglob("*.js")
    said += [found for file in scripts for found in JS_STRING.findall(file.read_text())]
    return "\n".join([*said, *(term.definition for term in TERMS.values())]).lower()


def _strings(file: Path) -> str:
    tree = ast.parse(file.read_text())
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return "\n".join(
        node.value for node in constants if isinstance(node.value, str) and id(node) not in loose
    )


def test_definitions_are_one_or_two_short_sentences() -> None:
    for term in TERMS.values():
        assert 20 <= len(term.definition) <= 200, term
        assert term.definition.endswith("."), term
        assert len(re.findall(r"[.?!](?= [A-Z]|$)", term.definition)) <= 2, term


def test_every_term_is_used() -> None:
    assert [name for name, term in TERMS.items() if not is_used(term)] == []


def is_used(term: Term) -> bool:
    written = "|".join(map(re.escape, term.forms))
    return re.search(rf"(?<![\w-])({written})(?![\w-])", texts()) is not None


def test_a_form_belongs_to_one_term() -> None:
    forms = [form for term in TERMS.values() for form in term.forms]
    assert len(forms) == len(set(forms))


def test_the_fields_words_have_definitions() -> None:
    forms = {form for term in TERMS.values() for form in term.forms}
    wanted = {word.replace("-", " ") for word in EXPECTED.split()}
    assert {
        word for word in wanted if word not in {form.replace("-", " ") for form in forms}
    } == set()


def test_plurals() -> None:
    forms = {form for term in TERMS.values() for form in term.forms}
    assert {"batches", "losses", "kernels", "biases", "feature maps"} <= forms


def test_search_finds_words_in_any_order() -> None:
    assert matching("mini-batch images")[0].name == "Batch"
    assert [term.name for term in matching("LOGITS shares")] == ["Softmax"]
    assert matching("no such word") == []
    names = [term.name.lower() for term in matching("")]
    assert names == sorted(names)
    assert len(names) == len(TERMS)
