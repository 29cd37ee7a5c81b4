"""The task that a scheduler passes on to its workers: one attempt at one run.

The scheduler loads this module too, so that it asks for nothing: a scheduler that loads a
database's library in between answers nobody for seconds.
"""

from __future__ import annotations


def train(run: int, attempt: int) -> None:
    """Train the run on this Dask worker, under the number of its attempt."""
    from cnn_core.cluster.worker import carry_out
    from cnn_core.records import Claim

    carry_out(Claim(run, attempt))
