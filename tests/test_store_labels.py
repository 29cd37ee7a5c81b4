"""Names, notes, tags and stars of runs, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import pytest

from cnn_core.presets import ARTICLE
from cnn_core.records import MAX_TAGS, MAX_TEXT, Label, RunNotFound, StoreError
from cnn_core.store import Store


def submitted(store: Store, count: int) -> list[int]:
    return [store.submit(ARTICLE, f"run {i}") for i in range(count)]


def test_a_label_comes_back_as_it_was(any_store: Store) -> None:
    first, second, third = submitted(any_store, 3)
    any_store.labels.set_note(first, "  naïve, «quoted»\nsecond line\n")
    any_store.labels.tag([first, second], " homework ")
    any_store.labels.tag([first], "Group A")
    any_store.labels.tag([first], "homework")
    any_store.labels.star([second])
    label = Label("naïve, «quoted»\nsecond line", ("Group A", "homework"), starred=False)
    assert any_store.labels.of(first) == label
    assert any_store.labels.of(third) == Label()
    expected = {first: label, second: Label(tags=("homework",), starred=True)}
    assert any_store.labels.all() == expected


def test_a_label_is_taken_off_again(any_store: Store) -> None:
    (run,) = submitted(any_store, 1)
    any_store.labels.set_note(run, "a note")
    any_store.labels.tag([run], "one")
    any_store.labels.star([run])
    any_store.labels.set_note(run, "")
    any_store.labels.untag([run], "one")
    any_store.labels.star([run], starred=False)
    assert any_store.labels.all() == {}


def test_a_run_gets_another_name(any_store: Store) -> None:
    (run,) = submitted(any_store, 1)
    any_store.labels.rename(run, " wider ")
    assert any_store.run(run).name == "wider"
    with pytest.raises(StoreError, match="A name has"):
        any_store.labels.rename(run, "two\nlines")


@pytest.mark.parametrize("tag", ["", " ", "x" * 31, "a\nb", "a\0b", "\x07"])
def test_a_tag_is_a_short_printable_text(store: Store, tag: str) -> None:
    (run,) = submitted(store, 1)
    with pytest.raises(StoreError, match="A tag has 1 to 30 printable characters"):
        store.labels.tag([run], tag)


def test_all_are_tagged_or_none(any_store: Store) -> None:
    first, second = submitted(any_store, 2)
    for number in range(MAX_TAGS):
        any_store.labels.tag([second], f"tag {number}")
    any_store.labels.tag([second], "tag 0")
    with pytest.raises(StoreError, match=f"Run {second} has 20 tags already"):
        any_store.labels.tag([first, second], "one more")
    with pytest.raises(RunNotFound):
        any_store.labels.tag([first, 99], "one more")
    assert any_store.labels.of(first) == Label()


def test_a_long_note_is_cut_and_loses_what_databases_refuse(any_store: Store) -> None:
    (run,) = submitted(any_store, 1)
    any_store.labels.set_note(run, "a\0b\ud800" + "x" * MAX_TEXT)
    assert any_store.labels.of(run).note == ("ab?" + "x" * MAX_TEXT)[:MAX_TEXT]


def test_nothing_is_written_on_a_run_that_is_not_there(any_store: Store) -> None:
    for write in (
        lambda: any_store.labels.rename(9, "x"),
        lambda: any_store.labels.set_note(9, "x"),
        lambda: any_store.labels.star([9]),
        lambda: any_store.labels.of(9),
    ):
        with pytest.raises(RunNotFound):
            write()
