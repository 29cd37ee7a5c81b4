"""A run on the page Train: its figures, the controls of each state, why it ended."""

from __future__ import annotations

import pytest

from cnn_core.records import Claim, Point, State
from cnn_core.store import Store
from cnn_core.web.text import literal, literal_name
from tests.own_components import own_components
from tests.pages.conftest import OpenPage
from tests.pages.train_page import (
    SHORT,
    STEPS,
    buttons,
    listed,
    metrics,
    open_run,
    press,
    progress_texts,
    take_the_slot,
    trained,
)


def finish(store: Store, claim: Claim, epochs: int, rate: float) -> None:
    """End run 1 after so many epochs, the last batch at that rate; run 2 takes the slot."""
    step = epochs * STEPS
    last = Point("batch", step, epochs, step / 10, 0.1, 0.9, learning_rate=rate)
    store.flush(claim, [last], epoch=epochs, step=step)
    store.end(claim, State.FINISHED)
    take_the_slot(store)


def test_a_running_run(open_page: OpenPage, store: Store, claim: Claim) -> None:
    trained(store, claim)
    app = open_run(open_page, 1)
    assert not app.exception
    assert {"Pause", "Stop", "Apply"} <= buttons(app)
    shown = metrics(app)
    assert shown["Device"] == literal("CPU:0")
    assert shown["Learning rate"] == "0.001"
    assert shown["Images per second"] == "640"
    assert shown["Validation accuracy, epoch 1"] == "92.00 %"
    assert progress_texts(app) == ["Epoch 2 of 2: 0 %", "Run: 50 %, 1.5 s left"]
    assert len(own_components(app)) == 2


@pytest.mark.parametrize(("label", "action"), [("Pause", "pause"), ("Stop", "stop")])
def test_wishes_reach_the_worker(
    open_page: OpenPage, store: Store, claim: Claim, label: str, action: str
) -> None:
    app = open_run(open_page, 1)
    press(app, label)
    assert store.flush(claim).action == action


