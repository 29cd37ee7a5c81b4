"""Which runs can be compared, and why others cannot."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from cnn_core.comparison.lineup import line_up
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.records import State
from cnn_core.store import Store
from tests.ended_runs import answers, ended, wrong_at

FASHION = override(ARTICLE, ["data.dataset=fashion_mnist"])


def add(store: Store, *wrong: int, **changes: object) -> int:
    run = replace(ended(), **changes)
    return store.add(run, [], {"evaluation": answers(wrong_at(*wrong))})


def test_runs_that_were_tested_on_the_same_images_are_lined_up(store: Store) -> None:
    numbers = [add(store, 3, 7), add(store, 7, 20), add(store)]
    lineup = line_up(store, [store.run(number) for number in numbers])
    assert lineup.members == (0, 1, 2)
    assert lineup.left_out == ()
    assert [np.flatnonzero(~right).tolist() for right in lineup.images.right] == [
        [3, 7], [7, 20], [],
    ]  # fmt: skip


def test_others_are_left_out_with_the_reason(store: Store) -> None:
    waiting = store.submit(ARTICLE, "waits")
    broken = store.add(ended(), [], {"evaluation": b"no answers"})
    first, other, last = add(store, 1), add(store, 2, spec=FASHION), add(store, 3)
    numbers = [waiting, first, broken, other, last]
    lineup = line_up(store, [store.run(number) for number in numbers])
    assert lineup.members == (1, 4)
    assert lineup.images is not None
    told = dict(zip((waiting, broken, other), lineup.left_out, strict=True))
    assert told[waiting] == (
        f"Run {waiting} has no answers to test images yet: it waits to be trained."
    )
    assert told[broken].startswith(f"The answers of run {broken} are damaged. The arrays cannot")
    assert told[other] == (
        f"Run {first} and run {other} cannot be compared: they were tested on MNIST and on "
        "Fashion-MNIST."
    )


def test_one_run_alone_is_not_compared(store: Store) -> None:
    lineup = line_up(store, [store.run(add(store)), store.run(store.submit(ARTICLE, "waits"))])
    assert lineup.images is None
    assert len(lineup.left_out) == 1


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.RUNNING, "it is being trained"),
        (State.PAUSED, "it is paused"),
        (State.INTERRUPTED, "it was interrupted"),
        (State.FAILED, "it failed"),
        (State.STOPPED, "it was stopped before it was tested"),
        (State.FINISHED, "it was not tested"),
    ],
)
def test_a_run_without_result_is_told_by_its_state(state: State, reason: str, store: Store) -> None:
    run = replace(ended(7, result=None), state=state)
    assert line_up(store, [run]).left_out == (
        f"Run 7 has no answers to test images yet: {reason}.",
    )


def test_a_run_that_is_tested_just_now_is_told(store: Store) -> None:
    now = time.time()
    run = replace(ended(7, result=None), ended=now, heartbeat=now)
    assert "its model is being tested" in line_up(store, [run]).left_out[0]


def test_a_result_without_answers_can_be_had_anew(store: Store) -> None:
    run = store.run(store.add(ended(), [], {}))
    assert "have it evaluated (page Results, or `evaluate 1`)" in line_up(store, [run]).left_out[0]
