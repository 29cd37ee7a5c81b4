"""Values around 0 as squares of colour."""

import io

import numpy as np
from PIL import Image, ImageColor

from cnn_core.figures.signed_grid import GAP, signed_grid
from cnn_core.figures.theme import colours


def read(values: np.ndarray, scale: int = 1, *, dark: bool = False) -> np.ndarray:
    png = signed_grid(values.astype(np.float32), scale, dark=dark)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def test_values_take_the_diverging_colours() -> None:
    values = np.array([-1, 0, 1]).reshape(1, 1, 1, 3)
    for dark in (False, True):
        expected = [ImageColor.getrgb(each) for each in colours(dark).diverging]
        assert [tuple(map(int, each[:3])) for each in read(values, dark=dark)[0]] == expected


def test_every_value_is_a_square_and_images_stand_in_rows_and_columns() -> None:
    values = np.random.default_rng(0).uniform(-1, 1, (2, 3, 4, 5))
    picture = read(values, 2)
    assert picture.shape == (2 * 8 + GAP, 3 * 10 + 2 * GAP, 4)
    tile = picture[8 + GAP :, 10 + GAP : 20 + GAP]
    squares = tile.reshape(4, 2, 5, 2, 4)
    assert (squares == squares[:, :1, :, :1]).all()
    np.testing.assert_array_equal(tile[::2, ::2], read(values[1:, 1:2]))


def test_gaps_and_what_is_unknown_are_transparent() -> None:
    picture = read(np.array([0.5, np.nan]).reshape(1, 2, 1, 1))
    assert picture[0, :, 3].tolist() == [255, *[0] * GAP, 0]
