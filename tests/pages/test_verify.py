"""Verification on the page Results: offered, under way, and told, also after a reload."""

from __future__ import annotations

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.capsule.verification import begin
from cnn_core.engine import Engine
from cnn_core.overrides import override
from cnn_core.records import Point, State
from cnn_core.web import session
from tests import capsule_runs
from tests.fake_worker import STEPS
from tests.pages.conftest import OpenPage
from tests.processes import wait_for
from tests.programs import FAKE

POINTS = [Point("batch", step, 1, step / 10, loss=1 / step) for step in range(1, STEPS + 1)]
"""As the fake makes them."""
SPEC = override(capsule_runs.SPEC, ["training.batch_size=20", "training.epochs=1"])


@pytest.fixture(autouse=True)
def fake_engine(own_store: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=FAKE))


def results(open_page: OpenPage, run: int) -> AppTest:
    app = open_page("pages/results.py", run=str(run))
    assert not app.exception
    return app


def plain(text: str) -> str:
    """As it is read: `literal` puts two characters before each that Markdown knows."""
    return text.replace("\u2060\\", "")


def captions(app: AppTest) -> str:
    return plain("\n".join(caption.value for caption in app.caption))


def test_it_trains_again_and_tells_the_batch_that_differs(open_page: OpenPage) -> None:
    store = session.store()
    points = [*POINTS[:2], Point("batch", 3, 1, 0.3, loss=0.25), *POINTS[3:]]
    run = capsule_runs.add(store, SPEC, points, target_epochs=1)
    app = results(open_page, run)
    assert "The processor: A processor then" in captions(app)
    app.button(key=f"verify-{run}").click().run()
    assert not app.exception
    wait_for(lambda: store.run(run + 1).state is State.FINISHED)
    assert store.run(run + 1).name == "a run, trained again"
    again = results(open_page, run)
    assert "Batch 3 of epoch 1 is the first that differs" in plain(again.warning[-1].value)
    assert f"Compared with run {run + 1}" in captions(again)


def test_what_is_equal_is_told_as_such(open_page: OpenPage) -> None:
    run = capsule_runs.add(session.store())
    capsule_runs.trained_again(session.store(), run)
    app = results(open_page, run)
    assert "Verify again" in [button.label for button in app.button]
    assert plain(app.success[-1].value).startswith("Equal in every weight")


def test_progress_is_shown_while_it_is_trained(open_page: OpenPage) -> None:
    store = session.store()
    run = capsule_runs.add(store, SPEC, POINTS, target_epochs=1)
    session.engine().close()  # nobody takes it
    again = begin(store, run)
    app = results(open_page, run)
    assert f"Trained again as run {again}" in app.get("progress")[0].proto.text
    assert f"verify-{run}" not in [button.key for button in app.button]


def test_what_cannot_be_verified_says_why(open_page: OpenPage) -> None:
    run = capsule_runs.add(session.store(), override(SPEC, ["hardware.device=gpu"]), POINTS)
    app = results(open_page, run)
    assert f"verify-{run}" not in [button.key for button in app.button]
    assert "cannot be verified. It was trained on a GPU" in captions(app)
