"""Files that are whole or not there at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cnn_core.files import check_writable, write_whole


def test_a_file_is_written_and_written_over(tmp_path: Path) -> None:
    file = tmp_path / "digits.bin"
    for content in (b"first", b"second"):
        write_whole(file, content)
        assert file.read_bytes() == content
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert os.listdir(tmp_path) == ["digits.bin"]


def test_what_cannot_be_put_in_its_place_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(folder, b"content")
    assert os.listdir(tmp_path) == ["folder"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "missing" / "file", b"content")
    with pytest.raises(FileNotFoundError):
        check_writable(tmp_path / "missing" / "file")


def test_looking_leaves_nothing_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "digits.bin"
    check_writable(file)
    assert os.listdir(tmp_path) == []
    file.write_bytes(b"first")
    check_writable(file)
    assert file.read_bytes() == b"first"
    with pytest.raises(IsADirectoryError, match="Is a directory"):
        check_writable(tmp_path)
