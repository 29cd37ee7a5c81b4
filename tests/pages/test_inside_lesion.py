"""The section "Lesion" of the page Inside: its layers, and what a worker has found of them."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine
from cnn_core.inside.lesion import SmallestSet
from cnn_core.jobs import Job
from cnn_core.layers import Architecture, Flatten, Output
from cnn_core.overrides import override
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE, MLP
from cnn_core.questions import Lesion, Question, Smallest, Study
from cnn_core.records import LATEST, Studied
from cnn_core.store import Store
from cnn_core.web.inside import judging_file
from tests.evaluated_runs import add
from tests.inside.test_lesion import ANSWERS, PATH, SMALLEST
from tests.pages.conftest import OpenPage
from tests.payloads import payload

SPEC = override(
    ARTICLE,
    [
        "data.train_images=300",
        'architecture.layers=[{"kind":"conv2d","filters":4,"strides":[5,5]},'
        '{"kind":"batch_normalization"},{"kind":"flatten"},{"kind":"output"}]',
    ],
)


@pytest.fixture(autouse=True)
def used_store(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    monkeypatch.setattr(judging_file, "STATIC", tmp_path / "static")
    return store


def keep(store: Store, run: int, question: Question, data: bytes) -> None:
    network = digest(payload(SPEC.architecture))
    store.studies.keep(run, LATEST, question, Studied(network, data))


def section(open_page: OpenPage) -> AppTest:
    app = open_page("pages/inside.py")
    app.session_state["section"] = "Lesion"
    return app.run()


def ask(app: AppTest, layer: int, off: list[int]) -> AppTest:
    app.session_state["lesion-board"] = {"exact": {"layer": layer, "off": off}}
    return app.run()


def board(app: AppTest) -> dict[str, object]:
    """The header of what the browser gets."""
    (shown,) = app.get("bidi_component")
    data = shown.proto.bytes
    (length,) = struct.unpack_from("<I", data)
    return dict(json.loads(data[4 : 4 + length]))


def said(app: AppTest) -> str:
    texts = [each.value for each in (*app.markdown, *app.caption, *app.get("html"))]
    return " ".join(texts)


def test_a_layer_can_be_chosen(open_page: OpenPage, store: Store, tmp_path: Path) -> None:
    run = add(store, SPEC, payload=payload(SPEC.architecture))
    app = section(open_page)
    choice = app.selectbox(key=f"lesion-layer-{run}")
    assert choice.options == ["1 Convolution", "2 Batch normalisation"]
    assert "The batch normalisation behind it makes a constant" in said(app)
    (file,) = (tmp_path / "static").iterdir()
    assert board(app) == {
        "key": digest(payload(SPEC.architecture)),
        "position": 0,
        "noun": "map",
        "address": f"app/static/{file.name}",
        "source": "validation images",
        "smallest": None,
        "sizes": [len(payload(SPEC.architecture))],
    }
    choice.set_value(1).run()
    assert board(app)["position"] == 1
    assert not app.exception


def test_units_of_a_network_without_maps(open_page: OpenPage, store: Store) -> None:
    spec = override(MLP, ["data.train_images=300", "data.validation_share=0"])
    add(store, spec, payload=payload(spec.architecture))
    app = section(open_page)
    header = board(app)
    assert (header["position"], header["noun"]) == (1, "unit")
    assert header["source"] == "training images"


def test_without_hidden_layers_there_is_nothing_to_switch_off(
    open_page: OpenPage, store: Store
) -> None:
    linear = Architecture(layers=(Flatten(), Output()))
    add(store, SPEC.model_copy(update={"architecture": linear}), payload=payload(linear))
    app = section(open_page)
    assert "no maps or hidden units" in app.info[0].value
    assert not app.exception


def test_damaged_weights_are_told(open_page: OpenPage, store: Store) -> None:
    add(store, SPEC, payload=payload(SPEC.architecture)[:-4])
    app = section(open_page)
    assert "not whole" in app.error[0].value
    assert not app.exception


def test_a_set_that_was_tested_is_shown(open_page: OpenPage, store: Store) -> None:
    run = add(store, SPEC, payload=payload(SPEC.architecture))
    keep(store, run, Lesion(layer=0, off=(0, 2)), ANSWERS.to_bytes())
    app = ask(section(open_page), 0, [0, 2])
    text = said(app)
    assert "Without maps 1 and 3 of layer 1 the network reads 66.67 % (30.00 to 90.32)" in text
    assert "−16.67 points" in text
    assert not app.exception


def test_a_new_set_is_asked_of_a_worker(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Study] = []

    def study(self: Engine, question: Study) -> Job[None]:
        asked.append(question)
        return Job()

    monkeypatch.setattr(Engine, "study", study)
    run = add(store, SPEC, payload=payload(SPEC.architecture))
    ask(section(open_page), 0, [3])
    assert asked == [Study(run=run, moment=LATEST, question=Lesion(layer=0, off=(3,)))]
    ask(section(open_page), 1, [3])  # of a layer that is no longer shown
    assert len(asked) == 1


def test_the_smallest_set_is_shown_and_can_be_switched_to(
    open_page: OpenPage, store: Store
) -> None:
    run = add(store, SPEC, payload=payload(SPEC.architecture))
    keep(store, run, Smallest(layer=0), SMALLEST.to_bytes())
    app = section(open_page)
    text = said(app)
    assert "**1 of 4 maps** are the smallest set found; there may be a smaller one" in text
    assert "Kept: map 2." in text
    assert "On 210 validation images, which chose it: 94.29 %" in text
    assert "so it keeps 80.0 %" in text
    assert board(app)["smallest"] == [0, 2, 3]
    assert len(app.get("plotly_chart")) == 1
    assert not app.exception


def test_a_damaged_result_is_told(open_page: OpenPage, store: Store) -> None:
    run = add(store, SPEC, payload=payload(SPEC.architecture))
    larger = replace(PATH, order=np.arange(5, dtype=np.int32))
    keep(store, run, Smallest(layer=0), SmallestSet(larger, ANSWERS).to_bytes())
    keep(store, run, Lesion(layer=0, off=(1,)), b"damaged")
    app = ask(section(open_page), 0, [1])
    assert len(app.warning) == 2
    for each in app.warning:
        assert "What was found earlier is damaged" in each.value.replace("\u2060", "")
    assert [each.label for each in app.button].count("Compute again") == 2
    assert not app.exception
