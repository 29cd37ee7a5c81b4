"""Files of the datasets: where they are looked for, and damaged ones."""

import gzip
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core import idx, sources
from cnn_core.sources import DatasetUnavailable

MNIST = sources.MNIST_FILE


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of MNIST's file, which the module reads in place of its own."""
    path = tmp_path / "mnist.npz"
    shutil.copy(MNIST, path)
    monkeypatch.setattr(sources, "MNIST_FILE", path)
    return path


def fill(folder: Path) -> Path:
    """Put four small files of the right names there."""
    folder.mkdir(parents=True)
    for part, (pixels, labels) in sources.IDX_NAMES.items():
        count = sources.COUNTS[part]
        for name, shape in ((pixels, (count, 28, 28)), (labels, (count,))):
            (folder / f"{name}.gz").write_bytes(gzip.compress(idx.header(shape) + bytes(5_000), 1))
    return folder


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Debian's folder and Keras' cache, neither there yet."""
    monkeypatch.setattr(sources, "DEBIAN_FOLDER", tmp_path / "debian")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "debian", sources.keras_folder()


def test_the_repositorys_file_is_what_the_script_makes(tmp_path: Path) -> None:
    for part, names in sources.IDX_NAMES.items():
        for name, array in zip(names, sources.read_mnist(part), strict=True):
            (tmp_path / name).write_bytes(idx.encode(array))
    script = "import sys; from docs.make_mnist import pack; from pathlib import Path; "
    script += "pack(Path(sys.argv[1]), Path(sys.argv[1], 'made.npz'))"
    root = Path(sources.__file__).parents[1]
    subprocess.run([sys.executable, "-c", script, tmp_path], cwd=root, check=True)
    with np.load(tmp_path / "made.npz") as made, np.load(MNIST) as kept:
        assert made.files == kept.files == ["x_train", "y_train", "x_test", "y_test"]
        for name in kept.files:
            np.testing.assert_array_equal(made[name], kept[name])


@pytest.mark.parametrize("kept", [0, 1_000, 11_000_000])
def test_truncated_mnist(copy: Path, kept: int) -> None:
    with copy.open("r+b") as file:
        file.truncate(kept)
    with pytest.raises(DatasetUnavailable, match=r"mnist\.npz is missing or damaged"):
        sources.read_mnist("test")


def test_missing_mnist(copy: Path) -> None:
    copy.unlink()
    with pytest.raises(DatasetUnavailable, match="git checkout"):
        sources.read_mnist("train", 10)


@pytest.mark.parametrize(
    ("name", "array", "received"),
    [
        ("x_test", np.zeros((10_000, 28, 29), np.uint8), r"\(10000, 28, 29\) uint8"),
        ("x_test", np.zeros((10_000, 28, 28), np.float32), r"\(10000, 28, 28\) float32"),
        ("y_test", np.full(10_000, 10, np.uint8), "labels from 0 to 9. Received: 10"),
        ("y_test", np.array(["not", "bytes"], object), "object"),
        ("other", np.zeros(3), "no item named 'x_test.npy'"),
    ],
)
def test_other_arrays_are_refused(copy: Path, name: str, array: np.ndarray, received: str) -> None:
    right = {"x_test": np.zeros((10_000, 28, 28), np.uint8), "y_test": np.zeros(10_000, np.uint8)}
    arrays = {name: array} if name == "other" else right | {name: array}
    np.savez(copy, allow_pickle=True, **arrays)
    with pytest.raises(DatasetUnavailable, match=received):
        sources.read_mnist("test")


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_to_mnist_is_found_or_harmless(copy: Path, data: st.DataObject) -> None:
    size = MNIST.stat().st_size
    with zipfile.ZipFile(MNIST) as archive:
        header = archive.getinfo("x_test.npy").header_offset
    in_header = st.integers(header, header + 400)
    in_list_of_arrays = st.integers(size - 400, size - 1)
    position = data.draw(in_header | in_list_of_arrays)
    with copy.open("r+b") as file:
        file.seek(position)
        before = file.read(1)
        file.seek(position)
        file.write(bytes((data.draw(st.integers(0, 255)),)))
    try:
        sources.read_mnist("test", 10)
    except DatasetUnavailable:
        pass
    finally:
        with copy.open("r+b") as file:
            file.seek(position)
            file.write(before)


def test_fashion_is_missing(folders: tuple[Path, Path]) -> None:
    assert sources.fashion_folder() is None
    with pytest.raises(DatasetUnavailable, match="not on this machine: download it"):
        sources.read_fashion("test")


def test_debians_folder_comes_before_keras_cache(folders: tuple[Path, Path]) -> None:
    debian, cache = folders
    fill(cache)
    assert sources.fashion_folder() == cache
    fill(debian)
    assert sources.fashion_folder() == debian


def test_a_folder_without_all_files_is_passed_over(folders: tuple[Path, Path]) -> None:
    _, cache = folders
    fill(cache)
    (cache / "t10k-labels-idx1-ubyte.gz").unlink()
    assert sources.fashion_folder() is None


def test_the_cache_is_where_keras_itself_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/someone")
    assert sources.keras_folder() == Path("/home/someone/.keras/datasets/fashion-mnist")


def test_damaged_fashion_names_the_file(folders: tuple[Path, Path]) -> None:
    _, cache = folders
    fill(cache)
    file = "t10k-images-idx3-ubyte.gz"
    with pytest.raises(DatasetUnavailable, match=f"{file}: expected 7,840,000 bytes"):
        sources.read_fashion("test")
    (cache / file).write_bytes(b"garbage")
    with pytest.raises(DatasetUnavailable, match=f"{file}: damaged compression"):
        sources.read_fashion("test", 3)
