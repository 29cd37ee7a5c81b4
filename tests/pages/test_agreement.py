"""The page Agreement, by AppTest: what is chosen, what is computed, what is said."""

from __future__ import annotations

import json
import re
import sys
import time
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.agreement.kept import asked
from cnn_core.engine import Engine
from cnn_core.groups import seeds_of
from cnn_core.inside.oips import Oips
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE, MLP
from cnn_core.questions import Maximise
from cnn_core.records import LATEST, State, Studied
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.web import session
from tests.agreements import article_agreement
from tests.evaluated_runs import add
from tests.pages.conftest import OpenPage
from tests.payloads import payload
from tests.programs import FAKE

PAGE = "pages/agreement.py"
NETWORK = payload(ARTICLE.architecture)


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, spare=False, command=FAKE))
    return store


def add_two(store: Store, spec: RunSpec = ARTICLE) -> tuple[int, int]:
    first, second = (add(store, spec, payload=payload(spec.architecture)) for _ in range(2))
    return first, second


def keep(store: Store, pair: tuple[int, int], data: bytes | None = None) -> None:
    """As if a worker had matched the two, whose present weights are NETWORK."""
    data = data or article_agreement(pair[1], digest(NETWORK)).to_bytes()
    store.studies.keep(pair[0], LATEST, asked(pair).question, Studied(digest(NETWORK), data))


def add_group(store: Store, count: int) -> list[int]:
    """A group of stopped runs, all with weights."""
    group = store.groups.submit(seeds_of(ARTICLE, count, "both"), "article, both", "both")
    for run in store.groups.all()[0].runs:
        store.end(store.claim(99, only=run), State.STOPPED, artifacts={"payload": NETWORK})
    assert store.groups.all()[0].id == group
    return list(store.groups.all()[0].runs)


