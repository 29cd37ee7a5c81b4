"""Whether a folder lies on a network drive: SQLite's locks and shared memory do not reach there."""

from __future__ import annotations

from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
"""Linux tells its mounts here; of other systems nothing is known."""
NETWORK = (
    *("afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre"),
    *("ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb3", "smbfs"),
    *("fuse.ceph", "fuse.davfs", "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs"),
    *("fuse.smbnetfs", "fuse.sshfs"),
)
"""File systems that another machine serves, by their names in Linux."""


def network_drive(folder: Path) -> str | None:
    """The network file system that holds an existing folder, such as `nfs4`; None on a disk.

    None as well where the system does not tell.
    """
    try:
        lines = MOUNTS.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return None
    kind = _file_system(folder.resolve(), lines)
    return kind if kind in NETWORK else None


def _file_system(folder: Path, lines: list[str]) -> str | None:
    """Of the deepest mount above the folder; of several on one place the last one hides the rest.

    A line: `36 35 98:0 /root /mount/point options … - kind source options`, see proc(5).
    """
    deepest, kind = -1, None
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = Path(_unescaped(fields[4]))
        if folder.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), after.split(" ")[0]
    return kind


def _unescaped(text: str) -> str:
    r"""Blank, tab, newline and backslash are written as `\040` and the like."""
    for code in ("040", "011", "012", "134"):
        text = text.replace(f"\\{code}", chr(int(code, 8)))
    return text
