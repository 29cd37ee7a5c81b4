"""Mean maps in rows and columns: scales, sizes, and which numbers are struck through."""

import re

import numpy as np

from cnn_core.figures.mean_maps import MOST, mean_maps_html, node_size, scaled
from cnn_core.figures.signed_grid import GAP
from cnn_core.figures.theme import LIGHT

NAMES = [*"0123456789"]


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 3, (10, *shape)).astype(np.float32)


def test_each_map_has_a_scale_of_its_own() -> None:
    means = random(3, 4, 5) * np.arange(5, dtype=np.float32)
    means[7, ..., 4] = np.nan
    shares = scaled(means)
    assert np.nanmax(np.abs(shares), axis=(0, 1, 2)).tolist() == [0, 1, 1, 1, 1]
    ratio = shares[2, 0, 0, 1] / shares[3, 1, 1, 1]
    np.testing.assert_allclose(ratio, means[2, 0, 0, 1] / means[3, 1, 1, 1], rtol=1e-5)


def test_maps_of_any_size_can_be_seen() -> None:
    for side in range(1, 29):
        assert 20 <= side * node_size(side, side) <= 60
    assert node_size(1, 28) == node_size(28, 1) == 2


def test_numbers_stand_above_their_maps_and_dead_ones_are_struck() -> None:
    html = mean_maps_html(random(3, 3, 12), NAMES, {4}, LIGHT, dark=False)
    numbers = re.findall(r'<span style="width:24px">(?:<s title="dead">)?(\d+)', html)
    assert numbers == [str(each) for each in range(1, 13)]
    assert re.findall(r'<s title="dead">(\d+)</s>', html) == ["5"]
    assert f'width="{12 * 24 + 11 * GAP}" height="{10 * 24 + 9 * GAP}"' in html


def test_of_very_many_maps_the_first_are_shown() -> None:
    html = mean_maps_html(random(1, 1, MOST + 5), NAMES, (), LIGHT, dark=True)
    assert f">{MOST}</span>" in html
    assert f">{MOST + 1}</span>" not in html
