"""The page Experiments, by AppTest: repeated trainings and sweeps."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine
from cnn_core.groups import seeds_of
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import State
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.sweeps.driver import Sweeper
from cnn_core.sweeps.records import SweepState
from cnn_core.web import draft
from cnn_core.web.text import apart, literal
from tests.ended_experiments import EPOCHS, ended_group, ended_sweep
from tests.ended_runs import reached
from tests.pages.conftest import OpenPage
from tests.sweep_runs import BATCH, RATE, sweep_of

PAGE = "pages/experiments.py"


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is queued here waits, and nobody works on the sweeps but the tests."""
    monkeypatch.setattr(Engine, "start", lambda engine: None)
    monkeypatch.setattr(Sweeper, "start", lambda sweeper: None)


def opened(open_page: OpenPage, tab: str, **query: str) -> AppTest:
    app = open_page()
    app.switch_page(PAGE)
    for name, value in {"tab": tab, **query}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    """All sentences of the page, as they are read."""
    parts = [each.value for each in (*app.markdown, *app.caption, *app.info, *app.error)]
    return "\n".join(parts).replace("\u2060", "").replace("\\", "")


def press(app: AppTest, label: str) -> AppTest:
    app = next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def charts(app: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def test_repeat_begins_with_a_form(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, "Repeat")
    assert "Nothing was repeated yet" in app.info[0].value
    assert app.selectbox(key="group-base").value == "draft"
    press(app, "Queue 3 trainings")
    (group,) = store.groups.all()
    assert (group.kind, len(group.runs)) == ("seed", 3)
    seeds = [store.run(run).spec.training.seed for run in group.runs]
    assert seeds == [0, 1, 2]
    assert "no training has its test figures yet" in told(app.run())


def test_one_group(open_page: OpenPage, store: Store) -> None:
    store.groups.submit(seeds_of(ARTICLE, 4, "seed"), "four", "seed")
    for run, accuracy in zip(store.groups.all()[0].runs, (0.9890, 0.9895, 0.9900), strict=False):
        claim = store.claim(99, only=run)
        assert claim is not None
        store.flush(claim, EPOCHS, epoch=2, step=1688)
        store.set_result(claim, reached(accuracy), {})
        store.end(claim, State.FINISHED)
    app = opened(open_page, "Repeat")
    assert "98.95 % ± 0.12 points in the mean of 3 trainings" in told(app)
    assert "Left out: 1 without a result yet." in told(app)
    assert [chart["layout"]["yaxis"]["title"]["text"] for chart in charts(app)] == [
        "Loss",
        "Accuracy (%)",
    ]
    assert app.get("progress")[0].proto.text == "3 of 4 have ended. The next waits for a free slot."


def test_a_single_training_has_no_interval(open_page: OpenPage, store: Store) -> None:
    ended_group(store, [0.9890])
    assert "a single training: an interval takes two" in told(opened(open_page, "Repeat"))


def test_two_groups_by_their_address(open_page: OpenPage, store: Store) -> None:
    ended_group(store, [0.98, 0.981, 0.9805, 0.9803, 0.9807], name="*first*")
    second = ended_group(store, [0.99, 0.991, 0.9905, 0.9903, 0.9901], name="five")
    app = opened(open_page, "Repeat", group="1", against=str(second))
    assert f"**Group 1** ({apart('*first*')}) by 0.99 ± 0.06" in told(app)
    assert f"**Group 2** ({apart('five')}) is better than" in told(app)
    assert len(charts(app)[0]["data"]) == 12
    app.selectbox(key="repeat-against").set_value(0).run()
    assert "is better than" not in told(app)
    assert not app.exception


def test_groups_that_are_not_there_are_told(open_page: OpenPage, store: Store) -> None:
    only = str(ended_group(store, [0.9890, 0.9895]))
    app = opened(open_page, "Repeat", group="77", against="seven")
    assert [each.value for each in app.warning] == [
        "There is no group 77 here. Others are shown.",
        "There is no group seven here. None are compared.",
    ]
    assert not opened(open_page, "Repeat", group=only, against=only).warning


@pytest.mark.parametrize(
    ("tab", "query", "told"),
    [
        ("Sweep", {"sweep": "77"}, "There is no sweep 77 here."),
        ("Repeat", {"group": "77"}, "There is no group 77 here."),
    ],
)
def test_an_address_is_answered_where_nothing_is_yet(
    open_page: OpenPage, tab: str, query: dict[str, str], told: str
) -> None:
    assert opened(open_page, tab, **query).warning[0].value.strip() == told


def test_a_sweep_is_filled_in_and_can_be_started(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, "Sweep")
    assert "There is no sweep yet" in app.info[0].value
    assert app.selectbox(key="sweep-base").value == "draft"
    assert "12 settings are tried at most." in told(app)
    press(app, "Start the sweep")
    (sweep,) = store.sweeps.all()
    assert sweep.spec.paths == (RATE, BATCH, "architecture.layers.0.filters")
    assert (sweep.spec.method, sweep.spec.prune, sweep.spec.runs) == ("tpe", True, 12)
    assert app.query_params["sweep"] in ("1", ["1"])
    assert (
        app.get("progress")[0].proto.text == "0 of at most 12 settings: the first is being chosen."
    )
    press(app, "Stop the sweep")
    assert store.sweeps.read(1).state is SweepState.STOPPED
    press(app, "Go on")
    assert store.sweeps.read(1).state is SweepState.RUNNING


def test_a_sweep_may_have_minutes_only(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, "Sweep")
    runs, minutes = (
        next(each for each in app.number_input if each.label == label)
        for label in ("Runs at most", "Minutes at most")
    )
    assert runs.value == 12
    assert not runs.proto.HasField("default")  # else the browser puts it back when emptied
    minutes.set_value(2.0)
    runs.set_value(None).run()
    press(app, "Start the sweep")
    (sweep,) = store.sweeps.all()
    assert (sweep.spec.runs, sweep.spec.minutes) == (None, 2.0)


def field(app: AppTest, kind: str, path: str, part: str):
    """The widget whose key ends like this; a base has its own mark before it."""
    return next(each for each in app.get(kind) if each.key and each.key.endswith(f"-{path}{part}"))


def test_faults_are_told_by_the_fields_names(open_page: OpenPage) -> None:
    app = opened(open_page, "Sweep")
    field(app, "number_input", RATE, "-low").set_value(1.0)
    field(app, "text_input", BATCH, "-list").set_value("16, many")
    app.number_input[-4].set_value(0).run()
    assert not app.exception
    text = told(app)
    assert "Batch size: expected whole numbers with commas between them. Received: many" in text
    field(app, "text_input", BATCH, "-list").set_value("").run()
    text = told(app)
    assert "Learning rate: the range is empty" in text
    assert "Batch size: the list is empty" in text
    assert "Runs at most: expected 1 to 1,000. Received: 0" in text
    assert next(button for button in app.button if button.label == "Start the sweep").disabled


def test_values_that_can_never_be_trained_are_told(open_page: OpenPage) -> None:
    app = opened(open_page, "Sweep")
    field(app, "text_input", "architecture.layers.0.filters", "-list").set_value("16, 0").run()
    assert "1 Convolution: filters" in app.error[0].value
    assert "greater than or equal to 1" in told(app)


def test_a_grid_tells_its_combinations(open_page: OpenPage) -> None:
    app = opened(open_page, "Sweep")
    radio = next(each for each in app.radio if each.label == "How settings are chosen")
    radio.set_value("grid").run()
    assert "Learning rate: a grid needs a list of values, or a range with a step" in told(app)
    way = next(each for each in app.segmented_control if each.key.endswith(f"{RATE}-way"))
    way.set_value("List").run()
    assert "The grid has 2 × 3 × 3 combinations. 12 settings are tried at most." in told(app)
    assert not app.error


def test_a_sweep_that_has_ended(open_page: OpenPage, store: Store) -> None:
    ended_sweep(store, [0.97, 0.985, 0.98, 0.96])
    app = opened(open_page, "Sweep")
    assert "4 of at most 4 settings: 4 finished." in told(app)
    assert "**98.50 %** validation accuracy with Learning rate 0.002, Batch size 64." in told(app)
    assert "On the test images, which had no part in the choice, 99.00 %." in told(app)
    lines, bars = (chart["data"][0] for chart in charts(app))
    assert bars["y"] == ["Batch size", "Learning rate"]
    assert lines["type"] == "parcoords"
    assert lines["dimensions"][0]["label"] == "Learning rate"
    assert not [button for button in app.button if button.label in ("Stop the sweep", "Go on")]


def test_the_best_settings_open_in_build(open_page: OpenPage, store: Store) -> None:
    ended_sweep(store, [0.97, 0.985])
    app = press(opened(open_page, "Sweep"), "Open in Build")
    assert [title.value for title in app.title] == ["Build"]
    loaded: draft.Draft = app.session_state["draft"]
    assert loaded.architecture == SMALL.architecture
    assert [loaded.training.learning_rate, loaded.training.batch_size] == [0.002, 64]


def test_a_sweep_begins_with_any_settings(open_page: OpenPage, store: Store) -> None:
    ended_group(store, [0.99])
    app = opened(open_page, "Sweep")
    assert app.selectbox(key="sweep-base").options[0] == "The network of the Build page"
    app.selectbox(key="sweep-base").set_value("run 1").run()
    assert "they take about" in told(app)
    app.selectbox(key="sweep-base").set_value("preset mlp").run()
    press(app, "Start the sweep")
    spec: RunSpec = store.sweeps.read(1).spec.base
    assert len(spec.architecture.layers) == 4


def test_a_name_is_no_markdown(open_page: OpenPage, store: Store) -> None:
    store.sweeps.submit(sweep_of(), "![x](http://example.com/x.png)")
    app = opened(open_page, "Sweep", sweep="77")
    assert literal("77") in app.warning[0].value
    assert "example.com" not in "".join(each.value for each in app.markdown)
