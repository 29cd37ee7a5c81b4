"""The datasets and their splits."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from cnn_core import idx, sources
from cnn_core.datasets import (
    CLASS_NAMES,
    Images,
    Split,
    available,
    load,
    load_test,
    prepare,
    sample,
    sizes,
)
from cnn_core.spec import Data

NORMALIZATIONS = ("unit", "mean_std", "per_pixel", "article")

needs_fashion = pytest.mark.skipif(
    sources.fashion_folder() is None and not os.environ.get("CNN_LAB_REQUIRE_ALL"),
    reason="needs Debian's package dataset-fashion-mnist",
)


def md5(array: np.ndarray) -> str:
    return hashlib.md5(idx.encode(array)).hexdigest()


def digests(images: Images) -> list[bytes]:
    return [hashlib.blake2b(image.tobytes()).digest() for image in images.pixels]


@pytest.fixture(scope="module")
def mnist() -> tuple[Images, Images]:
    return load("mnist")


def test_mnist_is_the_published_one(mnist: tuple[Images, Images]) -> None:
    train, test = mnist
    assert [md5(array) for array in (train.pixels, train.labels, test.pixels, test.labels)] == [
        "6bbc9ace898e44ae57da46a324031adb",
        "a25bea736e30d166cdddb491f175f624",
        "2646ac647ad5339dbf082846283269ea",
        "27ae3e4e09519cfbb04c329615203637",
    ]


@needs_fashion
def test_fashion_mnist_is_the_published_one() -> None:
    train, test = load("fashion_mnist")
    assert [md5(array) for array in (train.pixels, train.labels, test.pixels, test.labels)] == [
        "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "9018921c3c673c538a1fc5bad174d6f9",
        "8181f5470baa50b63fa0f6fddb340f0a",
        "15d484375f8d13e6eb1aabb0c3f46965",
    ]


def test_a_sample_is_the_beginning(mnist: tuple[Images, Images]) -> None:
    few = sample("mnist", 12)
    np.testing.assert_array_equal(few.pixels, mnist[0].pixels[:12])
    assert few.labels.tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5]


def test_test_images_are_read_alone(mnist: tuple[Images, Images]) -> None:
    np.testing.assert_array_equal(load_test("mnist").pixels, mnist[1].pixels)


def test_classes_have_names() -> None:
    assert all(len(names) == 10 for names in CLASS_NAMES.values())


def test_availability_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert available("mnist") is None
    monkeypatch.setattr(sources, "DEBIAN_FOLDER", tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert "dataset-fashion-mnist" in str(available("fashion_mnist"))


@pytest.mark.parametrize(
    ("train_images", "share", "expected"),
    [
        (60_000, 0.1, (54_000, 6_000, 10_000)),
        (6_000, 0.0, (6_000, 0, 10_000)),
        (101, 0.5, (51, 50, 10_000)),
        (12_345, 0.2, (9_876, 2_469, 10_000)),
    ],
)
@pytest.mark.parametrize("normalization", ["unit", "article"])
def test_sizes_are_those_of_the_split(
    train_images: int, share: float, expected: tuple[int, int, int], normalization: str
) -> None:
    data = Data(train_images=train_images, validation_share=share, normalization=normalization)
    split = prepare(data, seed=1)
    assert sizes(data) == expected
    assert (len(split.train), len(split.validation), len(split.test)) == expected


def joined(mnist: tuple[Images, Images]) -> list[bytes]:
    return digests(mnist[0]) + digests(mnist[1])


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_no_image_is_in_two_parts(mnist: tuple[Images, Images], normalization: str) -> None:
    """All images of MNIST differ, so that equal contents would be the same image."""
    everything = joined(mnist)
    assert len(set(everything)) == 70_000
    split = prepare(Data(normalization=normalization), seed=3)
    parts = [set(digests(part)) for part in (split.train, split.validation, split.test)]
    assert [len(part) for part in parts] == [54_000, 6_000, 10_000]
    assert len(set.union(*parts)) == 70_000
    official = parts[2] == set(digests(mnist[1]))
    assert official is (normalization != "article")


@pytest.mark.parametrize("normalization", ["unit", "article"])
def test_test_indices_point_at_the_test_images(
    mnist: tuple[Images, Images], normalization: str
) -> None:
    split = prepare(Data(normalization=normalization), seed=4)
    train, test = mnist
    pixels, labels = test.pixels, test.labels
    if normalization == "article":
        pixels = np.concatenate((train.pixels, test.pixels))
        labels = np.concatenate((train.labels, test.labels))
    assert split.test_indices.dtype == np.int32
    np.testing.assert_array_equal(pixels[split.test_indices], split.test.pixels)
    np.testing.assert_array_equal(labels[split.test_indices], split.test.labels)


def same_images(one: Split, other: Split) -> bool:
    return np.array_equal(one.train.pixels, other.train.pixels) and np.array_equal(
        one.validation.labels, other.validation.labels
    )


def test_the_seed_decides_the_split() -> None:
    data = Data(train_images=2_000)
    assert same_images(prepare(data, 5), prepare(data, 5))
    assert not same_images(prepare(data, 5), prepare(data, 6))


def test_labels_stay_with_their_images(mnist: tuple[Images, Images]) -> None:
    label_of = dict(zip(digests(mnist[0]), mnist[0].labels.tolist(), strict=True))
    split = prepare(Data(train_images=3_000), seed=7)
    for part in (split.train, split.validation):
        assert [label_of[digest] for digest in digests(part)] == part.labels.tolist()


def test_validation_and_test_images_are_not_fitted_on() -> None:
    split = prepare(Data(train_images=1_000, normalization="per_pixel"), seed=8)
    oracle = StandardScaler().fit(split.train.pixels.reshape(900, -1).astype(np.float64))
    np.testing.assert_allclose(split.normalization.mean.ravel(), oracle.mean_, rtol=1e-6)
    np.testing.assert_allclose(split.normalization.deviation.ravel(), oracle.scale_, rtol=1e-6)


def test_the_article_fits_on_all_images(mnist: tuple[Images, Images]) -> None:
    split = prepare(Data(train_images=1_000, normalization="article"), seed=8)
    everything = np.concatenate((mnist[0].pixels, mnist[1].pixels)).reshape(70_000, -1)
    oracle = StandardScaler().fit(everything.astype(np.float32))
    np.testing.assert_allclose(split.normalization.mean.ravel(), oracle.mean_, rtol=1e-4)
    np.testing.assert_allclose(split.normalization.deviation.ravel(), oracle.scale_, rtol=1e-4)


@needs_fashion
def test_fashion_mnist_is_split_alike() -> None:
    split = prepare(Data(dataset="fashion_mnist", train_images=500), seed=9)
    assert (len(split.train), len(split.validation), len(split.test)) == (450, 50, 10_000)


# ---------------------------------------------------------------- kept digits


def kept(count: int) -> Images:
    """Images of one grey, which MNIST has none of."""
    greys = np.arange(101, 101 + count, dtype=np.uint8)
    return Images(np.tile(greys[:, None, None], (1, 28, 28)), np.arange(count, dtype=np.uint8))


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_kept_digits_are_added_to_the_training_images_alone(normalization: str) -> None:
    plain = Data(train_images=1_000, normalization=normalization)
    data = plain.model_copy(update={"kept_images": 7})
    without, split = prepare(plain, seed=2), prepare(data, seed=2, kept=kept(3))
    assert sizes(data) == (907, 100, 10_000)
    assert len(split.train) == 907
    np.testing.assert_array_equal(split.train.pixels[:900], without.train.pixels)
    np.testing.assert_array_equal(split.train.labels[:900], without.train.labels)
    assert split.train.pixels[900:, 0, 0].tolist() == [101, 102, 103, 101, 102, 103, 101]
    assert split.train.labels[900:].tolist() == [0, 1, 2, 0, 1, 2, 0]
    for part in ("validation", "test"):
        ours, theirs = getattr(split, part), getattr(without, part)
        np.testing.assert_array_equal(ours.pixels, theirs.pixels)
    np.testing.assert_array_equal(split.normalization.mean, without.normalization.mean)
    np.testing.assert_array_equal(split.normalization.deviation, without.normalization.deviation)


def test_kept_digits_that_a_run_does_not_ask_for_are_left_out() -> None:
    data = Data(train_images=500)
    assert same_images(prepare(data, 1), prepare(data, 1, kept=kept(3)))


def test_fewer_images_than_digits_take_the_first_ones() -> None:
    split = prepare(Data(train_images=100, kept_images=2), seed=0, kept=kept(5))
    assert split.train.labels[90:].tolist() == [0, 1]


def test_kept_digits_that_are_wanted_must_be_there() -> None:
    for nothing in (None, kept(0)):
        with pytest.raises(ValueError, match="expected kept digits"):
            prepare(Data(train_images=100, kept_images=2), seed=0, kept=nothing)
