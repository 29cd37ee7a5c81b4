"""Prepared experiments: what they queue, and which setting a run is of."""

from __future__ import annotations

import pytest

from cnn_core.arithmetic import check
from cnn_core.machine import with_fixed_threads
from cnn_core.overrides import override
from cnn_core.prepared.experiment import LONGEST_KEY, SIZES, Experiment, Size, specs_of
from cnn_core.prepared.table import EXPERIMENTS, IMAGES
from cnn_core.presets import ARTICLE
from cnn_core.store import Store

every_experiment = pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)


@every_experiment
@pytest.mark.parametrize("size", SIZES)
def test_every_setting_can_be_trained_and_is_found_again(
    experiment: Experiment, size: Size
) -> None:
    arms = experiment.arms_at(size)
    specs = specs_of(arms, 3)
    assert len(specs) == 3 * len(arms) == 3 * len({arm.label for arm in arms})
    for number, spec in enumerate(specs):
        check(spec)
        assert experiment.find(with_fixed_threads(spec)) == (size, arms[number % len(arms)])


@every_experiment
def test_the_trainings_of_a_setting_differ_in_their_seeds_only(experiment: Experiment) -> None:
    arms = experiment.arms_at("quick")
    specs = specs_of(arms, 3)
    for place in range(len(arms)):
        mine = [spec.training for spec in specs[place :: len(arms)]]
        assert [each.seed_of_weights for each in mine] == [0, 1, 2]
        assert [each.seed_of_order for each in mine] == [0, 1, 2]
        assert {each.seed for each in mine} == {0}


@every_experiment
def test_the_texts_are_sentences_and_the_keys_are_short(experiment: Experiment) -> None:
    assert len(experiment.key) <= LONGEST_KEY
    assert experiment.question.endswith("?")
    assert experiment.trained.endswith(".")
    assert experiment.measures


def test_a_group_of_any_experiment_can_be_stored(store: Store) -> None:
    for experiment in EXPERIMENTS.values():
        store.groups.submit([ARTICLE], experiment.title, experiment.kind)
    kinds = {group.kind for group in store.groups.all()}
    assert kinds == {f"experiment:{key}" for key in EXPERIMENTS}


def test_a_run_with_other_settings_is_of_no_experiment() -> None:
    other = override(ARTICLE, ["training.batch_size=32"])
    assert not any(experiment.find(other) for experiment in EXPERIMENTS.values())


def test_on_fewer_images_as_many_steps_are_trained() -> None:
    for size in SIZES:
        specs = [arm.spec for arm in IMAGES.arms_at(size)]
        assert len({spec.data.train_images * spec.training.epochs for spec in specs}) == 1


def test_the_quick_size_is_a_sixth_of_the_images_and_two_fifths_of_the_epochs() -> None:
    (base, *_) = IMAGES.arms_at("quick")
    assert (base.spec.data.train_images, base.spec.training.epochs) == (10_000, 2)
    assert base.label == "10,000 images"
