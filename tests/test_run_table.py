"""The table of runs: its rows, which of them are wanted, and their order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import Label, Point, Run, State
from cnn_core.run_table import OWN, SORTED_BY, Filter, KnownRows, Row, in_order, make_row
from cnn_core.scores import wilson
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from tests.stored_runs import RESULT

UNLABELLED = Label()
HISTORY = [Point("epoch", n, n, n, val_accuracy=share) for n, share in ((1, 0.8), (2, 0.7))]


def run(number: int, accuracy: float | None = None, spec: RunSpec = ARTICLE, **about: str) -> Run:
    result = accuracy and RESULT.model_copy(update={"test_accuracy": accuracy})
    return Run(
        id=number,
        name=about.get("name", f"number {number}"),
        spec=spec,
        state=State(about.get("state", "finished" if result else "stopped")),
        attempt=1,
        crashes=0,
        target_epochs=5,
        epoch=2,
        step=2,
        created=1e9,
        started=1e9,
        ended=1e9,
        heartbeat=None,
        device=None,
        message=None,
        expected_epoch_seconds=None,
        result=result or None,
    )


def row(run: Run, label: Label = UNLABELLED) -> Row:
    return make_row(run, label, None)


def numbers(rows: list[Row]) -> list[int]:
    return [row.run.id for row in rows]


def test_a_row_tells_what_a_run_has_reached() -> None:
    tested = make_row(run(1, 0.98), Label(), 0.97)
    assert (tested.accuracy, tested.best_validation, tested.seconds) == (0.98, 0.97, RESULT.seconds)
    interval = tested.interval
    assert interval is not None
    assert (interval.low, interval.high) == wilson(9800, 10_000)
    assert (tested.preset, tested.origin) == ("article", "article")


def test_a_run_without_a_test_has_what_its_spec_tells() -> None:
    waiting = row(run(1, spec=override(SMALL, ["training.batch_size=32"])))
    assert (waiting.accuracy, waiting.interval, waiting.seconds) == (None, None, None)
    assert waiting.weights == 18_146
    assert waiting.device == "CPU"
    assert waiting.origin == "changed from small"


def test_layers_of_no_preset_are_its_own() -> None:
    layers = ARTICLE.architecture.layers[2:]
    network = ARTICLE.architecture.model_copy(update={"layers": layers})
    own = row(run(1, spec=ARTICLE.model_copy(update={"architecture": network})))
    assert (own.preset, own.origin) == (OWN, OWN)


ROWS = [
    row(run(12, 0.99, name="Wide [net]"), Label("for Ann", ("homework", "B"), starred=True)),
    row(run(11, name="narrow", state="failed"), Label(tags=("homework",))),
    row(run(1, 0.97, override(SMALL, ["data.dataset=fashion_mnist"]), name="Straße")),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), [12, 11, 1]),
        (Filter("wide"), [12]),
        (Filter("NET] ann"), [12]),
        (Filter("strasse"), [1]),
        (Filter("homework"), [12, 11]),
        (Filter("homework narrow"), [11]),
        (Filter("1"), [1]),
        (Filter("  "), [12, 11, 1]),
        (Filter(".*"), []),
        (Filter(states=("failed", "finished")), [12, 11, 1]),
        (Filter(states=("failed",)), [11]),
        (Filter(tags=("homework",)), [12, 11]),
        (Filter(tags=("homework", "B")), [12]),
        (Filter(presets=("small",)), [1]),
        (Filter(datasets=("mnist",)), [12, 11]),
        (Filter(starred=True), [12]),
        (Filter("homework", starred=True, states=("failed",)), []),
    ],
)
def test_rows_that_fit_every_condition_are_found(wanted: Filter, found: list[int]) -> None:
    assert numbers(list(filter(wanted, ROWS))) == found


@pytest.mark.parametrize("column", SORTED_BY)
@pytest.mark.parametrize("descending", [True, False])
def test_every_column_sorts(column: str, descending: bool) -> None:
    key = SORTED_BY[column]
    values = [key(row) for row in in_order(ROWS, column, descending)]
    there = [value for value in values if value is not None]
    assert there == sorted(there, reverse=descending)
    assert values[len(there) :] == [None] * (len(values) - len(there))


def test_equal_rows_stay_newest_first() -> None:
    equal = [row(run(number, 0.98)) for number in (3, 5, 4)]
    assert numbers(in_order(equal, "accuracy", True)) == [5, 4, 3]
    assert numbers(in_order(equal, "accuracy", False)) == [5, 4, 3]


def test_all_runs_are_there_with_what_is_written_on_them(store: Store) -> None:
    first = store.add(run(0, 0.98), HISTORY, {})
    second = store.add(run(0), [], {})
    store.labels.star([first])
    newest, oldest = KnownRows(store).all()
    assert (newest.run, oldest.run) == (store.run(second), store.run(first))
    assert (newest.best_validation, oldest.best_validation) == (None, 0.8)
    assert (newest.label, oldest.label) == (Label(), Label(starred=True))


def test_what_changes_is_seen_and_the_rest_is_not_made_again(store: Store) -> None:
    still, extended, labelled, renamed, gone = (
        store.add(run(0, 0.98), HISTORY, {}) for _ in range(5)
    )
    known = KnownRows(store)
    before = {row.run.id: row for row in known.all()}
    store.extend(extended, 1)
    claim = store.claim(1)
    assert claim is not None
    store.flush(claim, [Point("epoch", 3, 3, 3.0, val_accuracy=0.9)], epoch=3)
    store.labels.tag([labelled], "new")
    store.labels.rename(renamed, "other")
    store.trash.delete([gone])
    after = {row.run.id: row for row in known.all()}
    assert after[still] is before[still]
    assert after[extended].run.epoch == 3
    assert after[extended].best_validation == 0.9
    assert after[labelled] == replace(before[labelled], label=Label(tags=("new",)))
    assert after[renamed].run.name == "other"
    assert after.keys() == before.keys() - {gone}
