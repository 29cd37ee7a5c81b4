"""The prepared experiments on the page Experiments, by AppTest."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine
from cnn_core.prepared.experiment import Experiment, specs_of
from cnn_core.prepared.table import DEVICES, FUNCTIONS, POOLING
from cnn_core.records import State
from cnn_core.store import Store
from cnn_core.web import session
from cnn_core.web.experiments.prepared_group import QUICK
from tests.ended_runs import answers, reached, wrong_at

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def idle_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is queued stays so."""
    monkeypatch.setattr(session, "chosen_engine", partial(Engine, slots=0, spare=False))


@pytest.fixture
def store() -> Store:
    return session.store()


@pytest.fixture
def opened(open_page: OpenPage) -> Callable[[Experiment], AppTest]:
    def opened(experiment: Experiment) -> AppTest:
        page = open_page("pages/experiments.py")
        page.selectbox(key="experiment").set_value(experiment.key).run()
        assert not page.exception
        return page

    return opened


def queued(store: Store, experiment: Experiment) -> dict[str, int]:
    """The numbers of a quick experiment's runs, one of each setting, by label."""
    arms = experiment.arms_at("quick")
    store.groups.submit(specs_of(arms, 1), experiment.title, experiment.kind)
    numbers = store.groups.all()[0].runs
    return {arm.label: number for arm, number in zip(arms, numbers, strict=True)}


def finish(store: Store, runs: Mapping[str, int], errors: Mapping[str, int]) -> None:
    """The runs with these labels, which miss so many of the test images."""
    for label, wrong in errors.items():
        claim = store.claim(99, only=runs[label])
        assert claim is not None
        evaluation = answers(wrong_at(slice(0, wrong)))
        store.set_result(claim, reached(1 - wrong / 10_000), {"evaluation": evaluation})
        store.end(claim, State.FINISHED)


def texts(page: AppTest) -> str:
    return "\n".join(each.value for each in [*page.markdown, *page.caption]).replace("\u2060\\", "")


def test_a_click_queues_all_settings_with_as_many_seeds(
    store: Store, opened: Callable[[Experiment], AppTest]
) -> None:
    page = opened(FUNCTIONS)
    assert "Which activation function" in page.markdown[0].value
    assert "15 trainings; one after another, they take about" in texts(page)
    assert "Nothing was trained for this question yet" in texts(page)
    page.segmented_control(key="prepared-seeds").set_value(1).run()
    page.button[0].click().run()
    assert not page.exception
    (group,) = store.groups.all()
    assert (group.kind, group.name) == ("experiment:functions", "Activation functions, quick")
    specs = [store.run(number).spec for number in group.runs]
    assert [FUNCTIONS.find(spec) for spec in specs] == [
        ("quick", arm) for arm in FUNCTIONS.arms_at("quick")
    ]
    assert page.get("progress")[0].proto.text == "0 of 5 trainings have ended"
    assert "No training has a result yet." in texts(page)


def test_the_full_size_can_be_chosen(store: Store, opened: Callable[[Experiment], AppTest]) -> None:
    page = opened(POOLING)
    page.radio(key="prepared-size").set_value("article")
    page.button[0].click().run()
    (group,) = store.groups.all()
    assert group.name == "Maximum against average pooling"
    assert {store.run(run).spec.data.train_images for run in group.runs} == {60_000}
    assert len(group.runs) == 6


def test_the_answer_comes_with_a_figure_and_links(
    store: Store, opened: Callable[[Experiment], AppTest]
) -> None:
    runs = queued(store, POOLING)
    finish(store, runs, {"maximum": 100, "average": 300})
    page = opened(POOLING)
    said = texts(page)
    assert "Against maximum (99.00 %), average is worse by 2.00 ± " in said
    assert "One training of each is compared on the same test images" in said
    assert QUICK in said
    assert "2 of 2 trainings have ended." in said
    assert "So far" not in said
    (chart,) = page.get("plotly_chart")
    assert json.loads(chart.proto.spec)["data"][0]["y"] == ["maximum", "average"]
    links = [link.proto.query_string for link in page.get("page_link")]
    assert links == [f"run={number}" for number in runs.values()]


def test_partial_results_are_shown_as_such(
    store: Store, opened: Callable[[Experiment], AppTest]
) -> None:
    finish(store, queued(store, FUNCTIONS), {"relu": 100, "tanh": 300})
    page = opened(FUNCTIONS)
    assert "So far; without a result yet: sigmoid, elu, selu." in texts(page)
    assert "Against relu (99.00 %), tanh is worse" in texts(page)
    assert page.get("progress")[0].proto.text == "2 of 5 trainings have ended"


def test_without_a_gpu_the_processors_half_is_trained(
    store: Store, opened: Callable[[Experiment], AppTest]
) -> None:
    page = opened(DEVICES)
    assert "Without the GPU: Looking for devices" in texts(page)
    page.segmented_control(key="prepared-seeds").set_value(1).run()
    page.button[0].click().run()
    (group,) = store.groups.all()
    devices = [store.run(number).spec.hardware for number in group.runs]
    assert [each.device for each in devices] == ["cpu", "cpu"]
    assert devices[0].intra_op_threads == 1


def test_the_newest_group_is_shown_and_earlier_ones_can_be_chosen(
    store: Store, opened: Callable[[Experiment], AppTest]
) -> None:
    finish(store, queued(store, POOLING), {"maximum": 100, "average": 100})
    finish(store, queued(store, POOLING), {"maximum": 100, "average": 300})
    page = opened(POOLING)
    assert "average is worse" in texts(page)
    older = page.selectbox(key="prepared-group")
    older.set_value(store.groups.all()[1].id).run()
    assert "No difference from maximum (99.00 %) is shown" in texts(page)


def test_deleted_trainings_are_left_out_and_counted(
    store: Store, opened: Callable[[Experiment], AppTest]
) -> None:
    runs = queued(store, POOLING)
    finish(store, runs, {"maximum": 100, "average": 300})
    store.trash.delete([runs["average"]])
    said = texts(opened(POOLING))
    assert "1 of 1 trainings have ended, 1 more were deleted." in said
    assert "Nothing can be compared before two settings are tested." in said
