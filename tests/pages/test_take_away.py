"""The section "Take it away", by AppTest: offered, prepared, failed, given up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core import formats
from cnn_core.engine import Engine
from cnn_core.formats import FORMATS
from cnn_core.presets import SMALL
from cnn_core.web import session
from tests.evaluated_runs import add
from tests.payloads import payload
from tests.processes import wait_for
from tests.programs import FAKE

CONVERTED = [wanted.title for wanted in FORMATS.values() if wanted.make is None]


@pytest.fixture
def run(own_store: None, monkeypatch: pytest.MonkeyPatch) -> int:
    """A finished run with a model."""
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=FAKE))
    weights = payload(SMALL.architecture)
    return add(session.store(), SMALL, model=b"a model", payload=weights, initial=b"some")


def page(run: int) -> None:
    from dataclasses import replace

    import streamlit as st

    from cnn_core.web.results.take_away import take_away
    from cnn_core.web.session import store

    take_away(store(), replace(store().run(run), attempt=st.session_state.get("attempt", 1)))


def opened(run: int) -> AppTest:
    app = AppTest.from_function(page, args=(run,), default_timeout=20).run()
    assert not app.exception
    return app


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def downloads(app: AppTest) -> list[str]:
    return [button.label for button in app.get("download_button")]


def texts(app: AppTest) -> str:
    """Without what `literal` puts in to keep Markdown's signs."""
    shown = "\n".join(element.value for element in [*app.caption, *app.error])
    return shown.replace("\u2060", "").replace("\\", "")


def press(app: AppTest, label: str) -> AppTest:
    return app.button[buttons(app).index(label)].click().run()


def ran_until(app: AppTest, true: Callable[[AppTest], bool]) -> None:
    wait_for(lambda: true(app.run()))
    assert not app.exception


def test_every_format_has_its_row(run: int) -> None:
    app = opened(run)
    rows = [text.value for text in app.markdown]
    for wanted, row in zip(FORMATS.values(), rows, strict=True):
        assert row.startswith(f"**{wanted.title}** `{wanted.ending}`")
    assert buttons(app) == [f"Prepare {title}" for title in CONVERTED]
    made = [wanted.title for wanted in FORMATS.values() if wanted.make is not None]
    assert downloads(app) == [f"Download {title}" for title in made]


def test_a_prepared_file_is_handed_out_with_what_its_runtime_answered(run: int) -> None:
    app = press(opened(run), "Prepare LiteRT")
    ran_until(app, lambda app: "Download LiteRT" in downloads(app))
    assert "Loaded again by the fake, it gives other answers to 10 test images" in texts(app)
    assert "Prepare LiteRT" not in buttons(app)
    job = app.session_state[f"take-away-{run}-1-litert"]
    assert job.result().read() == b"a model"
    app.session_state["attempt"] = 2
    assert "Prepare LiteRT" in buttons(app.run())


def test_what_a_worker_cannot_do_is_told_and_can_be_tried_again(run: int) -> None:
    app = press(opened(run), "Prepare Weights")
    ran_until(app, lambda app: "Try again" in buttons(app))
    assert "The fake has no weights" in texts(app)
    press(app, "Try again")
    ran_until(app, lambda app: "Try again" in buttons(app))


def test_a_preparation_can_be_given_up(run: int) -> None:
    app = press(opened(run), "Prepare SavedModel")
    ran_until(app, lambda app: "Cancel" in buttons(app))
    press(app, "Cancel")
    ran_until(app, lambda app: buttons(app).count("Prepare SavedModel") == 1)
    assert not app.error


def test_a_package_that_is_missing_is_named_before_the_press(
    run: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    app = opened(run)
    assert "Prepare ONNX" not in buttons(app)
    assert "ONNX needs onnx and tf2onnx, which are not installed here" in texts(app)
    assert "requirements-onnx.txt" in texts(app)


def test_a_run_without_a_model_says_so(run: int) -> None:
    store = session.store()
    bare = store.add(replace(store.run(run), id=0), [], {})
    app = opened(bare)
    assert buttons(app) == []
    assert texts(app).count("has no saved model") == len(CONVERTED)
