"""Which trainings are there, which are on their way, and which are queued."""

from __future__ import annotations

from cnn_core.arithmetic import check
from cnn_core.overrides import override
from cnn_core.records import Group, State
from cnn_core.reproduce.trainings import (
    CNN,
    KIND,
    SEEDS,
    TRAININGS,
    missing,
    queue_missing,
    share_done,
    standings,
)
from cnn_core.store import Store
from tests import reproduced_runs
from tests.ended_runs import ended


def groups(store: Store) -> list[Group]:
    return store.groups.all()


def test_every_training_can_be_trained_with_other_seeds() -> None:
    for training in TRAININGS:
        assert [spec.training.seed for spec in training.specs] == list(range(SEEDS))
        for spec in training.specs:
            check(spec)


def test_the_articles_images_are_all_trained_on() -> None:
    data = CNN.spec.data
    assert (data.normalization, data.validation_share) == ("article", 0)


def test_an_empty_store_lacks_everything_first_seeds_first(store: Store) -> None:
    specs = missing(standings(store.runs()))
    assert len(specs) == SEEDS * len(TRAININGS)
    assert specs[: len(TRAININGS)] == [training.spec for training in TRAININGS]


def test_what_is_missing_is_queued_once(store: Store) -> None:
    reproduced_runs.add(store, CNN, [0.99, 0.99])
    queued = queue_missing(store)
    assert len(queued) == SEEDS * len(TRAININGS) - 2
    assert queue_missing(store) == ()
    (group,) = groups(store)
    assert (group.kind, group.runs) == (KIND, queued)
    found = standings(store.runs())[CNN]
    assert (len(found.finished), len(found.active), found.missing) == (2, SEEDS - 2, ())


def test_failed_stopped_longer_and_deleted_trainings_are_missing(store: Store) -> None:
    spec = CNN.spec
    store.add(ended(spec=spec, result=None), [], {})
    store.add(ended(spec=override(spec, ["training.epochs=6"])), [], {})
    (deleted,) = reproduced_runs.add(store, CNN, [0.99])
    store.trash.delete([deleted])
    assert spec in missing(standings(store.runs()))


def test_other_devices_count_but_not_another_precision(store: Store) -> None:
    store.add(ended(spec=override(CNN.spec, ["hardware.mixed_precision=true"])), [], {})
    assert not standings(store.runs())[CNN].finished
    number = store.add(ended(spec=override(CNN.spec, ["hardware.device=gpu"])), [], {})
    assert [run.id for run in standings(store.runs())[CNN].finished] == [number]


def test_of_several_runs_with_one_seed_the_newest_counts(store: Store) -> None:
    reproduced_runs.add(store, CNN, [0.98])
    (newest,) = reproduced_runs.add(store, CNN, [0.99])
    assert [run.id for run in standings(store.runs())[CNN].finished] == [newest]


def test_a_failed_training_can_be_queued_again(store: Store) -> None:
    first = queue_missing(store)[0]
    claim = store.claim(99, only=first)
    assert claim is not None
    store.end(claim, State.FAILED, "It broke.")
    assert len(queue_missing(store)) == 1


def test_progress_counts_epochs(store: Store) -> None:
    total = SEEDS * sum(training.spec.training.epochs for training in TRAININGS)
    reproduced_runs.add(store, CNN, [0.99, 0.99])
    assert share_done(standings(store.runs()).values()) == 10 / total
    claim = store.claim(99, only=queue_missing(store)[0])
    assert claim is not None
    store.flush(claim, epoch=3)
    assert share_done(standings(store.runs()).values()) == 13 / total
