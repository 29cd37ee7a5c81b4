"""The lessons From maps to maps and Growing view, by AppTest."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.lessons.view_networks import EXAMPLES
from cnn_core.presets import PRESETS
from cnn_core.store import Store
from cnn_core.web.lessons.growing_view import DRAFT, OWN, RUN
from tests.evaluated_runs import add
from tests.pages.conftest import OpenPage
from tests.payloads import payload

PAGE = "pages/learn.py"


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


def told(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.markdown, *app.caption, *app.warning, *app.info))


def open_lesson(open_page: OpenPage, name: str) -> AppTest:
    app = open_page(PAGE)
    app.session_state["lesson"] = name
    app.run()
    assert not app.exception
    return app


def set_number(app: AppTest, key: str, value: int) -> None:
    app.number_input(key=key).set_value(value).run()
    assert not app.exception


def choose(app: AppTest, network: str) -> None:
    app.selectbox(key="growing-view-network").set_value(network).run()
    assert not app.exception


def test_kernels_are_counted_by_looking(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Maps to maps")
    assert "64·32·9 + 64 = 18,496" in told(app)
    set_number(app, "maps-Input maps", 1)
    set_number(app, "maps-Output maps", 1)
    set_number(app, "maps-own-Kernel height", 1)
    set_number(app, "maps-own-Kernel width", 1)
    assert "1·1·1 + 1 = 2" in told(app)
    set_number(app, "maps-own-Kernel width", 12)
    assert "A kernel of 1×12 has no place on input maps of 8×8" in app.warning[0].value
    assert "1·1·12 + 1 = 13" in told(app)


def test_a_colour_image_is_three_deep(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Maps to maps")
    app.session_state["maps-source"] = "A colour image"
    app.run()
    assert "n×m×3 weights" in told(app)
    set_number(app, "maps-colour-Kernel height", 11)
    assert "A filter of 11×3×3 has no place" in app.warning[0].value


def test_a_run_s_layers(open_page: OpenPage, store: Store) -> None:
    spec = PRESETS["article"]
    add(store, spec, payload=payload(spec.architecture))
    app = open_lesson(open_page, "Maps to maps")
    app.session_state["maps-source"] = "A trained network"
    app.run()
    assert "64·32·9 + 64 = 18,496" in told(app)
    app.selectbox(key="maps-layer-1").set_value(0).run()
    assert "32·1·9 + 32 = 320" in told(app)


def test_a_run_without_convolutions(open_page: OpenPage, store: Store) -> None:
    spec = PRESETS["mlp"]
    add(store, spec, payload=payload(spec.architecture))
    app = open_lesson(open_page, "Maps to maps")
    app.session_state["maps-source"] = "A trained network"
    app.run()
    assert "This network has no convolution" in app.info[0].value
    app.session_state["lesson"] = "Growing view"
    app.run()
    choose(app, RUN)
    assert not app.exception
    assert app.selectbox(key="learn_run").value == 1


def test_every_network_can_be_looked_at(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Growing view")
    assert "320 + 18,496 + 73,856 + 10·147,584 = 1,568,512" in told(app)
    assert "the last convolution: 4 pixels; the article errs with 5 pixels." in told(app)
    for network in (*EXAMPLES, DRAFT):
        choose(app, network)
        assert not app.warning


def test_without_runs_it_says_how_to_come_by_one(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Growing view")
    choose(app, RUN)
    assert "No run has weights yet." in app.info[0].value
    assert "the article errs" in told(app)


def test_what_does_not_fit_is_a_sentence(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Growing view")
    choose(app, OWN)
    set_number(app, "growing-view-First kernel", 29)
    assert "29×29 does not fit into a map of 28×28" in app.warning[0].value
    app.selectbox(key="growing-view-padding").set_value("same").run()
    assert not app.warning
    app.session_state["lesson"] = "Maps to maps"
    app.run()
    app.session_state["lesson"] = "Growing view"
    app.run()
    assert app.number_input(key="growing-view-First kernel").value == 29


def test_the_chain_may_be_shorter(open_page: OpenPage) -> None:
    app = open_lesson(open_page, "Growing view")
    app.slider(key="deep-chain-length").set_value(1).run()
    app.number_input(key="deep-chain-batch").set_value(1).run()
    assert "One convolution without pooling sees 3×3 pixels and has 320 weights." in told(app)
    assert not app.exception
