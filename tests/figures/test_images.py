import io

import numpy as np
from PIL import Image

from cnn_core.figures.images import grid


def read(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


def test_every_pixel_is_a_square_of_one_colour() -> None:
    image = np.random.default_rng(0).integers(0, 256, (1, 28, 28), np.uint8)
    picture = read(grid(image, 1, dark=False, scale=3))
    assert picture.shape == (84, 84, 4)
    squares = picture.reshape(28, 3, 28, 3, 4)
    assert (squares == squares[:, :1, :, :1]).all()


def test_images_stand_row_by_row_with_transparent_gaps() -> None:
    images = np.stack([np.full((2, 2), value, np.uint8) for value in (0, 128, 255)])
    picture = read(grid(images, 2, dark=False, scale=1, gap=1))
    assert picture.shape == (5, 5, 4)
    brightness = [int(picture[place][0]) for place in ((0, 0), (0, 3), (3, 0))]
    assert brightness == sorted(brightness, reverse=True)
    assert len(set(brightness)) == 3
    assert picture[2, 2, 3] == picture[4, 4, 3] == 0


def test_ink_is_light_on_a_dark_page() -> None:
    images = np.array([[[0, 255]]], np.uint8)
    picture = read(grid(images, 1, dark=True, scale=1))
    assert picture[0, 1, 0] > picture[0, 0, 0]
