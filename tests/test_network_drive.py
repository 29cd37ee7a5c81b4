"""Which folders lie on a network drive, by Linux' list of mounts and by findmnt's word."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cnn_core.database import network_drive as module
from cnn_core.database.network_drive import network_drive
from cnn_core.store import Store, StoreError

LINES = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:40 / /home rw,relatime shared:7 - nfs4 server:/home rw,vers=4.2
41 40 254:1 / /home/own rw - xfs /dev/vdb rw
42 27 0:42 / /mnt/our\040class rw - cifs //server/class rw
43 27 0:43 / /mnt/hidden rw - ext4 /dev/vdc rw
44 43 0:44 / /mnt/hidden rw - fuse.sshfs me@server: rw
a line of another kind
"""


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of mounts of the test's own."""
    monkeypatch.setattr(module, "MOUNTS", tmp_path / "mountinfo")
    return tmp_path / "mountinfo"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/", None),
        ("/homestead", None),
        ("/home", "nfs4"),
        ("/home/me/runs", "nfs4"),
        ("/home/own/runs", None),
        ("/mnt/our class/runs", "cifs"),
        ("/mnt/hidden/runs", "fuse.sshfs"),
    ],
)
def test_the_deepest_mount_decides(mounts: Path, folder: str, expected: str | None) -> None:
    mounts.write_text(LINES)
    assert network_drive(Path(folder)) == expected


def test_nothing_is_known_without_a_list(mounts: Path) -> None:
    assert network_drive(Path("/home")) is None


@pytest.mark.skipif(not shutil.which("findmnt"), reason="findmnt is not installed")
@pytest.mark.parametrize("folder", ["/", "/proc", "/dev/shm", "/tmp"])
def test_file_systems_are_those_that_findmnt_finds(folder: str) -> None:
    command = ["findmnt", "-n", "-o", "FSTYPE", "-T", folder]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    found = module._file_system(Path(folder).resolve(), module.MOUNTS.read_text().splitlines())
    assert found == told[-1]


def test_a_store_on_a_network_drive_is_refused(mounts: Path, tmp_path: Path) -> None:
    mounts.write_text(f"1 1 0:1 / {tmp_path} rw - nfs4 server:/home rw\n")
    with pytest.raises(StoreError, match=r"on a network drive \(nfs4\).* Set CNN_LAB_STORE to "):
        Store(f"sqlite:///{tmp_path / 'runs.sqlite'}")
