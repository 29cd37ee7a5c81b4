"""The body of the command `sweep`: begin one, or go on with one, and say what it has found."""

from __future__ import annotations

from collections.abc import Mapping

from cnn_core.cli_input import current_store
from cnn_core.spec import RunSpec
from cnn_core.sweeps.command_line import read_over
from cnn_core.sweeps.definition import SweepSpec, check
from cnn_core.sweeps.following import work_to_the_end
from cnn_core.sweeps.records import Sweep, SweepState
from cnn_core.sweeps.results import sweep_json, sweep_table


def begin(base: RunSpec, over: tuple[str, ...], name: str, settings: Mapping[str, object]) -> int:
    """Put a new sweep into the store and return its number. Raises SpecError, a line per fault.

    `settings`: the other fields of SweepSpec by name, without those that were not given.
    """
    spec = SweepSpec.of({"base": base, "fields": read_over(over), **settings})
    check(spec)
    return current_store().sweeps.submit(spec, name)


def go_on(number: int) -> None:
    """Let a sweep that was stopped or left go on. Raises StoreError if it is finished."""
    current_store().sweeps.resume(number)


def work(number: int, as_json: bool) -> tuple[str, bool]:
    """Work on a sweep to its end; what it has found as text, and whether it ended well."""
    store = current_store()
    sweep = work_to_the_end(store, number, quiet=as_json)
    runs = store.sweeps.runs(number)
    text = sweep_json(sweep, runs) if as_json else sweep_table(sweep, runs)
    return text, _ended_well(sweep)


def _ended_well(sweep: Sweep) -> bool:
    if sweep.state is SweepState.FINISHED:
        return sweep.best is not None
    return sweep.state is SweepState.STOPPED
