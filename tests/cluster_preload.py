"""A Dask worker as `--preload cnn_core.cluster_worker` makes it, with a fake trainer and a short
lease: `dask worker … --preload tests.cluster_preload`."""

from __future__ import annotations

import sys

import cnn_core.cluster_worker
import cnn_core.store
from cnn_core.cluster_worker import dask_setup

__all__ = ["LEASE", "dask_setup"]

LEASE = 2.0
cnn_core.cluster_worker.WORKER = (sys.executable, "-m", "tests.fake_worker")  # type: ignore[misc]
cnn_core.store.LEASE_SECONDS = LEASE