def texts(app: AppTest) -> str:
    parts = [each.value for each in (*app.markdown, *app.caption, *app.info)]
    return "\n".join(parts)


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_without_runs_it_says_what_to_do(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    assert "There is no run yet." in app.info[0].value
    assert not app.exception


def test_runs_of_different_networks_cannot_be_matched(open_page: OpenPage, store: Store) -> None:
    for spec in (ARTICLE, MLP):
        add(store, spec, payload=payload(spec.architecture))
    add(store, ARTICLE)  # without weights
    app = open_page(PAGE)
    assert "No two runs of one network have weights" in app.info[0].value
    assert "Queue 3 trainings" in buttons(app)
    assert not app.exception


def test_two_runs_that_were_not_matched_yet(open_page: OpenPage, store: Store) -> None:
    add_two(store)
    app = open_page(PAGE)
    assert "Match the filters" in buttons(app)
    assert not app.subheader
    assert not app.exception


def test_each_layer_is_answered_in_a_sentence(open_page: OpenPage, store: Store) -> None:
    keep(store, add_two(store))
    app = open_page(PAGE)
    assert not app.exception
    told = texts(app)
    for title, units in (("1 Conv", 32), ("3 Conv", 64), ("5 Conv", 64), ("7 Dense", 70)):
        assert re.search(rf"^{title}\w*: \d+ of {units} ", told, re.MULTILINE)
    assert "Both" not in told
    assert "All began with the same initial weights" in told
    assert "There is no interval" in told
    assert "Match the filters" not in buttons(app)


def heatmaps(app: AppTest) -> list[dict]:
    charts = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return [chart["data"][0] for chart in charts]


def test_matrices_before_and_after_matching(open_page: OpenPage, store: Store) -> None:
    keep(store, add_two(store))
    app = open_page(PAGE)
    app.selectbox(key="agreement-layer").set_value(2).run()
    before, after = heatmaps(app)
    assert before["x"] == before["y"] == [str(unit) for unit in range(1, 65)]
    matches = {str(unit + 1): str((unit + 1) % 64 + 1) for unit in range(64)}
    assert after["x"] == [matches[unit] for unit in after["y"]]
    assert (after["zmin"], after["zmid"], after["zmax"]) == (-1, 0, 1)
    app.segmented_control(key="agreement-way").set_value("Their kernels").run()
    assert "Cosine of their kernels" in texts(app)
    assert not app.exception


def test_results_of_earlier_weights_are_told(open_page: OpenPage, store: Store) -> None:
    pair = add_two(store)
    other = article_agreement(other_network="earlier weights").to_bytes()
    keep(store, pair, other)
    app = open_page(PAGE)
    assert "earlier weights" in texts(app)
    assert "Compute again" in buttons(app)
    assert "1 Convolution:" in texts(app)


def test_a_damaged_result_can_be_computed_again(open_page: OpenPage, store: Store) -> None:
    keep(store, add_two(store), b"no npz")
    app = open_page(PAGE)
    assert "Match the filters" in buttons(app)
    assert not app.exception


def test_the_address_names_the_two_runs(open_page: OpenPage, store: Store) -> None:
    numbers = [*add_two(store), *add_two(store)]
    add_two(store, MLP)
    app = open_page()
    app.switch_page(PAGE)
    app.query_params["run"], app.query_params["with"] = str(numbers[2]), str(numbers[0])
    app.run()
    second = app.selectbox(key="agreement-with")
    assert (app.selectbox(key="agreement_run").value, second.value) == (numbers[2], numbers[0])
    assert len(second.options) == 3
    second.set_value(numbers[3]).run()
    assert app.query_params["with"] == str(numbers[3])
    assert not app.exception


def test_a_group_is_matched_pair_by_pair(open_page: OpenPage, store: Store) -> None:
    runs = add_group(store, 3)
    keep(store, (runs[0], runs[1]))
    app = open_page(PAGE)
    assert "So far from 1 of 3 pairs." in texts(app)
    press(app, "Match the other 2 pairs")
    seen = set()
    end = time.monotonic() + 60
    while (bars := app.get("progress")) and time.monotonic() < end:
        seen.add(bars[0].proto.text)
        time.sleep(0.3)
        app.run()
    assert "Matching: 1 of 3 pairs are done" in seen
    assert "between two of 3 trainings" in texts(app)
    assert "In brackets the 95 % interval" in texts(app)
    assert "Each began with other initial weights." in texts(app)
    assert not any(label.startswith("Match") for label in buttons(app))
    assert not app.exception


def test_a_fault_is_told_and_nothing_goes_on(open_page: OpenPage, store: Store) -> None:
    runs = add_group(store, 3)
    app = open_page(PAGE)
    session.engine()._workers._command = (sys.executable, "-c", "raise SystemExit('no worker')")
    press(app, "Match all 3 pairs")
    end = time.monotonic() + 60
    while app.get("progress") and time.monotonic() < end:
        time.sleep(0.3)
        app.run()
    assert "no worker" in app.error[0].value.replace("\u2060", "").replace("\\", "")
    first = asked((runs[0], runs[1]))
    assert store.studies.read(first.run, first.moment, first.question) is None
    session.engine()._workers._command = FAKE
    press(app, "Try again")
    assert app.get("progress")
    press(app, "Cancel")
    while app.get("progress") and time.monotonic() < end:
        time.sleep(0.3)
        app.run()
    assert any(label.startswith("Match") for label in buttons(app))
    assert not app.error


def test_a_group_or_any_two_runs(open_page: OpenPage, store: Store) -> None:
    runs = add_group(store, 2)
    single = add(store, ARTICLE, payload=NETWORK)
    app = open_page(PAGE)
    choice = app.selectbox(key="agreement-group")
    assert choice.options == ["article, both · 2 trainings", "Any two runs of one network"]
    choice.set_value(0).run()
    assert app.query_params["group"] == "0"
    assert app.selectbox(key="agreement_run").value in [*runs, single]
    app.selectbox(key="agreement-group").set_value(1).run()
    assert app.query_params == {"group": "1"} or app.query_params["group"] == "1"
    assert not app.exception


def test_a_group_of_which_some_have_no_weights_yet(open_page: OpenPage, store: Store) -> None:
    add_group(store, 2)
    store.groups.submit(seeds_of(ARTICLE, 3, "order"), "new", "order")
    for run in store.groups.all()[0].runs[:2]:
        store.flush(store.claim(99, only=run), artifacts={"payload": NETWORK})
    app = open_page(PAGE)
    assert app.selectbox(key="agreement-group").value == 2
    assert "1 of the group's trainings have no weights" in texts(app).replace("has", "have")
    assert not app.exception


def patterns(maps: int) -> bytes:
    starts = np.full((maps, 2), 1, np.float32)
    likeness = np.ones((maps, 2, 2), np.float32)
    pixels = np.random.default_rng(0).integers(0, 256, (maps, 2, 28, 28), np.uint8)
    lowest = np.zeros(maps, np.float32)
    return Oips(pixels, starts, lowest, likeness, np.zeros(3, np.float32)).to_bytes()


def test_patterns_of_matched_filters_side_by_side(open_page: OpenPage, store: Store) -> None:
    pair = add_two(store)
    keep(store, pair)
    for run in pair:
        app = open_page(PAGE)
        assert f"Find the patterns of run {run}" in buttons(app)
        found = Studied(digest(NETWORK), patterns(32))
        store.studies.keep(run, LATEST, Maximise(layer=0), found)
    app.run()
    shown = next(html.proto.body for html in app.get("html") if "matched" in html.proto.body)
    assert shown.count("<img") == 32
    assert "filter 32 and 1" in shown
    assert not app.exception
