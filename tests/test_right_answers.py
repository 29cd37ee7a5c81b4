"""Which images a run has right, from what the store holds of it."""

from __future__ import annotations

import numpy as np

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.right_answers import right_answers
from cnn_core.scores import Evaluation
from cnn_core.store import Store
from tests.ended_runs import answers, ended, wrong_at

WRONG = wrong_at(3, slice(50, 60))


def stored(store: Store, evaluation: bytes | None, *settings: str) -> bool:
    """Whether the answers are known of a run that comes with that evaluation."""
    files = {} if evaluation is None else {"evaluation": evaluation}
    number = store.add(ended(spec=override(ARTICLE, settings)), [], files)
    return right_answers(store, store.run(number)) is not None


def test_they_come_in_the_order_of_the_test_set(store: Store) -> None:
    evaluation = Evaluation.from_bytes(answers(WRONG))
    order = np.random.default_rng(0).permutation(10_000)
    shuffled = Evaluation(
        evaluation.probabilities[order],
        evaluation.labels[order],
        evaluation.indices[order],
        evaluation.classes,
    )
    number = store.add(ended(), [], {"evaluation": shuffled.to_bytes()})
    right = right_answers(store, store.run(number))
    assert right is not None
    assert np.array_equal(right, ~WRONG)


def test_they_are_not_known_of_other_images_or_from_damaged_answers(store: Store) -> None:
    whole = answers(WRONG)
    assert stored(store, whole)
    assert not stored(store, None)
    assert not stored(store, whole[:-100])
    assert not stored(store, whole, "data.normalization=article")
    some = Evaluation.from_bytes(whole)
    some = Evaluation(some.probabilities[1:], some.labels[1:], some.indices[1:], some.classes)
    assert not stored(store, some.to_bytes())
