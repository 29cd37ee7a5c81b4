"""Train: settings, the button and its reasons, the panel of each state, the queue, by AppTest."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from cnn_core import sources
from cnn_core.layers import Architecture
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, MLP
from cnn_core.records import Claim, Point, State
from cnn_core.spec import Augmentation, Cosine, RunSpec
from cnn_core.store import Store
from cnn_core.web import session
from cnn_core.web.build.links import to_query
from cnn_core.web.text import literal
from cnn_core.web.train import run_list
from tests.own_components import own_components
from tests.pages.conftest import OpenPage

PAGE = "pages/train.py"
SHORT = override(ARTICLE, ["data.train_images=1000", "training.epochs=2"])
STEPS = 15
"""Of an epoch of SHORT: 900 images in batches of 64."""


@pytest.fixture
def store() -> Store:
    return session.store()


@pytest.fixture
def claim(store: Store) -> Claim:
    """A run that is being trained elsewhere: the only slot is taken."""
    store.submit(SHORT, "first")
    claim = store.claim(1)
    assert claim
    return claim


def trained(store: Store, claim: Claim, steps: int = STEPS) -> None:
    """One epoch, as a worker would write it."""
    batches = [
        Point("batch", step, 1, step / 10, 1 / step, 0.5, learning_rate=0.001)
        for step in range(1, steps + 1)
    ]
    epoch = Point("epoch", steps, 1, steps / 10, 0.3, 0.9, 0.25, 0.92)
    store.flush(claim, [*batches, epoch], epoch=1, step=steps, device="CPU:0")


def take_the_slot(store: Store) -> None:
    """Have another run train, so that the engine leaves the queue alone."""
    store.submit(MLP, "blocks the slot")
    store.claim(1)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def buttons(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def progress_texts(app: AppTest) -> list[str]:
    return [bar.proto.text for bar in app.get("progress")]


def open_run(open_page: OpenPage, number: object) -> AppTest:
    """The page with `?run=7`."""
    app = open_page(PAGE)
    app.query_params["run"] = str(number)
    return app.run()


def open_spec(open_page: OpenPage, spec: RunSpec) -> AppTest:
    """The page after a link to a spec was followed."""
    return open_page(PAGE, **to_query(spec, "article"))


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_the_plan_of_the_article(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    assert not app.exception
    shown = metrics(app)
    assert shown["Training images"] == "54,000"
    assert shown["Validation images"] == "6,000"
    assert shown["Test images"] == "10,000"
    assert shown["Steps per epoch"] == "844"
    assert shown["Weights"] == "96,844"
    assert shown["Multiply-adds, epoch"] == "470 G"
    assert not app.button(key="train").disabled


def test_settings_change_the_plan_and_stay_across_pages(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    images = next(field for field in app.number_input if field.label == "Images to train with")
    images.set_value(10_000).run()
    assert metrics(app)["Training images"] == "9,000"
    app.switch_page("pages/build.py").run()
    app.switch_page(PAGE).run()
    assert metrics(app)["Training images"] == "9,000"


def test_only_the_fields_that_apply_are_shown(open_page: OpenPage) -> None:
    app = open_page(PAGE)

    def labels() -> set[str]:
        return {field.label for field in app.number_input}

    assert "Momentum" not in labels()
    next(box for box in app.selectbox if box.label == "Optimizer").set_value("sgd").run()
    assert "Momentum" in labels()
    schedule = next(box for box in app.selectbox if box.label == "Learning-rate schedule")
    schedule.set_value("one_cycle").run()
    assert "First rate, as a share of the peak" in labels()
    schedule = next(box for box in app.selectbox if box.label == "Learning-rate schedule")
    schedule.set_value("reduce_on_plateau").run()
    assert "Patience (epochs)" in labels()
    assert "First rate, as a share of the peak" not in labels()
    assert not app.exception


def test_train_submits_what_is_set_and_shows_it(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    app = open_page(PAGE)
    next(box for box in app.selectbox if box.label == "Optimizer").set_value("adam").run()
    schedule = next(box for box in app.selectbox if box.label == "Learning-rate schedule")
    schedule.set_value("cosine").run()
    for label, value in (("Epochs", 7), ("Line width (pixels)", 1.5)):
        next(field for field in app.number_input if field.label == label).set_value(value).run()
    app.text_input[0].set_value("mine").run()
    app.button(key="train").click().run()
    run = store.run(2)
    assert (run.name, run.state) == ("mine", State.QUEUED)
    assert run.spec.training.optimizer == "adam"
    assert run.spec.training.schedule == Cosine()
    assert run.spec.data.augmentation == Augmentation(line_width=1.5)
    assert run.spec.training.epochs == run.target_epochs == 7
    assert app.query_params["run"] == "2"
    assert any(header.value == "Run 2: mine" for header in app.subheader)


def test_an_impossible_network_cannot_be_trained(open_page: OpenPage) -> None:
    headless = Architecture(layers=ARTICLE.architecture.layers[:-1])
    app = open_spec(open_page, ARTICLE.model_copy(update={"architecture": headless}))
    assert app.button(key="train").disabled
    assert "must end with an output layer" in app.error[0].value
    assert "Weights" not in metrics(app)


def test_settings_that_contradict_each_other_are_named(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    next(f for f in app.number_input if f.label == "Share for validation").set_value(0.0).run()
    patience = next(f for f in app.number_input if f.label == "Early stopping after (epochs)")
    patience.set_value(3).run()
    assert app.button(key="train").disabled
    assert "early_stopping_patience" in app.error[0].value


def test_a_dataset_that_is_missing_is_told_with_a_download(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "fashion_folder", lambda: None)
    app = open_page(PAGE)
    next(box for box in app.selectbox if box.label == "Dataset").set_value("fashion_mnist").run()
    assert not app.exception
    assert app.button(key="train").disabled
    assert "Fashion-MNIST" in app.warning[0].value
    assert "Download" in buttons(app)


def test_a_damaged_dataset_is_told_and_not_trained_with(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    damaged = tmp_path / "mnist.npz"
    damaged.write_bytes(b"PK not a zip")
    monkeypatch.setattr(sources, "MNIST_FILE", damaged)
    st.cache_data.clear()
    app = open_page(PAGE)
    assert not app.exception
    assert app.button(key="train").disabled
    messages = [error.value for error in app.error]
    assert len(messages) == 2
    assert all("mnist.npz is missing or damaged" in message for message in messages)


def test_the_gpu_is_off_with_a_reason_until_devices_are_known(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    gpu = next(toggle for toggle in app.toggle if "GPU" in toggle.label)
    assert gpu.disabled
    assert any("Looking for devices" in caption.value for caption in app.caption)


def test_a_gpu_that_is_gone_is_an_error(open_page: OpenPage) -> None:
    app = open_spec(open_page, override(ARTICLE, ["hardware.device=gpu"]))
    assert app.button(key="train").disabled
    assert "ask for a GPU" in app.error[0].value


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
    assert progress_texts(app)[1] == "In the queue, 1 before yours: run 2 (blocks the slot)."
    press(app, "Leave the queue")
    assert store.run(1).state is State.PAUSED


def test_few_of_the_runs_before_one_in_the_queue_are_named(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    for number in range(2, 7):
        store.submit(SHORT, f"run {number}")
    text = progress_texts(open_run(open_page, 6))[1]
    assert text.startswith("In the queue, 5 before yours: run 1 (first), run 2 (run 2), ")
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


def listed(app: AppTest) -> list[str]:
    """The rows of the list of runs."""
    return [button.label for button in app.button if button.label.startswith("Run ")]


def test_the_runs_of_everybody_can_be_chosen(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    store.submit(MLP, "second")
    app = open_page(PAGE)
    assert listed(app) == [
        "Run 1: first :gray[:small[· running, epoch 0 of 2]]",
        "Run 2: second :gray[:small[· waiting, number 1 in the queue]]",
    ]
    app.button(key="show-1").click().run()
    assert app.query_params["run"] == "1"
    assert "Pause" in buttons(app)


def test_active_runs_come_first_and_older_ones_can_be_listed(
    open_page: OpenPage, store: Store
) -> None:
    for number in range(1, 30):
        store.submit(SHORT, f"n{number}")
    for number in range(3, 17):
        store.stop(number)
    trains = store.claim(1)
    assert trains
    app = open_page(PAGE)
    active = [1, 2, *range(17, 27)]
    assert "And 3 more in the queue." in [caption.value for caption in app.caption]
    names = [label.partition(" :")[0] for label in listed(app)]
    assert names == [f"Run {n}: n{n}" for n in [*active, *range(16, 4, -1)]]
    next(toggle for toggle in app.toggle if "Show all 14 runs" in toggle.label).set_value(True)
    app.run()
    assert any(label.startswith("Run 3: n3 ") for label in listed(app))


def test_very_many_older_ones_are_on_the_page_runs(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_list, "RECENT", 1)
    monkeypatch.setattr(run_list, "MOST", 1)
    for number in (1, 2):
        store.stop(store.submit(SHORT, f"n{number}"))
    links = [link.proto.label for link in open_page(PAGE).get("page_link")]
    assert "All 2 runs that have ended" in links


def test_the_shown_run_is_found_again(open_page: OpenPage, store: Store, claim: Claim) -> None:
    store.submit(MLP, "second")
    app = open_run(open_page, 1)
    app.switch_page("pages/build.py").run()
    app.switch_page(PAGE).run()
    assert app.subheader[0].value == "Run 1: first"
    assert app.query_params["run"] == "1"


def test_another_tab_shows_the_newest_active_run(
    open_page: OpenPage, store: Store, claim: Claim
) -> None:
    store.submit(MLP, "second")
    store.stop(2)
    app = open_page(PAGE)
    assert app.subheader[0].value == "Run 1: first"


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
    assert any(label.startswith(f"Run 3: {literal(picture)} ") for label in listed(app))
    assert open_run(open_page, 3).subheader[0].value == f"Run 3: {literal(picture)}"
    app = open_run(open_page, 4)
    assert f"run 3 ({literal(picture)})" in progress_texts(app)[1]
    app = open_run(open_page, picture)
    assert literal(picture[:20]) in app.warning[0].value


def finish(store: Store, claim: Claim, epochs: int, rate: float) -> None:
    """End run 1 after so many epochs, the last batch at that rate; run 2 takes the slot."""
    step = epochs * STEPS
    last = Point("batch", step, epochs, step / 10, 0.1, 0.9, learning_rate=rate)
    store.flush(claim, [last], epoch=epochs, step=step)
    store.end(claim, State.FINISHED)
    take_the_slot(store)


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


# ---------------------------------------------------------------- My digits


def kept_field(app: AppTest) -> NumberInput:
    return next(field for field in app.number_input if field.label == "Images from My digits")


def test_without_kept_digits_there_is_nothing_to_add(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    assert kept_field(app).disabled
    assert any("No digits are kept yet" in caption.value for caption in app.caption)


def test_kept_digits_are_added_to_the_training_images(open_page: OpenPage, store: Store) -> None:
    take_the_slot(store)
    for label in (3, 4):
        store.digits.keep(label, bytes(784))
    app = open_page(PAGE)
    kept_field(app).set_value(400).run()
    told = "2 digits are kept: each is trained on about 200 times in an epoch."
    assert told in [caption.value for caption in app.caption]
    assert metrics(app)["Training images"] == "54,400"
    app.button(key="train").click().run()
    run = store.runs()[0]
    assert run.spec.data.kept_images == 400
    assert store.has_artifact(run.id, "kept")


def test_kept_digits_that_are_gone_are_told(open_page: OpenPage, store: Store) -> None:
    wanted = override(SHORT, ["data.kept_images=50"])
    app = open_page(PAGE, **to_query(wanted, "article"))
    assert app.button(key="train").disabled
    assert any("No digits are kept to train on" in error.value for error in app.error)
    assert not kept_field(app).disabled
    kept_field(app).set_value(0).run()
    assert not app.button(key="train").disabled


def test_kept_digits_go_with_mnist(open_page: OpenPage, store: Store) -> None:
    store.digits.keep(3, bytes(784))
    app = open_page(PAGE)
    next(box for box in app.selectbox if box.label == "Dataset").set_value("fashion_mnist").run()
    assert kept_field(app).disabled
    assert any("to MNIST only" in caption.value for caption in app.caption)
