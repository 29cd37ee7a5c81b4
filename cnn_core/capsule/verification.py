"""A run trained again: an ordinary run, which knows whose it is."""

from __future__ import annotations

import time
from dataclasses import replace

from pydantic import ValidationError

from cnn_core.capsule.circumstances import (
    ARTIFACT,
    Circumstances,
    CircumstancesError,
    History,
    differences,
    here,
)
from cnn_core.capsule.scope import scope_of
from cnn_core.frozen import Frozen
from cnn_core.records import MAX_NAME, Run, State
from cnn_core.store import Store

MARK = "verifies"
"""The artifact that tells a second training."""
SUFFIX = ", trained again"


class Verifies(Frozen):
    """What a second training is compared with: a run of this store, as it was then."""

    run: int
    attempt: int


def begin(store: Store, number: int) -> int:
    """Queue the run's second training, and return its number.

    Same spec and threads; initial weights from the seed, and kept digits of the run's own.
    Raises NotVerifiableError, RunNotFound.
    """
    run, scope = store.run(number), scope_of(store, number)
    files = {MARK: Verifies(run=number, attempt=run.attempt).model_dump_json().encode()}
    if kept := store.artifact(number, "kept"):
        files["kept"] = kept
    again = store.add(_untrained(run, scope.epochs), [], files)
    store.resume(again)
    return again


def verification_of(store: Store, run: Run) -> Run | None:
    """The newest second training of the run as it is now, in whatever state; None without one."""
    wanted = Verifies(run=run.id, attempt=run.attempt)
    for number in sorted(store.runs_with(MARK), reverse=True):
        if _mark(store.artifact(number, MARK)) == wanted:
            return store.run(number)
    return None


def explanations(store: Store, number: int, again: int | None = None) -> tuple[str, ...]:
    """What is different now from when the run was trained, in sentences.

    `again`: a second training that has begun, by whose own circumstances it is told. Raises
    DatasetUnavailable.
    """
    then = _history(store, number)
    if not then:
        return ("On what machine and with which versions it was trained is not recorded.",)
    now = (_history(store, again) if again else ()) or (here(store.run(number).spec),)
    told = [each for before in then for after in now for each in differences(before, after)]
    return tuple(dict.fromkeys(told))


def _untrained(run: Run, epochs: int) -> Run:
    return replace(
        run,
        name=f"{run.name[: MAX_NAME - len(SUFFIX)]}{SUFFIX}",
        state=State.PAUSED,
        attempt=0,
        crashes=0,
        target_epochs=epochs,
        epoch=0,
        step=0,
        created=time.time(),
        started=None,
        ended=None,
        heartbeat=None,
        device=None,
        message=None,
        result=None,
        checkpoint_step=0,
        queued=None,
    )


def _mark(data: bytes | None) -> Verifies | None:
    try:
        return Verifies.model_validate_json(data or b"")
    except ValidationError:
        return None


def _history(store: Store, number: int) -> tuple[Circumstances, ...]:
    try:
        return History.from_bytes(store.artifact(number, ARTIFACT)).attempts
    except CircumstancesError:
        return ()
