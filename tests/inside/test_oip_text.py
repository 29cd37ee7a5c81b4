"""What is said of patterns, and how long finding them takes."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.datasets import CLASS_NAMES
from cnn_core.inside.oip_text import (
    OVERHEAD,
    PACE,
    Names,
    about,
    against_training,
    alike_sentence,
    maximise_seconds,
    overview,
    patches_seconds,
    training_sentence,
    value,
)
from cnn_core.layers import ClusterDistances, Dense, Flatten, Output
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise
from tests.found_oips import oips, patches

LAYERS = ARTICLE.architecture.layers
CLASSES = CLASS_NAMES["fashion_mnist"]
MAPS, UNITS, OUTPUTS = (Names(LAYERS, position, CLASSES) for position in (4, 6, 7))


def test_names_count_from_1_and_classes_have_their_own() -> None:
    assert [names(5) for names in (MAPS, UNITS, OUTPUTS)] == ["Map 6", "Unit 6", "Class Sandal"]
    assert MAPS.counted(1) == "1 map"
    assert UNITS.counted(1024) == "1,024 units"
    assert OUTPUTS.counted(10) == "10 classes"


def test_of_a_cluster_the_furthest_is_told() -> None:
    names = Names((ClusterDistances(), Output()), 0, CLASSES)
    assert names(5) == "Cluster 6"
    assert "the furthest, not the nearest" in names.measure_told
    assert "furthest from its centre" in training_sentence(oips(maps=2), patches(maps=2), names, 0)


@pytest.mark.parametrize(
    ("number", "text"),
    [(12.3456, "12.3"), (3.1, "3.10"), (0.05, "0.0500"), (-2, "−2.00"), (123.4, "123"),
     (12345.6, "12,346"), (0, "0.00")],
)  # fmt: skip
def test_values_have_three_digits(number: float, text: str) -> None:
    assert value(number) == text


def test_the_overview_counts_what_was_found_again() -> None:
    found = oips(maps=6, dead=(2, 4))
    assert overview(found, MAPS, 6) == (
        "6 maps, 4 random starts each; 1 found again from another start (0 expected by chance), "
        "3 found once; "
        "2 cannot be excited by any pattern that was tried."
    )
    assert overview(oips(maps=2, starts=1), UNITS, 2000) == (
        "The first 2 units, 1 random start each (of 2,000)."
    )


def test_the_null_is_told_beside_the_likeness() -> None:
    found = oips(maps=6)
    text = alike_sentence(found, MAPS)
    assert f"different maps are alike by {found.by_chance:.2f} on average" in text
    assert f"less alike than {found.threshold:.2f}" in text
    assert "nothing to compare with: 0.50" in alike_sentence(oips(maps=1), MAPS)


def test_patterns_are_compared_with_training_images() -> None:
    found = oips(maps=6, dead=(2,))
    best = float(np.median(found.activations[:, 0][found.excited]))
    told = against_training(found, patches(maps=6, dead=(2,), best=best), MAPS)
    assert told.startswith("3 of 5 maps reach with their pattern")
    assert "1,000 training images" in told
    assert told.endswith("reaches 1.00 times as much.")
    below_0 = against_training(found, patches(maps=6, best=-1.0), MAPS)
    assert below_0.endswith("training images.")


def test_a_map_s_training_patches_are_introduced() -> None:
    found, seen = oips(maps=3, dead=(1,)), patches(maps=3, dead=(1,), best=1.25)
    text = training_sentence(found, seen, MAPS, 0)
    assert "most active node" in text
    assert f"1.25; the pattern above reaches {value(found.activations[0, 0])}." in text
    assert "answers 0.00 to all 1,000" in training_sentence(found, seen, MAPS, 1)
    assert "its logit" in training_sentence(found, seen, OUTPUTS, 2)


def test_times_are_told_roughly() -> None:
    told = [about(duration) for duration in (0.1, 4.4, 13, 85.1, 91, 7300)]
    assert told == [
        "about 5 seconds", "about 5 seconds", "about 15 seconds", "about 90 seconds",
        "about 2 minutes", "about 122 minutes",
    ]  # fmt: skip


def test_times_grow_with_the_work() -> None:
    article = maximise_seconds(LAYERS, Maximise(layer=4))
    assert 10 < article < 30
    assert maximise_seconds(LAYERS, Maximise(layer=4, starts=8)) > 1.5 * article
    wide = Flatten(), Dense(units=5000), Output()
    looked_at = 2 * 1024 * 4 * 100 * 784 * 5000 / PACE
    assert maximise_seconds(wide, Maximise(layer=1)) == pytest.approx(OVERHEAD + looked_at)
    assert patches_seconds(LAYERS, 4, 54_000) > patches_seconds(LAYERS, 4, 6000) > 4
