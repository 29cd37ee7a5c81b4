"""Results of runs that wait, train, failed or were stopped: what there is, and why no more."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from cnn_core.presets import ARTICLE
from cnn_core.records import State
from cnn_core.store import Store
from cnn_core.web.text import literal
from tests.evaluated_runs import POINTS, RESULT, add
from tests.pages.results_page import headings, opened


@pytest.mark.parametrize(
    ("state", "message", "shown"),
    [
        (State.FAILED, "The loss became NaN.", literal("The loss became NaN.")),
        (State.INTERRUPTED, "The worker was ended by signal 9 (SIGKILL).", "Resume it"),
        (State.PAUSED, None, "Resume it"),
        (State.STOPPED, None, "before it had a result"),
    ],
)
def test_a_run_without_result_shows_what_it_has_and_why(
    state: State, message: str | None, shown: str, store: Store
) -> None:
    finished = store.run(add(store, result=None))
    run = store.add(replace(finished, state=state, message=message, ended=1.0), POINTS, {})
    page = opened(run=str(run))
    told = [*page.error, *page.info]
    assert shown in told[0].value
    assert headings(page)[:2] == ["Training", "Beside the article"]


@pytest.mark.parametrize("lost", [False, True])
def test_a_run_that_waits_or_trains_is_not_offered_as_a_file(lost: bool, store: Store) -> None:
    run = store.submit(ARTICLE, "article")
    if lost:
        assert store.claim(slots=1)
    page = opened(run=str(run))
    assert "Its result appears here" in page.info[0].value
    assert "Download Packed run" not in [button.label for button in page.get("download_button")]


@pytest.mark.parametrize(
    ("state", "tested"),
    [
        (State.STOPPED, True),
        (State.FAILED, False),
        (State.PAUSED, False),
        (State.INTERRUPTED, False),
    ],
)
def test_only_the_model_of_an_ended_run_can_be_evaluated(
    state: State, tested: bool, store: Store
) -> None:
    finished = store.run(add(store, result=None))
    store.add(replace(finished, state=state, ended=1.0), POINTS, {"model": b"a model"})
    assert ("Evaluate now" in [button.label for button in opened().button]) == tested


def test_a_run_stopped_just_now_is_being_tested(store: Store) -> None:
    finished = store.run(add(store, result=None))
    now = time.time()
    stopped = replace(finished, state=State.STOPPED, step=5, ended=now, heartbeat=now)
    store.add(stopped, POINTS, {"model": b"a model"})
    page = opened()
    assert "is being tested" in page.info[0].value
    assert "Evaluate now" not in [button.label for button in page.button]


def test_what_a_run_tells_is_shown_as_it_is(store: Store) -> None:
    odd = "*CPU* [0](x) `:red[1]`"
    finished = store.run(add(store, result=RESULT.model_copy(update={"device": odd})))
    store.add(replace(finished, state=State.FAILED, result=None, message=odd), POINTS, {})
    failed, tested = opened(run="2"), opened(run="1")
    shown = [failed.error[0].value, tested.metric[5].value, tested.caption[2].value]
    assert all(literal(odd) in text for text in shown)
    assert literal("*9*") in opened(run="*9*").warning[0].value
