"""Who may train whose runs on a cluster: machines with the same programs and the same store.

Another TensorFlow, or another state of this package, gives other results. So each Dask worker
offers its slots under a name made of what it has, and a run asks for the slots of a machine like
the server's: Dask itself keeps runs away from workers that do not fit.
"""

from __future__ import annotations

import platform
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from cnn_core.frozen import Frozen
from cnn_core.spec import Hardware
from cnn_core.store import Store, StoreError

ROOT = Path(__file__).parents[1]
SHOWN = ("web", "figures")
"""Rooms that no result depends on."""
GPU = "gpu"
"""The resource of a Dask worker that has a GPU, given at its start: --resources "gpu=1"."""


class Fitness(Frozen):
    """What a machine would train with."""

    python: str
    tensorflow: str
    keras: str
    numpy: str
    cnn_lab: str
    """Digest of the package's own code."""
    store: str
    """`Store.identity`."""

    @classmethod
    def of_this_machine(cls, store: str) -> Fitness:
        """Nothing is imported for it: the versions are those of the installed packages."""
        return cls(
            python=".".join(platform.python_version_tuple()[:2]),
            tensorflow=_version("tensorflow"),
            keras=_version("keras"),
            numpy=_version("numpy"),
            cnn_lab=_digest(),
            store=store,
        )

    @property
    def slot(self) -> str:
        """The name of the resource that machines like this one offer."""
        return f"cnn-lab-{sha256(self.model_dump_json().encode()).hexdigest()[:12]}"

    def needs(self, hardware: Hardware) -> dict[str, float]:
        """The resources that a run of this machine's takes while it is trained."""
        return {self.slot: 1.0} | ({GPU: 1.0} if hardware.device == "gpu" else {})

    def refusal(self, worker: Fitness) -> str | None:
        """Why a worker may not train this machine's runs, in a sentence; None if it may."""
        differences = [
            f"{title} {getattr(worker, name)} instead of {getattr(self, name)}"
            for name, title in TITLES.items()
            if getattr(worker, name) != getattr(self, name)
        ]
        if self.store != worker.store:
            differences.append("another store (CNN_LAB_STORE) than this server's")
        return f"It has {', '.join(differences)}." if differences else None


def check_shared(store: Store) -> None:
    """Raises StoreError for a store that only one machine can use, with what to set instead."""
    if store.is_file:
        raise StoreError(
            "The machines of a cluster share no folder, so that a SQLite file cannot be their "
            "store. Set CNN_LAB_STORE to one PostgreSQL database on all of them: "
            f"postgresql+psycopg://user@host/name. Received: {store.url}"
        )


TITLES = {
    "python": "Python",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "numpy": "numpy",
    "cnn_lab": "CNN Lab",
}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


@cache
def _digest() -> str:
    code = sha256()
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT)
        if name.parts[0] not in SHOWN:
            code.update(name.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return code.hexdigest()[:12]
