"""A Dask scheduler and its workers as processes of their own, on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

ROOT = Path(__file__).parents[1]
FAKE = "tests.cluster_preload"
REAL = "cnn_core.cluster.worker"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def own_database(server_url: str) -> str:
    """The URL of a new database beside the server's: other tests empty that one."""
    name = f"cluster_{uuid4().hex}"
    engine = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)


class DaskCluster:
    """Its processes write to one file in `folder`, and end with `close`."""

    def __init__(self, folder: Path, store_url: str) -> None:
        self.port = free_port()
        self.log = folder / "dask.log"
        self._folder = folder
        self._store_url = store_url
        self._processes: list[subprocess.Popen[bytes]] = []
        self._workers: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[subprocess.Popen[bytes]]:
        """Those that are alive."""
        return [worker for worker in self._workers if worker.poll() is None]

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        options = ("--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self.scheduler = self._start("scheduler", *options)
        return self.scheduler

    def start_worker(
        self,
        *options: str,
        preload: str = FAKE,
        threads: int = 1,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """A worker without a nanny: a killed one stays away."""
        where = ("--local-directory", str(self._folder), "--host", "127.0.0.1")
        slots = ("--nthreads", str(threads), "--no-nanny", "--no-dashboard")
        worker = self._start(
            *("worker", self.address, "--preload", preload, *slots, *where, *options),
            environment=environment or {},
        )
        self._workers.append(worker)
        return worker

    def close(self) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()

    def _start(
        self, *command: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        own = {"CNN_LAB_STORE": self._store_url}
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command],
                cwd=ROOT,
                env=os.environ | own | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)
        return process
