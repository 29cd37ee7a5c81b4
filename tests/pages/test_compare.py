"""The section Compare of the page Runs, run by Streamlit's own AppTest."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.records import Point
from cnn_core.store import Store
from cnn_core.web.compare.errors import MOST
from cnn_core.web.text import literal
from tests.ended_runs import answers, ended, wrong_at

POINTS = [
    *(Point("batch", step, 1, step / 50, loss=1 / step, accuracy=0.5) for step in range(1, 100)),
    Point("epoch", 100, 1, 2.0, loss=0.3, accuracy=0.9, val_loss=0.2, val_accuracy=0.93),
]
SGD = override(ARTICLE, ["training.optimizer=sgd", "architecture.layers.0.filters=8"])
FASHION = override(ARTICLE, ["data.dataset=fashion_mnist"])


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


def add(store: Store, *wrong: slice | int, name: str = "a run", spec=ARTICLE) -> int:
    evaluation = answers(wrong_at(*wrong))
    return store.add(ended(name=name, spec=spec), POINTS, {"evaluation": evaluation})


def section() -> None:
    """The section alone, of the runs in the address."""
    import streamlit as st

    from cnn_core.web.compare.section import show_comparison
    from cnn_core.web.session import store

    show_comparison([store().run(int(number)) for number in st.query_params["runs"].split(",")])


def opened(tab: str, *runs: int) -> AppTest:
    app = AppTest.from_function(section, default_timeout=20)
    app.query_params["runs"] = ",".join(map(str, runs))
    app.session_state["compare-tab"] = tab
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """All that is told in HTML or Markdown."""
    html = [each.proto.body for each in app.get("html")]
    return "\n".join([*html, *(each.value for each in [*app.markdown, *app.caption])])


def charts(app: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def test_one_run_chosen_twice_is_not_compared(store: Store) -> None:
    run = add(store)
    app = opened("Verdict", run, run)
    assert app.info[0].value == "Choose a second run to compare this one with."


def test_of_two_runs_a_sentence_says_which_is_better(store: Store) -> None:
    runs = add(store, slice(0, 90)), add(store, slice(70, 130))
    shown = texts(opened("Verdict", *runs))
    assert ">B is better by 0.30 ± 0.21 points: unlikely to be chance.<" in shown
    assert "B − A: +0.30 points, 95 % interval +0.09 to +0.51." in shown
    assert "70 are recognised by B alone and 40 by A alone." in shown
    assert "<td>99.40 %</td><td>99.23 % to 99.53 %</td><td>9,940</td>" in shown


def test_a_difference_that_may_be_chance_is_not_shown(store: Store) -> None:
    runs = add(store, slice(0, 50)), add(store, slice(45, 100))
    assert "No difference shown: A is ahead by 0.05 ± " in texts(opened("Verdict", *runs))


def test_more_runs_are_compared_in_a_table(store: Store) -> None:
    runs = add(store, slice(0, 90)), add(store, slice(0, 95)), add(store, slice(50, 300))
    shown = texts(opened("Verdict", *runs))
    assert "2 of 3 pairs differ by more than chance." in shown
    assert "- A is better than C by 1.60 ± " in shown
    assert "Holm's procedure for 3 pairs" in shown
    assert shown.count("≠") == 4


@pytest.mark.parametrize("tab", ["Verdict", "Errors"])
def test_runs_that_were_tested_on_other_images_have_a_sentence_and_no_figure(
    tab: str, store: Store
) -> None:
    app = opened(tab, add(store), add(store, spec=FASHION))
    assert literal("they were tested on MNIST and on Fashion-MNIST.") in app.warning[0].value
    assert charts(app) == []
    assert "±" not in texts(app).split("compared-runs")[-1]


def test_the_others_are_compared_without_one_that_has_no_result(store: Store) -> None:
    waiting = store.submit(ARTICLE, "waits")
    app = opened("Verdict", add(store, slice(0, 200)), waiting, add(store))
    assert literal("it waits to be trained.") in app.warning[0].value
    assert ">C is better by 2.00 ± " in texts(app)


def test_curves_are_laid_over_each_other(store: Store) -> None:
    running = store.add(ended(result=None), POINTS[:50], {})
    app = opened("Curves", add(store), running)
    loss, accuracy = charts(app)
    assert [line["name"] for line in loss["data"]] == ["A", "A", "B", "B"]
    assert loss["layout"]["xaxis"]["title"]["text"] == "Epoch"
    assert accuracy["data"][1]["y"] == pytest.approx([93]) or accuracy["data"][1]["y"]["bdata"]
    for label, title in (("batch", "Batch"), ("second", "Seconds of training")):
        app.segmented_control(key="compare-axis").set_value(label).run()
        assert charts(app)[0]["layout"]["xaxis"]["title"]["text"] == title
    app.segmented_control(key="compare-lines").set_value("Validation").run()
    assert len(charts(app)[0]["data"]) == 2
    app.toggle(key="compare-log").set_value(True).run()
    assert charts(app)[0]["layout"]["yaxis"]["type"] == "log"
    assert charts(app)[1]["layout"]["yaxis"]["type"] == "linear"


def test_settings_that_differ_are_marked_and_come_first(store: Store) -> None:
    shown = texts(opened("Settings", add(store), add(store, spec=SGD)))
    assert "</b> Training: optimizer</td><td>rmsprop</td><td><strong>sgd</strong></td>" in shown
    assert "<strong>8 filters 3×3, stride 1, valid, relu</strong>" in shown
    assert shown.count("≠") == 2
    assert shown.index("Training: optimizer") < shown.index("Data: dataset")


def test_equal_settings_are_told(store: Store) -> None:
    shown = texts(opened("Settings", add(store), add(store)))
    assert "≠" not in shown
    assert "All have the same network." in shown


def test_each_digit_has_its_share_and_interval(store: Store) -> None:
    app = opened("Each digit", add(store, slice(0, 1000)), add(store))
    (figure,) = charts(app)
    assert [dots["name"] for dots in figure["data"]] == ["A", "B"]
    assert "<td>91.33 %</td><td>100.00 %</td><td>980</td>" in texts(app)


def pictures(app: AppTest) -> list[list[str]]:
    """The lines below the pictures of each part of the tab."""
    parts = [each.proto.body for each in app.get("html") if 'class="pictures' in each.proto.body]
    return [re.findall("<small>([^<]*)</small>", part) for part in parts]


def test_errors_are_shown_with_what_each_run_says(store: Store) -> None:
    app = opened("Errors", add(store, 1, 5, slice(20, 60)), add(store, 1, 2))
    shown = texts(app)
    assert "**A right, B wrong: 1**" in shown
    assert f"… and {41 - MOST} more." in shown
    right_by_a, right_by_b, by_none = pictures(app)
    assert right_by_a == ["A: 1 (91 %)", "B: 2 (91 %)", "no. 2"]
    assert len(right_by_b) == 3 * MOST
    assert by_none == ["A: 3 (91 %)", "B: 3 (91 %)", "no. 1"]


def test_errors_of_more_runs_are_those_of_a_pair_of_all_and_of_one(store: Store) -> None:
    runs = add(store, 1, 2), add(store, 1, 3), add(store, 1, 3, 4)
    app = opened("Errors", *runs)
    assert pictures(app)[2] == ["A: 3 (91 %)", "B: 3 (91 %)", "C: 3 (91 %)", "no. 1"]
    assert app.segmented_control(key="compare-lone").options == ["A: 1", "B: 0", "C: 1"]
    app.segmented_control(key="compare-lone").set_value(2).run()
    assert pictures(app)[-1] == ["C: 5 (91 %)", "no. 4"]
    app.selectbox(key="compare-first").set_value(2).run()
    app.selectbox(key="compare-second").set_value(1).run()
    assert "**B right, C wrong: 1**" in texts(app)


def test_eight_runs_are_compared_each_once(store: Store) -> None:
    runs = [add(store, place, name=f"<b>{place}</b> [x](y)") for place in range(9)]
    app = opened("Settings", *runs, runs[0])
    assert app.warning[0].value == "9 runs are chosen; the first 8 are compared."
    key = next(each.proto.body for each in app.get("html") if "compared-runs" in each.proto.body)
    assert key.count('role="listitem"') == 8
    assert 'title="1 · &lt;b&gt;0&lt;/b&gt; [x](y)"' in key
