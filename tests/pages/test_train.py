"""Train: its settings, what a training will take, the button and its reasons, by AppTest."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from cnn_core import sources
from cnn_core.layers import Architecture
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.records import Claim, State
from cnn_core.spec import Augmentation, Cosine
from cnn_core.store import Store
from cnn_core.web.text import literal_name
from tests.pages.conftest import OpenPage
from tests.pages.train_page import (
    PAGE,
    buttons,
    metrics,
    open_spec,
)


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
    assert any(header.value == f"Run 2: {literal_name('mine')}" for header in app.subheader)


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
