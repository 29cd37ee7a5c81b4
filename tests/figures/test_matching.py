"""The matrix of a layer, before and after matching."""

from __future__ import annotations

import numpy as np

from cnn_core.figures.matching import MOST, matching_figure

SIMILARITIES = np.array([[0.1, 0.9, np.nan], [-0.5, 0.2, np.nan], [0.8, 0.1234, np.nan]])


def test_rows_and_columns_are_in_the_given_orders() -> None:
    rows, columns = np.array([0, 2, 1]), np.array([1, 0, 2])
    (cells,) = matching_figure(SIMILARITIES, (rows, columns), (4, 7), "filter").data
    np.testing.assert_allclose(np.diag(cells.z), [0.9, 0.8, np.nan])
    assert cells.z[1][1] == 0.8
    assert cells.z[1][0] == 0.123
    assert (list(cells.y), list(cells.x)) == (["1", "3", "2"], ["2", "1", "3"])
    assert "filter %{y} of run 4, filter %{x} of run 7" in cells.hovertemplate


def test_colours_are_centred_on_0_in_both_themes() -> None:
    own = np.arange(3)
    for dark in (False, True):
        (cells,) = matching_figure(SIMILARITIES, (own, own), (1, 2), "unit", dark).data
        assert (cells.zmin, cells.zmid, cells.zmax) == (-1, 0, 1)


def test_of_many_units_the_first_are_drawn() -> None:
    own = np.arange(MOST + 50)
    (cells,) = matching_figure(np.eye(len(own)), (own, own), (1, 2), "unit").data
    assert np.shape(cells.z) == (MOST, MOST)
