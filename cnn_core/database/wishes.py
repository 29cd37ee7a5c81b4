"""What the owner of a run can ask for, inside a transaction that the caller holds.

Each wish fits some states of a run only; in the others it is a StoreError that names the state.
"""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from cnn_core.database.rows import now, read_run_in, update_run
from cnn_core.database.tables import FORMER, artifacts, points, runs
from cnn_core.records import State, StoreError
from cnn_core.spec import MAX_EPOCHS, MAX_LEARNING_RATE

LASTING = ("initial", "kept")
"""Artifacts that a reset leaves: they are what the run begins with."""
ENDED = (State.PAUSED, State.FINISHED, State.STOPPED, State.FAILED, State.INTERRUPTED)


def pause(connection: sa.Connection, run: int) -> None:
    """A queued run is paused at once, a running one at its next flush."""
    _end_early(connection, run, "pause", State.PAUSED, (State.QUEUED,))


def stop(connection: sa.Connection, run: int) -> None:
    """A running run stops at its next flush; a queued one is what it was before, at once.

    One that waits without having been trained is stopped, and so is a paused or interrupted one.
    """
    if _leave_queue(connection, run):
        return
    waiting = (State.QUEUED, State.PAUSED, State.INTERRUPTED)
    _end_early(connection, run, "stop", State.STOPPED, waiting)


def set_learning_rate(connection: sa.Connection, run: int, rate: float) -> None:
    """For the next step that the run takes."""
    states = (State.QUEUED, State.RUNNING, State.PAUSED)
    read_run_in(connection, run, states, "get another learning rate")
    update_run(connection, run, wanted_learning_rate=_checked_rate(rate))


def resume(connection: sa.Connection, run: int) -> None:
    """Queue a run again that has not reached its end."""
    states = (State.PAUSED, State.STOPPED, State.FAILED, State.INTERRUPTED)
    read_run_in(connection, run, states, "be resumed")
    _queue_again(connection, run)


def extend(
    connection: sa.Connection, run: int, epochs: int, learning_rate: float | None = None
) -> None:
    """Queue a run again for so many epochs more than it has finished, at another rate if given."""
    target = read_run_in(connection, run, (State.FINISHED, State.STOPPED), "be extended").epoch
    target += epochs
    if epochs < 1 or target > MAX_EPOCHS:
        raise StoreError(
            f"A run is extended by 1 epoch or more, to {MAX_EPOCHS:,} in all at most. "
            f"Received: {epochs:,}"
        )
    _queue_again(connection, run, target_epochs=target)
    if learning_rate is not None:
        update_run(connection, run, wanted_learning_rate=_checked_rate(learning_rate))


def reset(connection: sa.Connection, run: int) -> None:
    """Queue a run again with nothing but what it began with; the attempt's number goes on."""
    spec = read_run_in(connection, run, ENDED, "be reset").spec
    connection.execute(sa.delete(points).where(points.c.run == run))
    outdated = (artifacts.c.run == run) & artifacts.c.name.not_in(LASTING)
    connection.execute(sa.delete(artifacts).where(outdated))
    _queue_again(
        connection,
        run,
        target_epochs=spec.training.epochs,
        epoch=0,
        step=0,
        checkpoint_step=0,
        crashes=0,
        started=None,
        result=None,
        wanted_learning_rate=None,
        former_state=None,
    )


def _checked_rate(rate: float) -> float:
    if not 0 < rate <= MAX_LEARNING_RATE:
        raise StoreError(
            f"A learning rate is above 0 and at most {MAX_LEARNING_RATE:g}. Received: {rate}"
        )
    return float(rate)


def _leave_queue(connection: sa.Connection, run: int) -> bool:
    """Whether the run was queued again and now is as if it had not been."""
    again = (runs.c.state == State.QUEUED) & runs.c.former_state.is_not(None)
    former = {name: runs.c[f"former_{name}"] for name in FORMER}
    statement = sa.update(runs).where(runs.c.id == run, again).values(former)
    return connection.execute(statement).rowcount == 1


def _end_early(
    connection: sa.Connection,
    run: int,
    action: Literal["pause", "stop"],
    at_once: State,
    waiting: tuple[State, ...],
) -> None:
    found = read_run_in(connection, run, (State.RUNNING, *waiting), f"be {at_once}")
    if found.state is State.RUNNING:
        update_run(connection, run, wanted_action=action)
    else:
        update_run(connection, run, state=at_once, ended=now(connection))


def _queue_again(connection: sa.Connection, run: int, **values: object) -> None:
    """At the end of the queue; what the run has reached is kept until it is trained on."""
    former = {f"former_{name}": runs.c[name] for name in FORMER}
    waiting = {"state": State.QUEUED, "queued": now(connection), "ended": None, "message": None}
    update_run(connection, run, **(former | waiting | values))
