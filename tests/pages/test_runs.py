"""The Runs page, run by Streamlit's own AppTest."""

from __future__ import annotations

import json

import pytest
from streamlit import dataframe_util
from streamlit.testing.v1 import AppTest

from cnn_core.archive import export_run
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import Label, State
from cnn_core.run_bundle import export_runs
from cnn_core.spec import RunSpec
from cnn_core.web import session
from cnn_core.web.runs.listing import PAGE
from cnn_core.web.runs.table import Asked, read_asked
from cnn_core.web.text import literal_name
from tests.own_components import own_components
from tests.pages.conftest import OpenPage
from tests.test_run_table import HISTORY, run


def add(name: str, accuracy: float | None = 0.98, spec: RunSpec = ARTICLE) -> int:
    return session.store().add(run(0, accuracy, spec, name=name), HISTORY, {})


@pytest.fixture
def numbers(own_store: None) -> list[int]:
    """Three runs: two of the article's network, and one small."""
    odd = override(ARTICLE, ["data.train_images=1000"])
    return [add("first"), add("second", 0.97, odd), add("small one", None, SMALL)]


def opened(open_page: OpenPage, **query: str) -> AppTest:
    app = open_page("", **query)
    app = app.switch_page("pages/runs.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def table(app: AppTest) -> list[dict]:
    """The rows that the browser gets."""
    (shown,) = own_components(app)
    rows: list[dict] = json.loads(shown.proto.json)["rows"]
    return rows


def shown(app: AppTest) -> list[int]:
    return [row["run"] for row in table(app)]


def button(app: AppTest, label: str):
    return next(each for each in app.button if each.label == label)


def choosing(open_page: OpenPage, *numbers: int) -> AppTest:
    return opened(open_page, runs=",".join(map(str, numbers)))


def chosen(app: AppTest) -> str:
    value = app.query_params.get("runs", "")
    return value if isinstance(value, str) else value[0]


def test_without_runs_it_says_what_to_do(open_page: OpenPage) -> None:
    assert "Train a network" in opened(open_page).info[0].value


def test_the_table_costs_the_server_no_pandas(
    open_page: OpenPage, numbers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_by_pandas(value: object) -> None:
        pytest.fail(f"Streamlit loads pandas to look at a {type(value).__name__}")

    monkeypatch.setattr(dataframe_util, "determine_data_format", look_by_pandas)
    assert len(table(opened(open_page))) == 3


def test_a_row_tells_what_the_run_is(open_page: OpenPage, numbers: list[int]) -> None:
    small, second, first = table(opened(open_page))
    assert [cell[0] for cell in first["cells"]] == [
        "98.00 % ± 0.27", "80.00 %", "", "article", "0", "2 of 5", "96,844", "20.6 s", "CPU",
        "finished",
    ]  # fmt: skip
    assert second["cells"][2][0] == "train_images 1000"
    assert second["cells"][3][0] == "changed from article"
    assert small["cells"][0] == ["", ""]
    assert first["cells"][0][1] == "95 % interval (Wilson): 97.71 % to 98.26 %"


def test_a_link_holds_filter_order_and_chosen_runs(open_page: OpenPage, numbers: list[int]) -> None:
    first, second, _ = numbers
    session.store().labels.tag([first, second], "homework")
    app = opened(open_page, tag="homework", sort="accuracy", runs=f"{second},{first}")
    assert shown(app) == [second, first]
    assert all(row["chosen"] for row in table(app))
    assert "2 runs chosen" in [each.value for each in app.subheader]
    assert any("1 to 2 of 2 runs (of 3 in all)" in each.value for each in app.caption)


def test_the_search_narrows_the_table(open_page: OpenPage, numbers: list[int]) -> None:
    app = opened(open_page)
    app.text_input(key="search").input("small").run()
    assert shown(app) == [numbers[2]]
    app.text_input(key="search").input("nothing like it").run()
    assert shown(app) == []
    assert any("No run fits" in each.value for each in app.caption)


def test_damaged_links_are_told_or_ignored(open_page: OpenPage, numbers: list[int]) -> None:
    app = opened(open_page, runs="99,x,9" + "9" * 40, sort="-nothing", tag="none", state="odd")
    assert shown(app) == numbers[::-1]
    assert "Not among the runs: 99, x, " in app.warning[0].value


def test_a_link_to_a_deleted_run_leads_to_the_trash(
    open_page: OpenPage, numbers: list[int]
) -> None:
    session.store().trash.delete(numbers[:1])
    app = opened(open_page, runs=f"{numbers[0]},99")
    warning = f"Not among the runs: {numbers[0]}, 99. In the trash: {numbers[0]}."
    assert app.warning[0].value == warning
    assert app.get("page_link")[0].proto.label == "Open the trash"


def test_long_lists_have_pages(open_page: OpenPage, own_store: None) -> None:
    for number in range(PAGE + 1):
        add(f"number {number}")
    app = opened(open_page)
    assert len(table(app)) == PAGE
    button(app, "Next").click().run()
    assert [row["name"] for row in table(app)] == ["number 0"]
    assert button(app, "Next").disabled
    app.text_input(key="search").input("number").run()
    assert len(table(app)) == PAGE


@pytest.mark.parametrize(
    "sent",
    [
        None, 1, [], {}, {"choose": 3, "on": True}, {"choose": ["3"], "on": True},
        {"choose": [True], "on": True}, {"star": "3", "on": True}, {"star": True, "on": True},
        {"star": 3}, {"sort": "nothing"}, {"sort": 3}, {"choose": [3], "on": "yes"},
    ],
)  # fmt: skip
def test_what_a_browser_may_not_send(sent: object) -> None:
    assert read_asked(sent) is None


def test_what_a_browser_may_send() -> None:
    assert read_asked({"choose": [3, 5], "on": True}) == Asked("choose", (3, 5), True)


def test_a_run_gets_a_name_and_a_note(open_page: OpenPage, numbers: list[int]) -> None:
    app = choosing(open_page, numbers[0])
    next(each for each in app.text_input if each.label == "Name").input("![x](http://y)")
    app.text_area[0].input("second\nthought")
    button(app, "Save").click().run()
    assert session.store().run(numbers[0]).name == "![x](http://y)"
    assert session.store().labels.of(numbers[0]) == Label("second\nthought")
    assert f"Run {numbers[0]}: {literal_name('![x](http://y)')}" in [e.value for e in app.subheader]


def test_an_empty_name_is_refused(open_page: OpenPage, numbers: list[int]) -> None:
    app = choosing(open_page, numbers[0])
    next(each for each in app.text_input if each.label == "Name").input(" ")
    button(app, "Save").click().run()
    assert "A name has 1 to 100" in app.error[0].value.replace("\u2060", "").replace("\\", "")
    assert session.store().run(numbers[0]).name == "first"


def test_tags_go_on_and_off_several_runs(open_page: OpenPage, numbers: list[int]) -> None:
    app = choosing(open_page, *numbers[:2])
    next(each for each in app.text_input if each.label == "New tag").input("homework")
    button(app, "Add").click().run()
    assert {label.tags for label in session.store().labels.all().values()} == {("homework",)}
    app.button(key="untag-homework").click().run()
    assert session.store().labels.all() == {}


def test_stars_go_on_and_off(open_page: OpenPage, numbers: list[int]) -> None:
    app = choosing(open_page, *numbers[:2])
    button(app, "Star").click().run()
    assert set(session.store().labels.all()) == set(numbers[:2])
    button(app, "Take star off").click().run()
    assert session.store().labels.all() == {}


def test_a_deletion_is_undone_by_one_press(open_page: OpenPage, numbers: list[int]) -> None:
    app = choosing(open_page, *numbers[:2])
    button(app, "Delete").click().run()
    assert shown(app) == numbers[2:]
    assert chosen(app) == ""
    assert "2 runs were deleted." in [each.value for each in app.markdown]
    button(app, "Undo").click().run()
    assert shown(app) == numbers[::-1]
    assert chosen(app) == f"{numbers[0]},{numbers[1]}"


def test_all_runs_can_be_deleted_and_restored(open_page: OpenPage, numbers: list[int]) -> None:
    app = choosing(open_page, *numbers)
    button(app, "Delete").click().run()
    assert "There is no run yet" in app.info[0].value
    app = opened(open_page, tab="Trash")
    (listed,) = app.multiselect
    assert listed.label == "Deleted runs: 3"
    listed.select(numbers[2]).run()
    button(app, "Restore 1").click().run()
    button(app, "Remove 2 for good").click().run()
    assert [run.id for run in session.store().runs()] == [numbers[2]]
    assert session.store().trash.all() == []
    assert "The trash is empty" in app.info[0].value


def test_active_runs_are_neither_packed_nor_deleted(
    open_page: OpenPage, numbers: list[int]
) -> None:
    waiting = session.store().submit(ARTICLE, "waits")
    claim = session.store().claim(1)  # so that the page's engine does not take it
    assert claim is not None
    app = choosing(open_page, waiting)
    assert button(app, "Delete").disabled
    assert app.get("download_button")[0].proto.disabled
    session.store().end(claim, State.STOPPED)


def test_the_spec_is_opened_in_build(open_page: OpenPage, numbers: list[int]) -> None:
    app = choosing(open_page, numbers[1])
    button(app, "Build").click().run()
    assert app.title[0].value == "Build"
    assert app.query_params["preset"] == "article"
    assert "edits" in app.query_params


def test_packed_runs_are_taken_in(open_page: OpenPage, numbers: list[int]) -> None:
    store = session.store()
    store.labels.star([numbers[0]])
    app = opened(open_page, tab="Take in")
    field = app.file_uploader[0]
    field.upload("one.zip", export_run(store, numbers[0]))
    field.upload("two.zip", export_runs(store, numbers[1:]))
    field.upload("none.zip", b"garbage")
    app.run()
    assert not app.exception
    new = [run for run in store.runs() if run.id not in numbers]
    assert {run.name for run in new} == {"first", "second", "small one"}
    assert store.labels.of(new[-1].id) == Label(starred=True)
    assert chosen(app) == ",".join(str(run.id) for run in reversed(new))
    assert app.success[0].value.startswith("Taken in as runs ")
    assert "none" in app.error[0].value
