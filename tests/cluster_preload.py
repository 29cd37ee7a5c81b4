"""CNN Lab on a Dask worker, with a fake trainer and a short lease.

`dask worker … --preload tests.cluster_preload` in place of `--preload cnn_core.cluster.worker`.
"""

from __future__ import annotations

import sys

import cnn_core.store
from cnn_core.cluster import worker as cluster_worker
from cnn_core.cluster.worker import dask_setup
from tests.programs import FAKE

__all__ = ["FAKE", "LEASE", "dask_setup"]

LEASE = 4.0

if "distributed.cli.dask_worker" in sys.modules:
    cluster_worker.WORKER = FAKE  # type: ignore[misc]
    cnn_core.store.LEASE_SECONDS = LEASE
