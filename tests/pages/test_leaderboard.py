"""The leaderboard on the Runs page, by AppTest."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.store import Store
from cnn_core.web import session
from cnn_core.web.runs.leaderboard import FLATTERED
from cnn_core.web.text import apart
from tests.ended_runs import answers, ended, reached, wrong_at

OpenPage = Callable[..., AppTest]


@pytest.fixture
def store() -> Store:
    return session.store()


@pytest.fixture
def opened(open_page: OpenPage) -> Callable[..., AppTest]:
    def opened(**query: str) -> AppTest:
        page = open_page("pages/runs.py")
        page.query_params["tab"] = "Leaderboard"
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return opened


def add(store: Store, name: str, errors: int, weights: int, *settings: str) -> int:
    result = reached(1 - errors / 10_000, weights)
    evaluation = answers(wrong_at(slice(0, errors)))
    run = ended(name=name, spec=override(ARTICLE, settings), result=result)
    return store.add(run, [], {"evaluation": evaluation})


def table(page: AppTest) -> str:
    return next(each.proto.body for each in page.get("html") if "figures" in each.proto.body)


def captions(page: AppTest) -> str:
    return "\n".join(caption.value for caption in page.caption)


def test_runs_are_ranked_with_their_leads_over_the_next(
    store: Store, opened: Callable[..., AppTest]
) -> None:
    add(store, "<i>Ada</i>", 100, 96_844)
    add(store, "Ben", 90, 17_818)
    add(store, "Cleo", 300, 57_390)
    page = opened()
    rows = table(page).split("<tr>")[2:]
    assert [row.split("</td>")[0] for row in rows] == [
        f"<td>1. {apart('Ben')} (run 2)",
        f"<td>2. {apart('&lt;i&gt;Ada&lt;/i&gt;')} (run 1)",
        f"<td>3. {apart('Cleo')} (run 3)",
    ]
    assert "99.10 % ± 0.19" in rows[0]
    assert "≈" not in rows[1]
    assert "2.00 ± " in rows[1]
    assert FLATTERED in captions(page)
    (chart,) = page.get("plotly_chart")
    front = json.loads(chart.proto.spec)["data"][2]
    assert front["x"] == [17_818]


def test_neighbours_that_cannot_be_told_apart_are_marked(
    store: Store, opened: Callable[..., AppTest]
) -> None:
    add(store, "Ada", 100, 96_844)
    add(store, "Ben", 99, 17_818)
    assert "≈ 0.01 ± " in table(opened())


def test_the_limits_are_those_of_the_link(store: Store, opened: Callable[..., AppTest]) -> None:
    add(store, "Ada", 90, 96_844)
    add(store, "Ben", 100, 17_818)
    add(store, "other split", 50, 17_818, "data.normalization=article")
    page = opened(**{"max-weights": "20000", "max-seconds": "60", "against": "Seconds of training"})
    assert page.number_input(key="max-weights").value == 20_000
    assert f"1. {apart('Ben')}" in table(page)
    assert "Ada" not in table(page)
    assert "Over a limit: 1 run." in captions(page)
    assert "so not comparable: 1 run." in captions(page)
    (chart,) = page.get("plotly_chart")
    assert json.loads(chart.proto.spec)["layout"]["xaxis"]["title"]["text"] == "Seconds of training"


def test_where_no_run_takes_part_it_is_said_why(
    store: Store, opened: Callable[..., AppTest]
) -> None:
    add(store, "Ada", 90, 96_844)
    page = opened(**{"max-weights": "10"})
    assert page.info[0].value == "No run takes part. Over a limit: 1 run."
    page = opened(dataset="Fashion-MNIST (clothes)")
    assert page.info[0].value == "No run takes part."


def test_a_link_with_nonsense_sets_no_limit(store: Store, opened: Callable[..., AppTest]) -> None:
    add(store, "Ada", 90, 96_844)
    page = opened(**{"max-weights": "-1", "max-seconds": "soon", "dataset": "cats"})
    assert f"1. {apart('Ada')}" in table(page)
