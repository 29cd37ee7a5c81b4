"""The Results page, run by Streamlit's own AppTest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn_core.archive import export_run
from cnn_core.formats import FORMATS
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.store import Store
from cnn_core.web.text import literal
from tests.evaluated_runs import POINTS, RESULT, add, evaluation
from tests.pages.results_page import charts, headings, opened


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
    assert "<td>98.50 %</td><td>98.68 %</td><td>−0.18 points</td>" in table
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


def test_a_deleted_run_is_said_to_be_in_the_trash(store: Store) -> None:
    add(store)
    deleted = add(store)
    store.trash.delete([deleted])
    page = opened(run=str(deleted))
    assert page.warning[0].value.startswith(f"Run {deleted} was deleted: it is in the trash.")
    assert page.get("page_link")[0].proto.label == "Open the trash"
    store.trash.delete([1])
    assert opened(run="1").warning[0].value.startswith("Run 1 was deleted: it is in the trash.")


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