def test_another_learning_rate_reaches_the_worker(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    app = open_run(open_page, 1)
    next(f for f in app.number_input if f.label == "New learning rate").set_value(0.01).run()
    press(app, "Apply")
    assert store.flush(claim).learning_rate == pytest.approx(0.01)


def test_a_paused_run_is_resumed(open_page: OpenPage, store: Store, claim: Claim) -> None:
    trained(store, claim)
    store.end(claim, State.PAUSED)
    take_the_slot(store)
    app = open_run(open_page, 1)
    assert "Pause" not in buttons(app)
    press(app, "Resume")
    assert store.run(1).state is State.QUEUED
    before = f"run 2 ({literal_name('blocks the slot')})"
    assert progress_texts(app)[1] == f"In the queue, 1 before yours: {before}."
    press(app, "Leave the queue")
    assert store.run(1).state is State.PAUSED


def test_few_of_the_runs_before_one_in_the_queue_are_named(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    for number in range(2, 7):
        store.submit(SHORT, f"run {number}")
    text = progress_texts(open_run(open_page, 6))[1]
    first = f"run 1 ({literal_name('first')}), run 2 ({literal_name('run 2')})"
    assert text.startswith(f"In the queue, 5 before yours: {first}, ")
    assert text.endswith(", and 2 more.")


def test_why_a_run_failed_or_was_interrupted(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    trained(store, claim)
    store.put_log(claim, b"what the worker said last")
    store.lost(claim, "The worker was ended by signal 9 (SIGKILL).")
    app = open_run(open_page, 1)
    assert "what the worker said last" in [code.value for code in app.code]
    assert app.warning[0].value == literal("The worker was ended by signal 9 (SIGKILL).")
    assert "Resume" in buttons(app)

    again = store.submit(SHORT, "second")
    failing = store.claim(1, only=again)
    assert failing
    store.end(failing, State.FAILED, "The loss became NaN in epoch 1, batch 3.")
    app = open_run(open_page, again)
    assert app.error[0].value == literal("The loss became NaN in epoch 1, batch 3.")


def test_a_run_that_was_lost_while_it_was_tested_is_resumed(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    trained(store, claim)
    store.flush(claim, epoch=2, step=2 * STEPS)
    store.lost(claim, "The worker was silent.")
    take_the_slot(store)
    press(open_run(open_page, 1), "Resume")
    assert store.run(1).state is State.QUEUED


@pytest.mark.parametrize(
    ("label", "epochs"), [("One more epoch", 3), ("Train on", 7), ("Reset and train", 2)]
)
def test_a_finished_run_goes_on_or_starts_again(
    open_page: OpenPage, store: Store, claim: Claim, label: str, epochs: int
) -> None:
    trained(store, claim)
    store.flush(claim, epoch=2, step=2 * STEPS)
    store.end(claim, State.FINISHED)
    take_the_slot(store)
    app = open_run(open_page, 1)
    assert "Resume" not in buttons(app)
    press(app, label)
    run = store.run(1)
    assert (run.state, run.target_epochs) == (State.QUEUED, epochs)
    assert bool(store.points(1)) == (label != "Reset and train")


def test_what_the_store_refuses_leaves_the_page_as_it_is(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    finish(store, claim, 2, 0.001)
    app = open_run(open_page, 1)
    next(f for f in app.number_input if f.label == "More epochs").set_value(10_000).run()
    press(app, "Train on")
    assert "A run is extended by 1 epoch or more" in app.toast[0].value
    assert not app.error
    assert "One more epoch" in buttons(app)
    assert not app.run().toast


def test_a_hostile_name_is_shown_as_it_is(open_page: OpenPage, store: Store, claim: Claim) -> None:
    picture = "![x](http://10.9.8.7/t.png) *a*"
    store.flush(claim, device=picture)
    store.lost(claim, picture)
    take_the_slot(store)
    store.submit(SHORT, picture)
    store.submit(SHORT, "behind it")
    app = open_run(open_page, 1)
    assert app.warning[0].value == metrics(app)["Device"] == literal(picture)
    assert any(label.startswith(f"Run 3: {literal_name(picture)} ") for label in listed(app))
    assert open_run(open_page, 3).subheader[0].value == f"Run 3: {literal_name(picture)}"
    app = open_run(open_page, 4)
    assert f"run 3 ({literal_name(picture)})" in progress_texts(app)[1]
    app = open_run(open_page, picture)
    assert literal(picture[:20]) in app.warning[0].value


@pytest.mark.parametrize(("last", "offered"), [(0.0005, 0.0005), (0.0, 0.001)])
def test_the_learning_rate_of_more_epochs_is_shown_and_can_be_changed(
    open_page: OpenPage, store: Store, claim: Claim, last: float, offered: float
) -> None:
    finish(store, claim, 2, last)
    app = open_run(open_page, 1)
    one_more = next(button for button in app.button if button.label == "One more epoch")
    assert f"{offered:g}" in one_more.help
    rate = next(f for f in app.number_input if f.key and f.key.startswith("more-rate"))
    assert rate.value == offered
    rate.set_value(0.02).run()
    press(app, "Train on")
    again = store.claim(2, only=1)
    assert again
    assert store.flush(again).learning_rate == pytest.approx(0.02)


@pytest.mark.parametrize(("last", "wanted"), [(0.0005, None), (0.0, 0.001)])
def test_one_more_epoch_keeps_the_rate_unless_it_is_nothing(
    open_page: OpenPage, store: Store, claim: Claim, last: float, wanted: float | None
) -> None:
    finish(store, claim, 2, last)
    press(open_run(open_page, 1), "One more epoch")
    again = store.claim(2, only=1)
    assert again
    assert store.flush(again).learning_rate == wanted


def test_a_run_that_stopped_early_is_full_and_says_so(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    finish(store, claim, 1, 0.0)
    app = open_run(open_page, 1)
    assert progress_texts(app) == [
        "Epoch 1 of 2: 100 %",
        "Run: stopped early, after epoch 1 of 2",
    ]
    assert metrics(app)["Learning rate"] == "0"


@pytest.mark.parametrize("number", ["99", "x", "-1", "9" * 30])
def test_a_run_that_is_not_there(open_page: OpenPage, number: str) -> None:
    app = open_run(open_page, number)
    assert not app.exception
    assert f"There is no run {literal(number[:20])}" in app.warning[0].value
    assert not app.button(key="train").disabled
