"""What the scheduler tells of its cluster, as values for a page."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from cnn_core.cluster.fitness import GPU, Fitness
from cnn_core.frozen import Frozen

WITHOUT_PRELOAD = "It was started without --preload cnn_core.cluster.worker."
DASHBOARD_SECONDS = 2.0


class Told(Frozen):
    """What a Dask worker tells of itself with Dask's heartbeat: see `cnn_core.cluster.worker`."""

    slots: int = 0
    runs: tuple[int, ...] = ()
    warm: bool = False
    fitness: Fitness | None = None
    refused: str | None = Field(default=None, max_length=2000)


@dataclass(frozen=True)
class WorkerView:
    """One Dask worker."""

    name: str
    address: str
    slots: int
    """How many runs it trains at once; 0 if it is refused."""
    runs: tuple[int, ...]
    """Those in work."""
    warm: bool
    """Whether the next run starts without waiting for an import."""
    has_gpu: bool
    fitness: Fitness | None
    refused: str | None
    """Why it gets none of this server's runs, in a sentence."""

    @property
    def free(self) -> int:
        """Slots without a run."""
        return max(0, self.slots - len(self.runs))


@dataclass(frozen=True)
class ClusterView:
    """The cluster when the server last looked."""

    address: str
    workers: tuple[WorkerView, ...] = ()
    dashboard: str | None = None
    """The address of Dask's own page, if the scheduler has one."""
    fault: str | None = None
    """Why runs cannot be handed over now, in a sentence."""
    seen: float = field(default_factory=time.time)
    """Seconds since 1970 (UTC)."""


def read_workers(identity: Mapping[str, Any], server: Fitness) -> tuple[WorkerView, ...]:
    """The workers in a scheduler's account of itself, in the order of their addresses."""
    return tuple(
        _worker(address, worker, server) for address, worker in sorted(identity["workers"].items())
    )


def _worker(address: str, worker: Mapping[str, Any], server: Fitness) -> WorkerView:
    told = _told(worker.get("metrics", {}).get("cnn_lab"))
    refused = told.refused or _misfit(told.fitness, server)
    return WorkerView(
        name=str(worker.get("name", address)),
        address=address,
        slots=0 if refused else told.slots,
        runs=told.runs,
        warm=told.warm,
        has_gpu=bool(worker.get("resources", {}).get(GPU)),
        fitness=told.fitness,
        refused=refused,
    )


def _told(plain: object) -> Told:
    if plain is None:
        return Told(refused=WITHOUT_PRELOAD)
    try:
        return Told.model_validate(plain)
    except ValidationError:
        return Told(refused="It runs another version of CNN Lab.")


def _misfit(worker: Fitness | None, server: Fitness) -> str | None:
    return None if worker is None else server.refusal(worker)


def find_dashboard(address: str, identity: Mapping[str, Any]) -> str | None:
    """The address of Dask's own page, asked for once; None where the scheduler lacks bokeh."""
    port = identity.get("services", {}).get("dashboard")
    if port is None:
        return None
    page = f"http://{urlsplit(address).hostname}:{port}/status"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(page, timeout=DASHBOARD_SECONDS) as answer:
            return None if b"needs bokeh" in answer.read(5000) else page
    except OSError:
        return None
