"""A .keras file on the pages Results and Runs: refused, asked about, taken in."""

from __future__ import annotations

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine
from cnn_core.web import session
from tests import capsule_runs
from tests.keras_files import PLAIN, dense, image, keras_file, layer, sequential
from tests.pages.conftest import OpenPage
from tests.processes import wait_for
from tests.programs import FAKE

SCALED = sequential([image(), layer("Rescaling", scale=1 / 255), layer("Flatten"), dense()])


@pytest.fixture(autouse=True)
def fake_engine(own_store: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=FAKE))


def uploaded(open_page: OpenPage, model: object, page: str = "pages/results.py") -> AppTest:
    app = open_page("").switch_page(page)
    app.query_params["tab"] = "Take in"
    app.run()
    uploader = next(each for each in app.get("file_uploader") if ".keras" in each.label)
    uploader.upload("theirs.keras", keras_file(model), "application/zip")
    app.run()
    assert not app.exception
    return app


def test_a_network_that_is_not_known_is_refused_by_its_layer(open_page: OpenPage) -> None:
    app = uploaded(open_page, sequential([image(), layer("Lambda"), dense()]))
    assert "is not known here" in app.error[0].value
    assert "Take in and test" not in [button.label for button in app.button]


@pytest.mark.parametrize("page", ["pages/results.py", "pages/runs.py"])
def test_it_is_asked_about_and_taken_in(open_page: OpenPage, page: str) -> None:
    run = capsule_runs.add(session.store())
    app = uploaded(open_page, sequential(PLAIN), page)
    asked = next(radio for radio in app.radio if "Pixels" in radio.label)
    assert asked.options == ["Find out by trying both", "0 to 255", "0 to 1"]
    asked.set_value("raw").run()
    next(button for button in app.button if button.label == "Take in and test").click().run()
    name = "results-network" if page == "pages/results.py" else "runs-network"
    wait_for(app.session_state[f"{name}-job"].done)
    app.run()
    assert not app.exception
    assert f"Taken in as run {run}." in [each.value for each in app.success]
    assert "raw" in [caption.value for caption in app.caption]


def test_a_network_that_scales_its_pixels_is_not_asked_about_them(open_page: OpenPage) -> None:
    app = uploaded(open_page, SCALED)
    assert [radio.label for radio in app.radio if "Pixels" in radio.label] == []
    assert any("own first layer" in caption.value for caption in app.caption)
