"""A question to a network in a page, by AppTest: offered, answered, outdated, failed."""

from __future__ import annotations

import sys
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine
from cnn_core.payload import digest
from cnn_core.presets import PRESETS
from cnn_core.questions import Maximise, Study
from cnn_core.records import LATEST, Studied
from cnn_core.web import session
from tests.evaluated_runs import add
from tests.payloads import payload
from tests.processes import wait_for
from tests.programs import FAKE

SPEC = PRESETS["small"]
PAYLOAD = payload(SPEC.architecture)
QUESTION = Maximise(layer=3)


@pytest.fixture
def run(own_store: None, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=FAKE))
    return add(session.store(), SPEC, payload=PAYLOAD)


def page(run: int) -> None:
    import streamlit as st

    from cnn_core.npz import NpzError
    from cnn_core.questions import Maximise
    from cnn_core.web.session import store
    from cnn_core.web.study import studied

    def read(data: bytes) -> str:
        if data == b"damaged":
            raise NpzError("It cannot be read.")
        return data.decode()

    asked = Maximise(layer=3)
    found = studied(store().run(run), asked, read, label="Compute", duration="a moment")
    st.write(f"Found: {found}")


def opened(run: int) -> AppTest:
    return AppTest.from_function(page, args=(run,), default_timeout=20).run()


def keep(run: int, data: bytes, network: str = "") -> None:
    found = Studied(network or digest(PAYLOAD), data)
    session.store().studies.keep(run, LATEST, QUESTION, found)


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_it_is_offered_and_answered(run: int) -> None:
    app = opened(run)
    assert labels(app) == ["Compute"]
    assert app.markdown[0].value == "Found: None"
    app = app.button[0].click().run()
    wait_for(lambda: session.store().studies.read(run, LATEST, QUESTION) is not None)
    assert app.run().markdown[0].value == "Found: 3"


def test_what_was_found_of_these_weights_stands_alone(run: int) -> None:
    keep(run, b"kept")
    app = opened(run)
    assert labels(app) == []
    assert app.markdown[0].value == "Found: kept"


def test_what_was_found_of_earlier_weights_is_shown_and_said_to_be(run: int) -> None:
    keep(run, b"kept", network="another")
    app = opened(run)
    assert labels(app) == ["Compute again"]
    assert "earlier weights" in app.caption[-1].value
    assert app.markdown[0].value == "Found: kept"


def test_what_is_damaged_can_be_computed_again(run: int) -> None:
    keep(run, b"damaged")
    app = opened(run)
    assert labels(app) == ["Compute again"]
    assert "It cannot be read" in app.warning[0].value
    assert app.markdown[0].value == "Found: None"


def test_a_worker_that_dies_can_be_tried_again(run: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = (sys.executable, "-c", "raise SystemExit('no memory')")
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=dying))
    app = opened(run).button[0].click().run()
    asked = Study(run=run, moment=LATEST, question=QUESTION)
    wait_for(lambda: session.engine().studying(asked) is None)
    app = app.run()
    assert "no memory" in app.error[0].value
    assert labels(app) == ["Try again"]
    assert not app.exception
