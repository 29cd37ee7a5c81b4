"""A sweep's trials for tables and charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cnn_core.figures.parallel_coordinates import Axis
from cnn_core.figures.theme import count, percent
from cnn_core.sweeps.fields import Range
from cnn_core.sweeps.records import Sweep, SweepState, Trial, TrialState
from cnn_core.sweeps.settings import settings_of, value_text

STATES: dict[TrialState, str] = {
    TrialState.OPEN: "under way",
    TrialState.FINISHED: "finished",
    TrialState.PRUNED: "ended early",
    TrialState.STOPPED: "stopped",
    TrialState.FAILED: "failed",
}


def titles(sweep: Sweep) -> list[str]:
    """The changed fields' names, in their order."""
    settings = settings_of(sweep.spec.base)
    return [
        settings[field.path].title if field.path in settings else field.path
        for field in sweep.spec.fields
    ]


def finished(sweep: Sweep) -> list[Trial]:
    """The trials that were trained to their end, and so can be compared."""
    return [
        trial
        for trial in sweep.trials
        if trial.state is TrialState.FINISHED and trial.accuracy is not None
    ]


def axes(sweep: Sweep, trials: Sequence[Trial]) -> list[Axis]:
    """An axis for each field."""
    return [
        Axis(
            title,
            tuple(trial.values[place] for trial in trials),
            listed=() if isinstance(field, Range) else field.values,
            log=isinstance(field, Range) and field.log,
        )
        for place, (title, field) in enumerate(zip(titles(sweep), sweep.spec.fields, strict=True))
    ]


def settings_text(sweep: Sweep, trial: Trial) -> str:
    """`Learning rate 0.0012, Batch size 64`."""
    pairs = zip(titles(sweep), trial.values, strict=True)
    return ", ".join(f"{title} {value_text(value)}" for title, value in pairs)


def progress_text(sweep: Sweep) -> str:
    """`7 of at most 12 settings: 5 finished, 1 ended early, 1 under way.`"""
    states = Counter(trial.state for trial in sweep.trials)
    told = ", ".join(f"{states[state]} {name}" for state, name in STATES.items() if states[state])
    tried = f"{count(len(sweep.trials))} of at most {count(sweep.spec.most_runs)} settings"
    return f"{tried}: {told}." if told else f"{tried}: the first is being chosen."


def share_done(sweep: Sweep) -> float:
    """0 to 1: trials that have ended of those that there may be, or the budget of minutes."""
    ended = len(sweep.trials) - len(sweep.open)
    shares = [ended / sweep.spec.most_runs]
    if sweep.spec.minutes:
        shares.append(sweep.spent / (60 * sweep.spec.minutes))
    return min(1.0, max(shares))


def state_text(sweep: Sweep) -> str:
    """What it does, or why it ended."""
    match sweep.state:
        case SweepState.RUNNING:
            return "The sweep is under way."
        case SweepState.STOPPING:
            return "The sweep is stopping: runs that have begun come to their end."
        case _:
            return sweep.message or f"The sweep is {sweep.state}."


def table_rows(sweep: Sweep) -> list[tuple[Trial, list[str]]]:
    """The trials with their cells: accuracy, state, values; the best first, then as they came."""

    def rank(trial: Trial) -> tuple[bool, float, int]:
        done = trial.state is TrialState.FINISHED
        return not done, -(trial.accuracy or 0) if done else 0, trial.number

    return [
        (
            trial,
            [
                "–" if trial.accuracy is None else percent(trial.accuracy),
                STATES[trial.state],
                *map(value_text, trial.values),
            ],
        )
        for trial in sorted(sweep.trials, key=rank)
    ]
