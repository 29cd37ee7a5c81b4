"""Which engine this process has: the machine's own, or that of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from cnn_core.engine import Engine
from cnn_core.machine import scheduler_from_environment
from cnn_core.store import Store, StoreError

if TYPE_CHECKING:
    from cnn_core.cluster.engine import ClusterEngine

AnyEngine: TypeAlias = "Engine | ClusterEngine"


def chosen_engine(store: Store, spare: bool = True) -> AnyEngine:
    """The engine that `CNN_LAB_SCHEDULER` asks for, or that of this machine. Not yet started.

    Raises StoreError where the variable is wrong, Dask is not installed, or a cluster cannot
    share the store.
    """
    address = scheduler_from_environment()
    if address is None:
        return Engine(store, spare=spare)
    try:
        from cnn_core.cluster.engine import ClusterEngine
    except ModuleNotFoundError as error:
        raise StoreError(
            f"CNN_LAB_SCHEDULER is set, but {error.name} is not installed: "
            "pip install -r requirements-cluster.txt"
        ) from None
    return ClusterEngine(store, address, spare)
