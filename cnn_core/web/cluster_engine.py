"""The cluster's engine, for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnn_core.engine import Engine
from cnn_core.records import StoreError
from cnn_core.web.session import engine

if TYPE_CHECKING:
    from cnn_core.cluster.engine import ClusterEngine


def cluster_engine() -> ClusterEngine:
    """Raises StoreError where runs are trained on this machine, without a cluster."""
    found = engine()
    if isinstance(found, Engine):
        raise StoreError("Runs are trained on this machine: CNN_LAB_SCHEDULER is not set.")
    return found
