"""A private PostgreSQL server for tests: Debian's programs, a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

USERS = ("postgres", "nobody")
"""Who runs the server where the tests are run by root, whom it refuses."""


def programs() -> Path | None:
    """The folder that holds initdb and pg_ctl, if they are installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server with the programs of `folder`; gives the URL of its database."""
    home = Path(tempfile.mkdtemp(prefix="cnn-lab-postgres-"))
    if os.geteuid() == 0:
        user = next(entry for entry in pwd.getpwall() if entry.pw_name in USERS)
        os.chown(home, user.pw_uid, user.pw_gid)
    as_user = _as_owner(home)
    data = str(home / "data")
    options = f"-c listen_addresses='' -k {home} -c fsync=off"
    control = [*as_user, str(folder / "pg_ctl"), "-D", data]
    try:
        _run(*as_user, str(folder / "initdb"), "-D", data, "-A", "trust", "-U", "lab", "--no-sync")
        _run(*control, "-w", "-l", str(home / "log"), "-o", options, "start")
        yield f"postgresql+psycopg://lab@/postgres?host={home}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True)
        shutil.rmtree(home, ignore_errors=True)


def restart(url: str) -> None:
    """Stop the server of that URL, which ends all its connections, and start it again."""
    home = Path(str(sa.make_url(url).query["host"]))
    programs_folder = programs()
    assert programs_folder
    control = [*_as_owner(home), str(programs_folder / "pg_ctl"), "-D", str(home / "data")]
    _run(*control, "-w", "-m", "fast", "-l", str(home / "log"), "restart")


def _as_owner(home: Path) -> list[str]:
    """Before a command, where the tests are run by root."""
    owner = pwd.getpwuid(home.stat().st_uid).pw_name
    return ["runuser", "-u", owner, "--"] if os.geteuid() == 0 else []


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, cwd="/", capture_output=True, text=True)
    assert done.returncode == 0, f"{command[-1]}: {done.stdout}{done.stderr}"
