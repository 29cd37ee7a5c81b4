"""Pictures of digits, MNIST's own on paper of all kinds, and files that are no picture."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFilter

from cnn_core.datasets import load_test
from cnn_core.drawing.pictures import LARGEST_FILE, LARGEST_SIDE, PictureError, read
from cnn_core.drawing.preparation import Drawing, prepare
from cnn_core.drawing.raster import Ink, Values

DIGITS = load_test("mnist").pixels[:4]
"""7, 2, 1 and 0."""
HEIGHT, WIDTH, SIZE = 450, 600, 240
"""Pixels of a photo, and of the digit's 28×28 on it."""
BLACK_ON_WHITE = 255 - DIGITS[0]


def file(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def seen(data: bytes) -> Ink:
    pixels = prepare(Drawing(image=read(data).ink), "mnist")
    assert pixels is not None
    return pixels


def difference(pixels: Ink, digit: Ink) -> float:
    return float(abs(pixels.astype(int) - digit).mean())


def assert_is(data: bytes, digit: Ink = DIGITS[0], limit: float = 1) -> None:
    """The picture shows this digit, and is unlike the others."""
    pixels = seen(data)
    assert difference(pixels, digit) < limit
    others = [difference(pixels, other) for other in DIGITS if not np.array_equal(other, digit)]
    assert difference(pixels, digit) < 0.6 * min(others)


# ---------------------------------------------------------------- pictures from a screen


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("times", [1, 9, 40])
def test_a_picture_from_a_screen_is_taken_as_it_is(times: int, kind: str, invert: bool) -> None:
    digit = np.kron(DIGITS[0], np.ones((times, times), np.uint8))
    assert_is(
        file(Image.fromarray(255 - digit if invert else digit), kind, lossless=True),
        limit=1 if times < 40 else 8,
    )


@pytest.mark.parametrize("mode", ["1", "P", "L", "LA", "RGB", "RGBA", "I;16"])
def test_any_mode_of_a_png(mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(BLACK_ON_WHITE.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(BLACK_ON_WHITE).convert(mode)
    assert_is(file(image), limit=8 if mode == "1" else 1)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_any_mode_of_a_jpeg(mode: str) -> None:
    image = Image.fromarray(BLACK_ON_WHITE).resize((280, 280), Image.Resampling.BICUBIC)
    assert_is(file(image.convert(mode), "JPEG", quality=70), limit=12)


def test_a_photo_of_a_phone_holds_a_smaller_one_too() -> None:
    image = Image.fromarray(BLACK_ON_WHITE).resize((280, 280), Image.Resampling.BICUBIC)
    data = file(image, "MPO", save_all=True, append_images=[image.reduce(4)])
    assert Image.open(io.BytesIO(data)).format == "MPO"
    assert_is(data, limit=12)


def test_transparent_corners_are_ground() -> None:
    opacity = np.full((280, 280), 255, np.uint8)
    opacity[:20, :20] = opacity[-20:, -20:] = 0
    image = Image.fromarray(np.kron(BLACK_ON_WHITE, np.ones((10, 10), np.uint8)))
    assert_is(file(Image.merge("LA", (image, Image.fromarray(opacity)))))


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_on_a_transparent_ground(ink: int) -> None:
    lightness = Image.fromarray(np.full_like(DIGITS[0], ink))
    image = Image.merge("LA", (lightness, Image.fromarray(DIGITS[0])))
    assert_is(file(image))
    palette = image.convert("RGBA").quantize(16)
    assert_is(file(palette), limit=6)


def test_a_picture_lies_the_way_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90° clockwise
    turned = Image.fromarray(np.rot90(BLACK_ON_WHITE))
    assert_is(file(turned, exif=exif))


def test_faint_ink_becomes_full() -> None:
    faint = Image.fromarray((255 - DIGITS[0] * 0.3).astype(np.uint8))
    assert_is(file(faint), limit=2)


# ---------------------------------------------------------------- photos of paper


def light(paper: float = 200) -> Values:
    """A lamp on one side, and a vignette."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return paper + 60 * (x / WIDTH - 0.5) + 40 * (y / HEIGHT - 0.5) - 80 * (x / WIDTH - 0.5) ** 2


def photo(digit: Ink, paper: Values, ink: float = 0.3, turn: int = 0) -> bytes:
    """Ink that leaves that share of the paper's light, a lens that blurs, a sensor with noise."""
    size = (SIZE, SIZE)
    shares = np.asarray(Image.fromarray(digit).resize(size, Image.Resampling.BICUBIC)) / 255
    inked = paper.copy()
    inked[120 : 120 + SIZE, 190 : 190 + SIZE] *= 1 - (1 - ink) * shares
    noisy = inked + np.random.default_rng(turn).normal(0, 5, paper.shape)
    image = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
    blurred = image.filter(ImageFilter.GaussianBlur(1.2)).convert("RGB")
    return file(blurred, "JPEG", quality=80)


@pytest.mark.parametrize("turn", range(len(DIGITS)))
def test_a_photo_in_uneven_light(turn: int) -> None:
    assert_is(photo(DIGITS[turn], light(), turn=turn), DIGITS[turn], 14)


def test_chalk_on_a_board() -> None:
    assert_is(photo(DIGITS[0], light(60), ink=2.5), limit=14)


def test_a_pencil_is_fainter() -> None:
    assert_is(photo(DIGITS[0], light(), ink=0.6), limit=14)


def test_a_hard_shadow_on_the_paper() -> None:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    assert_is(photo(DIGITS[0], light() * np.where(x + 0.4 * y > 370, 0.65, 1)), limit=14)


@pytest.mark.parametrize("ink", [0.3, 0.55])
def test_ruled_paper(ink: float) -> None:
    rules = np.arange(HEIGHT) % 45 < 2
    assert_is(photo(DIGITS[0], light() * np.where(rules, 0.75, 1)[:, np.newaxis], ink), limit=16)


def test_dirt_and_a_dark_table_around_the_paper() -> None:
    paper = light()
    paper[:40], paper[:, :30] = 50, 50
    for y, x in ((80, 120), (400, 500), (300, 60), (90, 480)):
        paper[y : y + 6, x : x + 6] = 70
    assert_is(photo(DIGITS[0], paper), limit=16)


def test_a_digit_of_two_parts_keeps_both() -> None:
    five = np.zeros((200, 200), np.uint8)
    five[40:55, 90:140] = 255
    five[75:160, 80:95] = 255
    five[145:160, 80:140] = 255
    ink = read(file(Image.fromarray(five))).ink
    assert (ink > 0).sum() == (five > 0).sum()


def test_the_picture_is_the_ink_with_a_margin_and_not_too_large() -> None:
    picture = read(photo(DIGITS[0], light()))
    assert (picture.height, picture.width) == picture.ink.shape
    rows = np.flatnonzero(picture.ink.any(axis=1))
    assert 0.6 < (rows[-1] - rows[0]) / picture.height < 0.8
    large = read(file(Image.fromarray(np.kron(DIGITS[0], np.ones((80, 80), np.uint8)))))
    assert max(large.width, large.height) == LARGEST_SIDE


# ---------------------------------------------------------------- nothing drawn


@pytest.mark.parametrize(
    "image",
    [
        Image.new("L", (1, 1), 255),
        Image.new("L", (1, 1), 0),
        Image.new("L", (1, 300), 128),
        Image.new("RGB", (40, 30), "white"),
        Image.new("RGBA", (40, 30)),
        Image.fromarray(light().astype(np.uint8)),
        Image.fromarray(np.random.default_rng(0).normal(200, 8, (90, 90)).astype(np.uint8)),
    ],
    ids=["white point", "black point", "line", "white", "transparent", "light", "noise"],
)
def test_an_empty_page_is_told(image: Image.Image) -> None:
    with pytest.raises(PictureError, match="Nothing that is drawn was found"):
        read(file(image))


def test_an_empty_page_in_a_photo_is_told() -> None:
    with pytest.raises(PictureError, match="Nothing that is drawn was found"):
        read(photo(np.zeros((28, 28), np.uint8), light()))


# ---------------------------------------------------------------- files that are no picture


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header states a size, and which has next to no data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.mark.parametrize("side", [3_500, 12_000, 30_000])
def test_a_picture_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    with pytest.raises(PictureError, match=r"at most 12 million pixels|too many pixels"):
        read(png_of_size(side, side))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a seven",
        b"<svg xmlns='http://www.w3.org/2000/svg'><text>7</text></svg>",
        file(Image.fromarray(BLACK_ON_WHITE), "GIF"),
        file(Image.fromarray(BLACK_ON_WHITE), "BMP"),
        file(Image.fromarray(BLACK_ON_WHITE), "PDF"),
    ],
    ids=["empty", "text", "svg", "gif", "bmp", "pdf"],
)
def test_another_kind_of_file_is_refused_whatever_its_name(data: bytes) -> None:
    with pytest.raises(PictureError, match="A PNG, JPEG or WebP picture is expected"):
        read(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_file_cut_short_is_refused(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 200), dtype=np.uint8)
    data = file(Image.fromarray(noise), kind)
    for share in (0.02, 0.3, 0.9):
        with pytest.raises(PictureError, match=r"damaged or incomplete|picture is expected"):
            read(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_damaged_bytes_raise_nothing_else(kind: str) -> None:
    data = file(Image.fromarray(BLACK_ON_WHITE).resize((90, 90)), kind)
    rng = np.random.default_rng(1)
    for _ in range(40):
        damaged = bytearray(data)
        for place in rng.integers(0, len(data), 3):
            damaged[place] = rng.integers(0, 256)
        with contextlib.suppress(PictureError):
            assert read(bytes(damaged)).ink.any()


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(PictureError, match="at most 10 MB is expected"):
        read(bytes(LARGEST_FILE + 1))
