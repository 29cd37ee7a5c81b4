"""Which trainings of a group count, what they say together, and as which curves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core.groups import seeds_of
from cnn_core.presets import ARTICLE
from cnn_core.records import Group, Point, Run, State
from cnn_core.repeat.curves import bands
from cnn_core.repeat.group import Repeated, difference, figures, left_out_text, repeated, repeats
from cnn_core.repeat.text import HEADINGS, mean_sentence, table_rows
from cnn_core.store import Store
from tests.ended_runs import ended, reached

ACCURACIES = (0.9890, 0.9895, 0.9900)


def group_of(*runs: Run, kind: str = "seed", deleted: int = 0) -> Group:
    return Group(1, "a group", kind, 1.0, tuple(run.id for run in runs), deleted)


def members(*runs: Run, deleted: int = 0) -> Repeated:
    return repeated(group_of(*runs, deleted=deleted), {run.id: run for run in runs})


def trained(number: int, accuracy: float) -> Run:
    return ended(number, result=reached(accuracy, seconds=20.0 + number))


def test_those_count_that_were_trained_as_their_settings_say() -> None:
    good = [trained(number, accuracy) for number, accuracy in enumerate(ACCURACIES, 1)]
    running = replace(trained(4, 0.5), state=State.RUNNING, result=None)
    waiting = replace(running, id=5, state=State.QUEUED)
    failed = replace(running, id=6, state=State.FAILED)
    stopped = replace(trained(7, 0.5), state=State.STOPPED)
    further = replace(trained(8, 0.999), target_epochs=9)
    untested = replace(trained(9, 0.5), result=None)
    found = members(*good, running, waiting, failed, stopped, further, untested, deleted=1)
    assert [run.id for run in found.runs] == [1, 2, 3]
    assert found.accuracies == ACCURACIES
    assert left_out_text(found) == (
        "Left out: 2 without a result yet, 1 failed, 1 stopped, 1 trained further, "
        "1 without test figures, 1 deleted."
    )


def test_nothing_is_said_of_those_left_out_where_all_count() -> None:
    assert left_out_text(members(trained(1, 0.99))) == ""


def test_figures_of_a_group() -> None:
    found = figures(members(*(trained(n, accuracy) for n, accuracy in enumerate(ACCURACIES, 1))))
    assert found.test_accuracy.mean == pytest.approx(np.mean(ACCURACIES))
    assert found.seconds.mean == pytest.approx(22.0)
    assert found.test_loss is not None
    rows = table_rows(found)
    assert [row[0] for row in rows] == ["Test accuracy", "Test loss", "Training time"]
    assert {len(row) for row in rows} == {len(HEADINGS)}
    # Half the interval: 4.3027 · 0.0005 / √3.
    assert rows[0][1:] == [
        "3",
        "98.95 %",
        "98.83 % to 99.07 %",
        "0.05 points",
        "98.90 %",
        "99.00 %",
    ]
    told = mean_sentence(found.test_accuracy)
    assert told.startswith("98.95 % ± 0.12 points in the mean of 3 trainings (95 % interval)")


def test_an_interval_is_told_within_what_can_be() -> None:
    found = figures(members(trained(1, 0.9999), trained(2, 0.99)))
    assert "to 100.00 %" in table_rows(found)[0][3]


def test_a_single_training_is_told_as_one() -> None:
    found = figures(members(trained(1, 0.99)))
    assert "a single training: an interval takes two" in mean_sentence(found.test_accuracy)
    assert table_rows(found)[0][3:5] == ["–", "–"]
    same = figures(members(trained(1, 0.99), trained(2, 0.99)))
    assert mean_sentence(same.test_accuracy) == "all 2 trainings reach 99.00 %."


def test_two_groups_by_their_accuracies() -> None:
    first, second = members(trained(1, 0.98), trained(2, 0.981)), members(trained(3, 0.99))
    assert difference(first, second).difference == pytest.approx(0.0095)


def test_groups_that_differ_in_more_than_seeds_are_no_repeats() -> None:
    kinds = ("seed", "weights", "experiment:pooling")
    groups = [group_of(trained(1, 0.99), kind=kind) for kind in kinds]
    assert [group.kind for group in repeats(groups)] == ["seed", "weights"]


def test_deleted_trainings_are_told_while_they_are_in_the_trash(store: Store) -> None:
    store.groups.submit(seeds_of(ARTICLE, 3, "seed"), "three", "seed")
    runs = store.groups.all()[0].runs
    for run in runs[:2]:
        store.stop(run)
    store.trash.delete(runs[:1])
    (left,) = store.groups.all()
    found = repeated(left, {run.id: run for run in store.runs()})
    assert found.left_out == ("stopped", "without a result yet", "deleted")


def test_bands_end_with_the_last_epoch_that_all_reached() -> None:
    rng = np.random.default_rng(0)
    values = rng.random((3, 5, 4))
    lengths = (5, 4, 5)
    trainings = [
        [Point("epoch", e, e, 1.0, *values[number, e - 1]) for e in range(1, length + 1)]
        for number, length in enumerate(lengths)
    ]
    found = bands(trainings)
    for place, band in enumerate((found.loss, found.accuracy, found.val_loss, found.val_accuracy)):
        expected = values[:, :4, place]
        np.testing.assert_allclose(band.mean, expected.mean(axis=0))
        np.testing.assert_array_equal(band.lowest, expected.min(axis=0))
        np.testing.assert_array_equal(band.highest, expected.max(axis=0))


def test_a_figure_that_one_training_does_not_have_is_a_gap() -> None:
    first = [Point("epoch", 1, 1, 1.0, 0.5, 0.9)]
    second = [Point("epoch", 1, 1, 1.0, 0.7, 0.8, 0.6, 0.7)]
    found = bands([first, second])
    assert found.loss.mean == [0.6]
    assert np.isnan(found.val_loss.mean).all()
    assert len(bands([first, []]).loss.mean) == 0
