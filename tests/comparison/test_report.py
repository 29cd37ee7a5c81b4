"""`python -m cnn_core compare`, by its own main."""

from __future__ import annotations

import json
from functools import cache

import pytest
from statsmodels.stats.contingency_tables import mcnemar

from cnn_core.cli import main
from cnn_core.store import Store
from tests.ended_runs import answers, ended, wrong_at


@cache
def evaluations() -> list[bytes]:
    return [answers(wrong_at(slice(0, 90))), answers(wrong_at(slice(70, 130)))]


@pytest.fixture
def runs(store: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Of the first run 90 images are wrong, of the second 40 others and 20 of those."""
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return tuple(str(store.add(ended(), [], {"evaluation": each})) for each in evaluations())


def test_json_has_difference_interval_and_p(
    runs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *runs, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run"], told["other"]) == (1, 2)
    assert (told["right"], told["other_right"]) == (9910, 9940)
    assert (told["only_run_right"], told["only_other_right"]) == (40, 70)
    assert told["difference"] == pytest.approx(0.3)
    assert told["p"] == pytest.approx(mcnemar([[9870, 40], [70, 20]], exact=True).pvalue)
    low, high = told["interval"]
    assert 0 < low < 0.3 < high < 0.6
    assert (low + high) / 2 == pytest.approx(0.3)
    assert told["unlikely_to_be_chance"] is True
    assert told["sentence"] == "Run 2 is better by 0.30 ± 0.21 points: unlikely to be chance."


def test_the_other_order_turns_the_sign(
    runs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *reversed(runs), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["difference"] == pytest.approx(-0.3)
    assert told["sentence"] == "Run 2 is better by 0.30 ± 0.21 points: unlikely to be chance."


def test_text_begins_with_the_sentence(
    runs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *runs]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Run 2 is better by 0.30 ± 0.21 points: unlikely to be chance.",
        "Run 1: 99.10% of 10,000 test images right, 40 of them by this run alone.",
        "Run 2: 99.40% of 10,000 test images right, 70 of them by this run alone.",
        "Run 2 - run 1: +0.300 points, 95% interval +0.086 to +0.514; "
        "McNemar's exact test: p = 0.005.",
    ]


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize(
    ("arguments", "status", "fault"),
    [
        (["1", "1"], 2, "Expected two different runs. Received: 1 twice"),
        (["1", "9"], 1, "There is no run 9."),
        (["0", "1"], 2, "Invalid value for 'RUN'"),
        (["x", "1"], 2, "Invalid value for 'RUN': 'x' is not a valid whole number."),
        (["1"], 2, "Missing argument 'RUN'"),
        (["1", "3"], 2, "Run 3 has no answers to test images yet: it was stopped before"),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_line(
    arguments: list[str],
    status: int,
    fault: str,
    store: Store,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store.add(ended(result=None), [], {})
    assert main(["compare", *arguments]) == status
    assert capsys.readouterr().err.startswith(fault)
