"""The Results page, run by Streamlit's own AppTest."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.archive import export_run
from cnn_core.datasets import load_test
from cnn_core.formats import FORMATS
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import Point, Run, State
from cnn_core.result import Result
from cnn_core.scores import Evaluation
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.web.judged import BESIDE
from cnn_core.web.text import literal
from tests import test_store

RESULT = test_store.RESULT.model_copy(
    update={
        "test_accuracy": 0.9893,
        "test_loss": 0.0345,
        "seconds": 61.2,
        "epoch_seconds": (20.6, 20.2, 20.4),
    }
)
POINTS = [
    *(Point("batch", step, 1, step / 50, loss=1 / step, accuracy=0.5) for step in range(1, 100)),
    Point("epoch", 844, 1, 20.6, loss=0.1651, accuracy=0.95, val_loss=0.06, val_accuracy=0.98),
    Point("epoch", 1688, 2, 40.8, loss=0.05, accuracy=0.985, val_loss=0.05, val_accuracy=0.985),
]


def evaluation(wrong: int = 107) -> bytes:
    """Answers that are right but for the first images, each taken for the next class."""
    labels = load_test("mnist").labels
    taken_for = labels.astype(int)
    taken_for[:wrong] = (taken_for[:wrong] + 1) % 10
    probabilities = np.full((len(labels), 10), 0.01, np.float32)
    probabilities[np.arange(len(labels)), taken_for] = 0.91
    indices = np.arange(len(labels), dtype=np.int32)
    return Evaluation.of(probabilities, labels, indices).to_bytes()


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


def add(
    store: Store, spec: RunSpec = ARTICLE, result: Result | None = RESULT, **files: bytes
) -> int:
    run = Run(
        id=0,
        name="A run",
        spec=spec,
        state=State.FINISHED if result else State.STOPPED,
        attempt=1,
        crashes=0,
        target_epochs=spec.training.epochs,
        epoch=2,
        step=1688,
        created=time.time(),
        started=time.time(),
        ended=time.time(),
        heartbeat=None,
        device=result.device if result else None,
        message=None,
        expected_epoch_seconds=None,
        result=result,
    )
    return store.add(run, POINTS, files)


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(Path(__file__).parents[2] / "app.py", default_timeout=60)
    page.switch_page("pages/results.py")
    page.session_state["app_ran"] = True
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def headings(page: AppTest) -> list[str]:
    return [heading.value for heading in page.subheader]


def captions(page: AppTest) -> list[str]:
    """Of the images beside the confusions, which come before those of all errors."""
    galleries = [html.proto.body for html in page.get("html") if "digits" in html.proto.body]
    return re.findall('alt="([^"]*)"', galleries[0])


def charts(page: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def test_without_runs_it_says_what_to_do() -> None:
    page = opened()
    assert "Train a network" in page.info[0].value
    assert headings(page) == ["Take in a run"]


def test_the_headline_is_accuracy_with_its_interval(store: Store) -> None:
    add(store, evaluation=evaluation())
    page = opened()
    assert ">98.93 % ± 0.20<" in page.get("html")[0].proto.body
    assert "98.71 % to 99.11 %" in page.markdown[0].value
    shown = {metric.label: metric.value for metric in page.metric}
    assert shown["Test loss"] == "0.0345"
    assert shown["Training time"] == "1 min 1 s"
    assert shown["Weights"] == "96,844"
    assert shown["Device"] == literal("CPU:0")


def test_every_section_is_there(store: Store) -> None:
    add(store, evaluation=evaluation(), model=b"a model")
    page = opened()
    assert headings(page) == [
        "Training",
        "Beside the article",
        "Confusions",
        "Each class",
        "Errors: 107",
        "Network",
        "Time per epoch",
        "Take it away",
        "Files",
        "Take in a run",
    ]
    assert len(charts(page)) == 6
    files = [button.label for button in page.get("download_button")]
    offered = [f"Download {wanted.title}" for wanted in FORMATS.values()]
    assert [file for file in files if file not in offered] == [
        "Spec (JSON)",
        "Curves (CSV)",
        "Network (CSV)",
        "Time per epoch (CSV)",
        "Beside the article (CSV)",
        "Confusions (CSV)",
        "Classes (CSV)",
        "Errors (CSV)",
        "Answers (CSV)",
        "Errors (PNG)",
    ]


def test_figures_of_the_article_stand_beside_its_network(store: Store) -> None:
    add(store)
    page = opened()
    table = page.get("html")[1].proto.body
    assert "<td>1</td><td>0.1651</td><td>0.1551</td><td>+0.0100</td>" in table
    assert "<td>98.50 %</td><td>98.68 %</td><td>-0.18 points</td>" in table
    told = next(text.value for text in page.caption if text.value.startswith("The article:"))
    assert "99 % on its test images, 20.6 s for five epochs" in told


def test_one_epoch_is_told_as_one(store: Store) -> None:
    once = override(ARTICLE, ["training.epochs=1"])
    run = store.run(add(store, once, result=RESULT.model_copy(update={"intra_op_threads": 1})))
    store.add(replace(run, epoch=1), POINTS[:-1], {})
    told = [text.value for text in opened().caption]
    assert any("for 1 epoch of " in text for text in told)
    assert any("Threads within operations: 1, between them: 2." in text for text in told)


def test_another_network_has_no_figures_of_the_article(store: Store) -> None:
    add(store, SMALL)
    assert "Beside the article" not in headings(opened())


def test_the_articles_preparation_is_remarked(store: Store) -> None:
    add(store, override(ARTICLE, ["data.normalization=article"]))
    assert "not the official ones" in opened().warning[0].value


def test_the_address_names_the_run(store: Store) -> None:
    first, second = add(store), add(store, SMALL)
    page = opened(run=str(first))
    assert page.selectbox[0].value == first
    page.selectbox[0].select(second).run()
    assert page.query_params["run"] in (str(second), [str(second)])
    assert "Beside the article" not in headings(page)


def test_starred_runs_are_offered_first(store: Store) -> None:
    starred, newest = add(store), add(store, SMALL)
    store.labels.star([starred])
    choice = opened().selectbox[0]
    assert [option.partition(" · ")[0] for option in choice.options] == [
        f"★ {starred}",
        str(newest),
    ]
    assert choice.value == newest


@pytest.mark.parametrize("name", ["99", "-1", "seven", "9" * 5000, ""])
def test_a_run_that_is_not_there_is_told(name: str, store: Store) -> None:
    run = add(store)
    page = opened(run=name)
    assert page.warning[0].value.startswith("There is no run ")
    assert page.selectbox[0].value == run


@pytest.mark.parametrize(
    ("state", "message", "shown"),
    [
        (State.FAILED, "The loss became NaN.", literal("The loss became NaN.")),
        (State.INTERRUPTED, "The worker was ended by signal 9 (SIGKILL).", "Resume it"),
        (State.PAUSED, None, "Resume it"),
        (State.STOPPED, None, "before it had a result"),
    ],
)
def test_a_run_without_result_shows_what_it_has_and_why(
    state: State, message: str | None, shown: str, store: Store
) -> None:
    finished = store.run(add(store, result=None))
    run = store.add(replace(finished, state=state, message=message, ended=1.0), POINTS, {})
    page = opened(run=str(run))
    told = [*page.error, *page.info]
    assert shown in told[0].value
    assert headings(page)[:2] == ["Training", "Beside the article"]


@pytest.mark.parametrize("lost", [False, True])
def test_a_run_that_waits_or_trains_is_not_offered_as_a_file(lost: bool, store: Store) -> None:
    run = store.submit(ARTICLE, "article")
    if lost:
        assert store.claim(slots=1)
    page = opened(run=str(run))
    assert "Its result appears here" in page.info[0].value
    assert "Download Packed run" not in [button.label for button in page.get("download_button")]


@pytest.mark.parametrize(
    ("state", "tested"),
    [
        (State.STOPPED, True),
        (State.FAILED, False),
        (State.PAUSED, False),
        (State.INTERRUPTED, False),
    ],
)
def test_only_the_model_of_an_ended_run_can_be_evaluated(
    state: State, tested: bool, store: Store
) -> None:
    finished = store.run(add(store, result=None))
    store.add(replace(finished, state=state, ended=1.0), POINTS, {"model": b"a model"})
    assert ("Evaluate now" in [button.label for button in opened().button]) == tested


def test_a_run_stopped_just_now_is_being_tested(store: Store) -> None:
    finished = store.run(add(store, result=None))
    now = time.time()
    stopped = replace(finished, state=State.STOPPED, step=5, ended=now, heartbeat=now)
    store.add(stopped, POINTS, {"model": b"a model"})
    page = opened()
    assert "is being tested" in page.info[0].value
    assert "Evaluate now" not in [button.label for button in page.button]


def test_what_a_run_tells_is_shown_as_it_is(store: Store) -> None:
    odd = "*CPU* [0](x) `:red[1]`"
    finished = store.run(add(store, result=RESULT.model_copy(update={"device": odd})))
    store.add(replace(finished, state=State.FAILED, result=None, message=odd), POINTS, {})
    failed, tested = opened(run="2"), opened(run="1")
    shown = [failed.error[0].value, tested.metric[5].value, tested.caption[2].value]
    assert all(literal(odd) in text for text in shown)
    assert literal("*9*") in opened(run="*9*").warning[0].value


def test_a_broken_evaluation_is_told(store: Store) -> None:
    add(store, evaluation=b"garbage")
    page = opened()
    assert "cannot be read" in page.warning[0].value
    assert "Network" in headings(page)


def test_a_net_without_errors_is_shown(store: Store) -> None:
    add(store, evaluation=evaluation(wrong=0))
    assert "Errors: 0" in headings(opened())


def test_a_chosen_cell_shows_its_images(store: Store) -> None:
    run = add(store, evaluation=evaluation())
    page = opened()
    key = f"confusion-run-{run}"
    page.session_state[key] = {"selection": {"points": [{"customdata": [7, 8]}]}}
    page.run()
    assert any("7 taken for 8" in text.value for text in page.markdown)


def test_a_cell_shows_all_its_images_at_a_toggle(store: Store) -> None:
    run = add(store, evaluation=evaluation())
    page = opened()
    page.session_state[f"confusion-run-{run}"] = {"selection": {"points": [{"customdata": [7, 8]}]}}
    page.run()
    expected = int((load_test("mnist").labels[:107] == 7).sum())
    assert expected > BESIDE
    assert captions(page).count("7 → 8") == BESIDE
    page.toggle(key=f"all-of-pair-run-{run}").set_value(True).run()
    assert captions(page).count("7 → 8") == expected


def test_a_packed_run_comes_back_as_another(store: Store) -> None:
    first = add(store, evaluation=evaluation())
    page = opened()
    page.get("file_uploader")[0].upload("run-1.zip", export_run(store, first), "application/zip")
    page.run()
    assert not page.exception
    assert len(store.runs()) == 2
    assert page.selectbox[0].value == first + 1
    assert store.points(first + 1) == store.points(first)


def test_what_is_no_run_is_refused(store: Store) -> None:
    page = opened()
    page.get("file_uploader")[0].upload("run.zip", b"no zip", "application/zip")
    page.run()
    assert not page.exception
    assert "not a sound zip" in page.error[0].value
    assert store.runs() == []
