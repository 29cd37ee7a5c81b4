"""The lessons Activations, Dense and softmax, and Gradient descent, by AppTest."""

from __future__ import annotations

import json
import struct
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.layers import Architecture, Conv2D, Dense, Flatten, Output
from cnn_core.lessons.untrained import untrained_payload
from cnn_core.payload import digest, in_half
from cnn_core.presets import ARTICLE, MLP
from cnn_core.snapshots import Snapshot, pack
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.web.build.links import from_query
from cnn_core.web.lessons.descent import DEFAULT_RATE
from cnn_core.web.text import apart
from tests import small_network
from tests.evaluated_runs import add
from tests.own_components import own_components
from tests.pages.conftest import OpenPage
from tests.payloads import payload

SPEC = RunSpec(architecture=Architecture(layers=small_network.LAYERS))
SNAPSHOTS = pack(
    [
        Snapshot(0, 0, in_half(small_network.payload(scale=0.1))),
        Snapshot(1688, 2, in_half(small_network.payload())),
    ]
)


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


def open_lesson(open_page: OpenPage, name: str) -> AppTest:
    app = open_page("pages/learn.py")
    app.session_state["lesson"] = name
    app.run()
    assert not app.exception
    return app


def pictures(app: AppTest) -> list[dict[str, object]]:
    """What each picture of the lesson is told."""
    found = []
    for shown in own_components(app):
        (length,) = struct.unpack_from("<I", shown.proto.bytes)
        found.append(json.loads(shown.proto.bytes[4 : 4 + length]))
    return found


def linked(app: AppTest) -> RunSpec:
    """The network behind the first link, which goes to Build."""
    link = app.get("page_link")[0].proto
    assert link.label == "Open in Build"
    opened = from_query(dict(parse_qsl(link.query_string)))
    assert opened is not None
    return opened[0]


def sent(app: AppTest, lesson: str, setting: object) -> AppTest:
    """The picture reports what is set in it."""
    app.session_state[f"lesson-{lesson}"] = {"setting": setting}
    return app.run()


def test_without_a_run_the_numbers_are_an_example(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Activations")
    (picture,) = pictures(app)
    assert picture["names"] == ["relu", "sigmoid", "elu", "tanh", "selu", "linear"]
    assert "No run has weights yet: these are example numbers" in str(picture["source"])
    app = open_lesson(open_page, "Dense and softmax")
    (picture,) = pictures(app)
    assert picture["key"] == digest(untrained_payload())


def test_the_chosen_activation_goes_on_to_build(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Activations")
    assert linked(app) == ARTICLE
    layers = linked(sent(app, "activations", "tanh")).architecture.layers
    found = {layer.activation for layer in layers if isinstance(layer, Conv2D | Dense)}
    assert found == {"tanh"}
    assert layers[-1] == Output()
    assert linked(sent(app, "activations", {"no": "name"})) == ARTICLE


def test_the_numbers_of_a_run(open_page: OpenPage, store: Store) -> None:
    run = add(store, SPEC, payload=small_network.payload())
    app = open_lesson(open_page, "Dense and softmax")
    (picture,) = pictures(app)
    assert picture["key"] == digest(small_network.payload())
    assert f"those of run {run}, {apart('A run')}," in str(picture["source"])
    assert app.query_params["run"] == str(run)


def test_the_output_goes_on_to_build(open_page: OpenPage, store: Store) -> None:
    own = Architecture(layers=(Flatten(), Output(activation="sigmoid")))
    add(store, RunSpec(architecture=own), payload=payload(own))
    app = open_lesson(open_page, "Dense and softmax")
    assert linked(app).architecture.layers[-1] == Output(activation="sigmoid")
    assert linked(sent(app, "dense", "softmax")) == ARTICLE


def test_a_rate_goes_on_to_build(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Gradient descent")
    training = linked(sent(app, "descent", 2)).training
    assert (training.optimizer, training.learning_rate) == ("sgd", 2.0)
    for impossible in (0, -1, 1e9, "much", None):
        assert linked(sent(app, "descent", impossible)).training.learning_rate == DEFAULT_RATE


def test_a_filters_past(open_page: OpenPage, store: Store) -> None:
    add(store, SPEC, payload=small_network.payload(), snapshots=SNAPSHOTS)
    app = open_lesson(open_page, "Gradient descent")
    picture = pictures(app)[1]
    assert [moment["step"] for moment in picture["moments"]] == [0, 1688]  # type: ignore[attr-defined]
    assert picture["sizes"][:3] == [2 * 9 * 4 * 4, 2 * 4 * 4, 2 * 4]  # type: ignore[index]
    assert len(app.get("page_link")) == 2


def test_a_run_without_snapshots_says_so(open_page: OpenPage, store: Store) -> None:
    add(store, SPEC, payload=small_network.payload())
    app = open_lesson(open_page, "Gradient descent")
    assert "This run has no snapshots" in app.info[0].value
    assert len(pictures(app)) == 1


def test_a_run_without_filters_says_so(open_page: OpenPage, store: Store) -> None:
    data = payload(MLP.architecture)
    add(store, MLP, payload=data, snapshots=pack([Snapshot(0, 0, data)]))
    app = open_lesson(open_page, "Gradient descent")
    assert "no convolution" in app.info[0].value


def test_without_a_run_the_way_to_one_is_shown(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Gradient descent")
    assert "No run has weights yet" in app.info[0].value
    assert app.get("page_link")[1].proto.label == "Train a network"


@pytest.mark.parametrize("damaged", [SNAPSHOTS[:-4], SNAPSHOTS.replace(b"conv2d", b"conv3d")])
def test_damaged_snapshots_are_told(open_page: OpenPage, store: Store, damaged: bytes) -> None:
    add(store, SPEC, payload=small_network.payload(), snapshots=damaged)
    app = open_lesson(open_page, "Gradient descent")
    assert len(app.warning) == 1
    assert len(pictures(app)) == 1
