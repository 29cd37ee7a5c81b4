"""The section "Digits" of the page Inside, with a survey that is kept."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.layers import Architecture, Conv2D, Dense, Flatten, Layer, Output
from cnn_core.moments import payload_at
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE
from cnn_core.questions import Survey as Question
from cnn_core.records import LATEST, Studied
from cnn_core.spec import Data, RunSpec
from cnn_core.web import session
from tests import payloads, surveys
from tests.small_network import LAYERS

UNITS = (Flatten(), Dense(units=6), Dense(units=5, activation="tanh"), Output())


def spec(layers: tuple[Layer, ...], data: Data) -> RunSpec:
    architecture = Architecture(layers=layers)
    return ARTICLE.model_copy(update={"architecture": architecture, "data": data})


def section(run: int) -> None:
    from cnn_core.web import session
    from cnn_core.web.inside.survey import show_survey

    show_survey(session.store().run(run))


def shown(run: int) -> AppTest:
    app = AppTest.from_function(section, default_timeout=20, args=(run,)).run()
    assert not app.exception
    return app


def add(layers: tuple[Layer, ...] = LAYERS, data: Data | None = None) -> int:
    """A run with weights."""
    store = session.store()
    run = store.submit(spec(layers, data or Data()), "a run")
    payload = payloads.payload(Architecture(layers=layers))
    store.flush(store.claim(99, only=run), artifacts={"payload": payload})
    return run


def surveyed(
    layers: tuple[Layer, ...] = LAYERS, data: Data | None = None, found: bytes | None = None
) -> AppTest:
    """The section of a run whose survey is kept; `found`: other bytes in its place."""
    run, store = add(layers, data), session.store()
    network = digest(payload_at(store, run, LATEST))
    kept = surveys.survey(layers).to_bytes() if found is None else found
    store.studies.keep(run, LATEST, Question(), Studied(network, kept))
    return shown(run)


def html(app: AppTest, part: str) -> str:
    return next(each.proto.body for each in app.get("html") if part in each.proto.body)


def told(app: AppTest) -> str:
    return " ".join(each.value for each in [*app.markdown, *app.caption])


def test_without_a_survey_one_is_offered() -> None:
    app = shown(add())
    assert [button.label for button in app.button] == ["Survey the network"]
    assert "dead units" in told(app)
    assert not app.subheader


def test_every_part_is_there() -> None:
    app = surveyed()
    assert [each.value for each in app.subheader] == [
        "Dead units",
        "Mean maps of each class",
        "What the last maps say for a class",
        "What confuses two classes",
    ]
    images = surveys.survey(LAYERS).images
    assert f"2 of 4 maps and units tell nothing of any of {images} validation images" in told(app)
    assert "2, 4</td>" in html(app, "is-dead")
    assert f"Means over {images} validation images" in told(app)
    heatmap = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]
    assert sorted(heatmap["y"]) == ["1", "2", "3", "4"]


def test_another_layer_and_another_pair_can_be_chosen() -> None:
    app = surveyed()
    layer, true, other = app.selectbox
    assert layer.options == ["1 Convolution · 4 maps of 26×26", "2 Max pooling · 4 maps of 6×6"]
    assert layer.value == 1
    before = html(app, "mean-maps")
    app = layer.select(0).run()
    assert html(app, "mean-maps") != before
    true, other = app.selectbox[1:]
    true.select(3)
    app = other.select(8).run()
    survey = surveys.survey(LAYERS)
    taken, of = survey.confusion[3, 8], survey.confusion[3].sum()
    assert f"{taken} of {of} validation images of 3 taken for 8" in told(app)
    said = survey.misleading(3, 8)[survey.misleading_most(3, 8)[0]]
    assert f"{said:+.2f} ±" in html(app, "misleading")


def test_one_class_is_no_pair() -> None:
    app = surveyed()
    true, other = app.selectbox[1:]
    app = other.select(true.value).run()
    assert "Choose two different classes" in told(app)


def test_without_maps_units_are_shown_in_their_place() -> None:
    app = surveyed(UNITS, Data(dataset="fashion_mnist"))
    assert "What the last units say for a class" in [each.value for each in app.subheader]
    assert "The network has no maps: these are its last hidden units." in told(app)
    assert "Units are no maps" in told(app)
    assert "Ankle boot" in html(app, "mean-maps")


def test_without_hidden_units_it_says_so() -> None:
    app = surveyed((Flatten(), Output()))
    assert "no hidden layer" in told(app)
    assert "The output layer takes the pixels themselves" in told(app)
    assert not app.get("plotly_chart")


def test_large_maps_that_were_left_out_are_named() -> None:
    layers = (
        Conv2D(filters=800, padding="same"),
        Conv2D(filters=1, strides=(9, 9)),
        Flatten(),
        Output(),
    )
    app = surveyed(layers)
    assert "Left out, because" in told(app)
    assert "1 Convolution." in told(app)


def test_images_of_a_run_without_validation_are_called_what_they_are() -> None:
    app = surveyed(data=Data(validation_share=0))
    assert "training images" in told(app)
    assert "validation images" not in told(app)


@pytest.mark.parametrize("found", [b"", b"PK", surveys.survey(UNITS).to_bytes()])
def test_a_damaged_survey_is_told_in_a_sentence(found: bytes) -> None:
    app = surveyed(found=found)
    assert "What was found earlier is damaged" in app.warning[0].value
