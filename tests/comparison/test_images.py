"""Answers of several networks to the same images, found image by image."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core.comparison.images import NotComparable, RunAnswers, same_images
from cnn_core.scores import Evaluation
from cnn_core.spec import Data

IMAGES = 60


def answered(
    seed: int, data: Data | None = None, positions: np.ndarray | None = None
) -> RunAnswers:
    """A network that is right about two images in three, its images in an order of its own."""
    rng = np.random.default_rng(seed)
    indices = np.arange(IMAGES) if positions is None else positions
    indices = rng.permutation(indices).astype(np.int32)
    labels = (indices * 7 % 10).astype(np.uint8)
    said = np.where(rng.random(IMAGES) < 0.67, labels, (labels + 1) % 10)
    outputs = np.full((IMAGES, 10), 0.01, np.float32)
    outputs[np.arange(IMAGES), said] = rng.uniform(0.5, 0.9, IMAGES)
    return RunAnswers("run 1", data or Data(), Evaluation.of(outputs, labels, indices))


THREE = [answered(seed) for seed in range(3)]


def by_position(each: RunAnswers) -> dict[int, tuple[bool, float]]:
    """(right, confidence) of each image."""
    evaluation = each.evaluation
    right = evaluation.predicted == evaluation.labels
    return {
        int(position): (bool(right[row]), float(evaluation.confidence[row]))
        for row, position in enumerate(evaluation.indices)
    }


def test_answers_are_lined_up_by_position() -> None:
    images = same_images(THREE)
    np.testing.assert_array_equal(images.positions, np.arange(IMAGES))
    np.testing.assert_array_equal(images.labels, np.arange(IMAGES) * 7 % 10)
    for place, each in enumerate(THREE):
        alone = by_position(each)
        assert images.right[place].tolist() == [alone[i][0] for i in range(IMAGES)]
        assert images.confidence[place].tolist() == [alone[i][1] for i in range(IMAGES)]


def test_each_class_is_counted() -> None:
    images = same_images(THREE)
    assert images.images_per_class().tolist() == [IMAGES // 10] * 10
    for place, each in enumerate(THREE):
        hits = np.diag(each.evaluation.confusion())
        np.testing.assert_array_equal(images.right_per_class()[place], hits)


def test_images_that_one_has_right_and_another_wrong() -> None:
    images = same_images(THREE)
    rows = images.only_first_right(0, 2)
    first, other = by_position(THREE[0]), by_position(THREE[2])
    assert set(rows) == {i for i in range(IMAGES) if first[i][0] and not other[i][0]} != set()
    sureness = [other[row][1] for row in rows]
    assert sureness == sorted(sureness, reverse=True)


def test_images_that_all_miss() -> None:
    images, alone = same_images(THREE), list(map(by_position, THREE))
    rows = images.missed_by_all()
    expected = {i for i in range(IMAGES) if not any(each[i][0] for each in alone)}
    assert set(rows) == expected != set()
    least = [min(each[row][1] for each in alone) for row in rows]
    assert least == sorted(least, reverse=True)


def test_images_that_only_one_misses() -> None:
    images, alone = same_images(THREE), list(map(by_position, THREE))
    for place in range(3):
        others = [each for other, each in enumerate(alone) if other != place]
        expected = {
            i
            for i in range(IMAGES)
            if not alone[place][i][0] and all(each[i][0] for each in others)
        }
        assert set(images.missed_only_by(place)) == expected != set()


ARTICLE = Data(normalization="article")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (answered(1, Data(dataset="fashion_mnist")), "on MNIST and on Fashion-MNIST"),
        (answered(1, ARTICLE), "drawn from all of MNIST, as in the article"),
        (answered(1, positions=np.arange(IMAGES) + 1), "each was tested on other images."),
    ],
)
def test_other_images_are_refused_with_the_reason(other: RunAnswers, reason: str) -> None:
    with pytest.raises(NotComparable, match=f"^Run 1 and run 2 cannot be compared: .*{reason}"):
        same_images([THREE[0], replace(other, name="run 2")])


def test_the_articles_own_draws_are_compared_only_where_they_are_the_same() -> None:
    drawn = np.arange(IMAGES) * 1000
    first = answered(0, ARTICLE, drawn)
    assert len(same_images([first, answered(1, ARTICLE, drawn)]).positions) == IMAGES
    with pytest.raises(NotComparable, match="of its own draw, as in the article"):
        same_images([first, answered(1, ARTICLE, drawn + 1)])


def test_other_labels_are_refused() -> None:
    labels = (THREE[1].evaluation.labels + 1) % 10
    changed = replace(THREE[1], evaluation=replace(THREE[1].evaluation, labels=labels))
    with pytest.raises(NotComparable, match="different labels"):
        same_images([THREE[0], changed])
