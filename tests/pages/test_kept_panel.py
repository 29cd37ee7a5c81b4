"""My digits: the gallery, ways to delete and to download, and the scores of runs, by AppTest."""

from __future__ import annotations

import json
import sys
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, MLP
from cnn_core.records import Run, State
from cnn_core.scores import wilson
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.web import session
from cnn_core.web.draw import kept_panel
from cnn_core.web.text import apart
from tests.programs import FAKE


@pytest.fixture
def store() -> Store:
    return session.store()


def keep(store: Store, label: int, first_pixel: int) -> int:
    """The fake's networks answer with the first pixel."""
    return store.digits.keep(
        label, bytes([first_pixel, *range(255), *range(255), *range(255), *range(18)])
    )


def with_model(store: Store, spec: RunSpec = ARTICLE) -> Run:
    run = store.submit(spec, "a run")
    claim = store.claim(99, only=run)
    assert claim is not None
    store.flush(claim, artifacts={"model": b"model"})
    store.end(claim, State.STOPPED)
    return store.run(run)


def page() -> None:
    from cnn_core.web.draw.kept_panel import kept_panel

    kept_panel()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=FAKE))
    return AppTest.from_function(page, default_timeout=30)


def opened(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption, *app.info])


def test_an_empty_set_says_what_to_do(app: AppTest) -> None:
    opened(app)
    assert "No digits are kept yet. Draw one" in app.info[0].value
    assert not app.button


def test_each_digit_is_shown_and_can_be_deleted(app: AppTest, store: Store) -> None:
    numbers = [keep(store, label, 0) for label in (3, 8)]
    opened(app)
    assert "2 digits are kept" in texts(app)
    assert html(app).index('alt="8"') < html(app).index('alt="3"')
    app.button(key=f"delete-digit-{numbers[0]}").click()
    opened(app)
    assert [digit.id for digit in store.digits.all()] == [numbers[1]]
    assert 'alt="3"' not in html(app)
    app.button(key="undelete-digit").click()
    opened(app)
    assert [digit.label for digit in store.digits.all()] == [8, 3]
    assert "undelete-digit" not in [button.key for button in app.button]


def test_many_digits_are_shown_a_part_at_a_time(app: AppTest, store: Store) -> None:
    for _ in range(kept_panel.FIRST + 1):
        keep(store, 5, 0)
    opened(app)
    assert html(app).count('alt="5"') == kept_panel.FIRST
    app.toggle(key="all-kept-digits").set_value(True)
    opened(app)
    assert html(app).count('alt="5"') == kept_panel.FIRST + 1


def test_all_are_deleted_after_a_confirmation(app: AppTest, store: Store) -> None:
    for label in range(3):
        keep(store, label, 0)
    opened(app)
    assert "Delete all 3 kept digits? This cannot be undone." in texts(app)
    app.button(key="delete-digits").click()
    opened(app)
    assert store.digits.count() == 0
    assert app.info


# ---------------------------------------------------------------- scores


def test_without_a_trained_run_there_is_nothing_to_score(app: AppTest, store: Store) -> None:
    keep(store, 1, 1)
    store.submit(ARTICLE, "waiting")
    opened(app)
    assert "Once a network has been trained on MNIST" in texts(app)


def confusion(app: AppTest) -> list[list[str]]:
    (chart,) = app.get("plotly_chart")
    return json.loads(chart.proto.spec)["data"][0]["text"]


def test_runs_are_scored_with_their_interval(app: AppTest, store: Store) -> None:
    for label in range(10):
        for right in (label, label if label < 7 else 0):
            keep(store, label, right)
    runs = [with_model(store, spec) for spec in (ARTICLE, MLP)]
    opened(app)
    app.button(key="score-runs").click()
    opened(app)
    low, high = wilson(17, 20)
    assert (round(100 * low), round(100 * high)) == (64, 95)
    for run in runs:
        named = apart(f"{run.id} · {run.name}")
        assert f"<td>{named}</td><td>17 of 20</td><td>85 %</td>" in html(app)
    assert html(app).count("<td>64 to 95 %</td>") == 2
    assert "**17 of 20 right: between 64 and 95 %**" in texts(app)
    table = np.array([[int(cell or 0) for cell in row] for row in confusion(app)])
    expected = np.diag([2] * 7 + [1] * 3)
    expected[7:, 0] = 1
    np.testing.assert_array_equal(table, expected)
    assert [f'alt="{label} → 0"' in html(app) for label in (6, 7, 8, 9)] == [
        False,
        True,
        True,
        True,
    ]
    app.selectbox(key="scored-run").set_value(runs[0].id)
    opened(app)
    assert "<small>1.00 %</small>" in html(app)  # the fake is as sure as its run's number


def test_answers_are_asked_for_once_and_anew_for_another_set(
    app: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[list[int], int]] = []
    predict = Engine.predict

    def counted(engine: Engine, runs: list[int], images: np.ndarray) -> object:
        asked.append((runs, len(images)))
        return predict(engine, runs, images)

    monkeypatch.setattr(Engine, "predict", counted)
    keep(store, 1, 1)
    first = with_model(store).id
    opened(app)
    for _ in range(2):
        app.button(key="score-runs").click()
        opened(app)
    assert asked == [([first], 1)]
    keep(store, 2, 1)
    opened(app)
    assert "of 1" not in html(app)
    app.button(key="score-runs").click()
    opened(app)
    second = with_model(store, MLP).id
    opened(app)
    app.button(key="score-runs").click()
    opened(app)
    assert asked == [([first], 1), ([first], 2), ([second], 2)]
    assert "say little about digits" not in texts(app)
    assert html(app).count("<td>1 of 2</td>") == 2


def test_only_runs_on_mnist_are_offered_and_chosen_ones_are_scored(
    app: AppTest, store: Store
) -> None:
    keep(store, 1, 1)
    first, second = (with_model(store) for _ in range(2))
    with_model(store, override(ARTICLE, ["data.dataset=fashion_mnist"]))
    opened(app)
    (choice,) = app.multiselect
    assert choice.value == [second.id, first.id]
    choice.set_value([first.id])
    opened(app)
    app.button(key="score-runs").click()
    opened(app)
    assert "1 of 1" in html(app)
    assert f"<td>{second.id} · " not in html(app)
    store.reset(first.id)
    opened(app)
    assert "1 of 1" not in html(app)


def test_a_run_that_was_trained_on_them_is_marked(app: AppTest, store: Store) -> None:
    keep(store, 1, 1)
    with_model(store, override(ARTICLE, ["data.kept_images=100"]))
    opened(app)
    app.button(key="score-runs").click()
    opened(app)
    assert "was trained on kept digits: its figures say little" in texts(app)


def test_why_runs_could_not_be_scored_is_told(
    app: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (sys.executable, "-c", "raise ImportError('no module named keras')")
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=broken))
    keep(store, 1, 1)
    with_model(store)
    opened(app)
    app.button(key="score-runs").click()
    opened(app)
    assert "no module named keras" in app.error[0].value.replace("\u2060", "").replace("\\", "")
