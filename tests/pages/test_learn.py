"""The page Learn: every lesson opens, with and without a run, and takes no foreign setting."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.layers import Architecture, AveragePooling2D, Conv2D, Flatten, MaxPooling2D, Output
from cnn_core.presets import ARTICLE
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.web.build.links import from_query
from cnn_core.web.inside import served_images
from cnn_core.web.lessons.convolution import convolution_in, network_with
from cnn_core.web.lessons.pooling import pooling_in
from tests import small_network
from tests.evaluated_runs import add
from tests.own_components import own_components
from tests.pages.conftest import OpenPage

SPEC = ARTICLE.model_copy(update={"architecture": Architecture(layers=small_network.LAYERS)})
EDGES = {"kernel_size": [5, 3], "strides": [1, 1], "padding": "same", "activation": "tanh"}
HALVES = {"way": "average", "pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}


@pytest.fixture(autouse=True)
def used_store(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    monkeypatch.setattr(served_images, "STATIC", tmp_path / "static")
    return store


def lesson(open_page: OpenPage, name: str, sent: object = None) -> AppTest:
    """The page with that lesson open, and what its picture has sent."""
    app = open_page()
    app.session_state["lesson"] = name
    if sent is not None:
        app.session_state[f"lesson-{name.lower()}"] = {"setting": sent}
    return app.switch_page("pages/learn.py").run()


def given(app: AppTest) -> dict[str, object]:
    """The header of what the picture gets."""
    (shown,) = own_components(app)
    data = shown.proto.bytes
    (length,) = struct.unpack_from("<I", data)
    return dict(json.loads(data[4 : 4 + length]))


def needs_no_run(app: AppTest) -> bool:
    """Whether the picture has test images, though there is no run."""
    match given(app):
        case {"run": None, "images": {"address": str(address)}}:
            return address.startswith("app/static/mnist-test-")
    return False


def in_build(app: AppTest) -> RunSpec:
    """The network that the link opens."""
    (link,) = app.get("page_link")
    opened = from_query(dict(parse_qsl(link.proto.query_string)))
    assert opened is not None
    return opened[0]


@pytest.mark.parametrize("name", ["Convolution", "Pooling"])
def test_lessons_get_a_runs_network_and_the_kept_digits(
    open_page: OpenPage, store: Store, name: str
) -> None:
    run = add(store, SPEC, payload=small_network.payload())
    digit = store.digits.keep(7, bytes(784))
    about = given(lesson(open_page, name))
    assert about["run"] == run
    assert about["sizes"] == [784, len(small_network.payload())]
    images = about["images"]
    assert isinstance(images, dict)
    assert images["kept"] == [{"id": digit, "label": 7}]


def test_a_run_without_filters_is_told(open_page: OpenPage, store: Store) -> None:
    linear = ARTICLE.model_copy(update={"architecture": Architecture(layers=(Flatten(), Output()))})
    add(store, linear, payload=small_network.payload())
    app = lesson(open_page, "Convolution")
    assert "begins with no convolution" in app.caption[-1].value


def test_a_convolution_opens_in_build(open_page: OpenPage) -> None:
    app = lesson(open_page, "Convolution", EDGES)
    assert needs_no_run(app)
    built = in_build(app).architecture.layers
    first = Conv2D(kernel_size=(5, 3), padding="same", activation="tanh")
    assert built == (first, *ARTICLE.architecture.layers[1:])


@pytest.mark.parametrize(("stride", "kept"), [(1, 4), (2, 3), (12, 1)])
def test_what_no_longer_fits_is_left_out(stride: int, kept: int) -> None:
    first = Conv2D(strides=(stride, stride))
    _, *maps, flatten, dense, output = ARTICLE.architecture.layers
    made = network_with(first).architecture.layers
    assert made == (first, *maps[:kept], flatten, dense, output)


def test_a_pooling_is_counted_and_opens_in_build(open_page: OpenPage) -> None:
    app = lesson(open_page, "Pooling", HALVES)
    assert needs_no_run(app)
    table = next(html.proto.body for html in app.get("html") if "without it" in html.proto.body)
    assert "<td>448,070</td><td>40,390</td>" in table
    assert in_build(app).architecture.layers[1] == AveragePooling2D()


def test_a_tile_that_is_too_large_is_told(open_page: OpenPage) -> None:
    app = lesson(open_page, "Pooling", HALVES | {"pool_size": [27, 27]})
    assert "cannot be built" in app.info[0].value
    assert not app.get("page_link")
    assert not app.exception


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "x",
        {"kernel_size": [3], "strides": [1, 1]},
        EDGES | {"kernel_size": ["3", 3]},
        EDGES | {"activation": "softmax"},
        EDGES | {"strides": [0, 1]},
        EDGES | {"filters": -1},
        HALVES | {"way": "minimum"},
        HALVES | {"pool_size": [1e99, 2]},
        HALVES | {"strides": [2, 2, 2]},
    ],
)
def test_foreign_settings_are_not_taken(sent: object) -> None:
    assert convolution_in(sent) == Conv2D()
    assert pooling_in(sent) == MaxPooling2D()
