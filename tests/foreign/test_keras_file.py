"""Files that say they are Keras models: hostile names, sizes, and descriptions."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from cnn_core.foreign import keras_file
from cnn_core.foreign.keras_file import LIMITS, ForeignError, read
from tests.keras_files import PLAIN, functional, layer, sequential
from tests.keras_files import keras_file as packed


def refused(data: bytes) -> str:
    with pytest.raises(ForeignError) as error:
        read(data)
    message = str(error.value)
    assert "\n" not in message
    assert len(message) < 500
    return message


@pytest.mark.parametrize("model", [sequential(PLAIN), functional(PLAIN)])
def test_layers_and_weights_are_taken_apart(model: object) -> None:
    found = read(packed(model, b"weights"))
    assert [each.class_name for each in found.layers] == ["InputLayer", "Flatten", "Dense"]
    assert found.weights == b"weights"


@pytest.mark.parametrize(
    "name", ["../config.json", "/etc/passwd", "assets/x", "C:\\x", "x" * 5000, "é\n"]
)
def test_hostile_names_are_refused(name: str) -> None:
    assert "not of a Keras model" in refused(packed(sequential(PLAIN), files={name: b"x"}))


def test_a_symbolic_link_is_a_name_like_any_other() -> None:
    data = BytesIO(packed(sequential(PLAIN)))
    with zipfile.ZipFile(data, "a") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "not of a Keras model" in refused(data.getvalue())


def test_two_files_of_one_name_are_refused() -> None:
    data = BytesIO(packed(sequential(PLAIN)))
    with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("config.json", "{}")
    assert "two files" in refused(data.getvalue())


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    large = bytes(LIMITS["config.json"] + 1)
    assert "expected at most" in refused(packed(sequential(PLAIN), files={"config.json": large}))
    monkeypatch.setitem(keras_file.LIMITS, "model.weights.h5", 1000)
    assert "at most 1,000 bytes" in refused(packed(sequential(PLAIN), bytes(1001)))
    many = {f"{number}": b"" for number in range(3000)}
    assert "table of contents is too long" in refused(packed(sequential(PLAIN), files=many))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_truncated_files_are_refused(share: float) -> None:
    data = packed(sequential(PLAIN), b"weights")
    assert "not a sound zip" in refused(data[: int(len(data) * share)])


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"\xff", b"[" * 5000, b"null", b"[]", b'{"class_name": 1}', b"1" * 5000],
)
def test_a_description_that_is_none_is_refused(text: bytes) -> None:
    assert "config.json" in refused(packed(None, files={"config.json": text}))


def test_other_kinds_of_models_are_refused() -> None:
    model = sequential(PLAIN) | {"class_name": "MyModel"}
    assert "class_name" in refused(packed(model))
    assert "layers" in refused(packed(sequential([])))
    assert "layers" in refused(packed(sequential([layer("Dropout", rate=0.1)] * 201)))


def test_branches_are_refused() -> None:
    model = functional(PLAIN)
    model["config"]["layers"][2]["inbound_nodes"] *= 2
    assert "branches" in refused(packed(model))
    model = functional(PLAIN)
    model["config"]["layers"][2]["inbound_nodes"][0]["args"][0]["config"]["keras_history"][0] = "x"
    assert "does not simply follow" in refused(packed(model))
    model = functional(PLAIN)
    model["config"]["output_layers"] = [["flatten", 0, 0], ["dense", 0, 0]]
    assert "last layer alone" in refused(packed(model))
    deep: object = 1
    for _ in range(400):
        deep = [{"a": deep}]
    model["config"]["layers"][2]["inbound_nodes"] = [deep]
    assert "config.json" in refused(packed(model)) or "follow" in refused(packed(model))


def test_a_missing_file_is_named() -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("config.json", "{}")
    assert "holds no model.weights.h5" in refused(data.getvalue())
