"""What a sweep has found, as JSON and as a table: for the command line and the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from pydantic import JsonValue

from cnn_core.records import Run
from cnn_core.reports import table
from cnn_core.spec import SpecError
from cnn_core.sweeps.definition import spec_of
from cnn_core.sweeps.records import Sweep, SweepState, Trial, TrialState

ENDS = {
    TrialState.FINISHED: "trained to the end",
    TrialState.PRUNED: "ended as poor",
    TrialState.STOPPED: "stopped",
    TrialState.FAILED: "failed",
    TrialState.OPEN: "not at their end",
}


@dataclass(frozen=True)
class TrialReport:
    """One setting that was tried; figures are None until they are known."""

    trial: int
    """From 1."""
    run: int | None
    values: dict[str, JsonValue]
    """By path."""
    status: TrialState
    validation_accuracy: float | None
    seconds: float | None
    """Training time, validation included."""
    message: str | None

    @classmethod
    def of(cls, sweep: Sweep, trial: Trial, runs: Mapping[int, Run]) -> TrialReport:
        """`runs`: those of the sweep, by number."""
        run = None if trial.run is None else runs.get(trial.run)
        return cls(
            trial=trial.number + 1,
            run=trial.run,
            values=dict(zip(sweep.spec.paths, trial.values, strict=True)),
            status=trial.state,
            validation_accuracy=trial.accuracy,
            seconds=run.result.seconds if run and run.result else None,
            message=trial.message,
        )


def trial_reports(sweep: Sweep, runs: Mapping[int, Run]) -> list[TrialReport]:
    """All trials, in the order in which they were chosen; `runs`: those of the sweep."""
    return [TrialReport.of(sweep, trial, runs) for trial in sweep.trials]


def sentence(sweep: Sweep) -> str:
    """`Sweep 3 finished: 12 settings tried, 9 runs to their end, 2 ended as poor, 1 failed; …`"""
    found = [trial.state for trial in sweep.trials]
    parts = [f"{found.count(each):,} {text}" for each, text in ENDS.items() if each in found]
    tried = f"{len(found):,} of at most {sweep.spec.most_runs:,} settings tried"
    text = ", ".join([tried, *parts])
    reason = f" {sweep.message}" if sweep.message and sweep.state is SweepState.FINISHED else ""
    return f"Sweep {sweep.id} {sweep.state}: {text}.{reason}{_best_sentence(sweep)}"


def sweep_json(sweep: Sweep, runs: Mapping[int, Run]) -> str:
    """Everything but the journal; indented. `runs`: those of the sweep, by number."""
    shares = sweep.importance and dict(zip(sweep.spec.paths, sweep.importance.shares, strict=False))
    plain = {
        "sweep": sweep.id,
        "name": sweep.name,
        "status": sweep.state,
        "message": sweep.message,
        "definition": sweep.spec.model_dump(mode="json", exclude={"base"}),
        "trials": [asdict(report) for report in trial_reports(sweep, runs)],
        "best": _best(sweep, runs),
        "importance": sweep.importance and {"runs": sweep.importance.runs, "shares": shares},
    }
    return json.dumps(plain, indent=2)


def sweep_table(sweep: Sweep, runs: Mapping[int, Run]) -> str:
    """A row per trial, the sentence, and how much each field matters."""
    header = ["trial", "run", *sweep.spec.paths, "status", "validation", "seconds"]
    rows = [_row(report) for report in trial_reports(sweep, runs)]
    right = {0, 1, *range(2, 2 + len(sweep.spec.paths)), len(header) - 2, len(header) - 1}
    lines = [table(header, rows, right), sentence(sweep)]
    return "\n".join(lines + _faults(sweep) + _importance(sweep))


def value_text(value: JsonValue) -> str:
    """As it is typed: 0.0123, adam, [3, 3]."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return value if isinstance(value, str) else json.dumps(value)


def settings_text(sweep: Sweep, trial: Trial) -> str:
    """`training.learning_rate 0.01, training.batch_size 64`."""
    pairs = zip(sweep.spec.paths, trial.values, strict=True)
    return ", ".join(f"{path} {value_text(value)}" for path, value in pairs)


def _best_sentence(sweep: Sweep) -> str:
    best = sweep.best
    if best is None or best.accuracy is None:
        return ""
    reached = f"{100 * best.accuracy:.2f} % of its validation images right"
    return f" Best: trial {best.number + 1} with {settings_text(sweep, best)}: {reached}."


def _best(sweep: Sweep, runs: Mapping[int, Run]) -> dict[str, object] | None:
    best = sweep.best
    if best is None:
        return None
    try:
        spec = spec_of(sweep.spec, best.values).model_dump(mode="json")
    except SpecError:  # another version of the program may refuse what this one tried
        spec = None
    return asdict(TrialReport.of(sweep, best, runs)) | {"spec": spec}


def _row(report: TrialReport) -> list[str]:
    accuracy, seconds = report.validation_accuracy, report.seconds
    return [
        str(report.trial),
        "" if report.run is None else str(report.run),
        *map(value_text, report.values.values()),
        report.status,
        "" if accuracy is None else f"{100 * accuracy:.2f} %",
        "" if seconds is None else f"{seconds:.1f}",
    ]


def _faults(sweep: Sweep) -> list[str]:
    return [
        f"Trial {trial.number + 1} failed: {line}"
        for trial in sweep.trials
        if trial.state is TrialState.FAILED
        for line in (trial.message or "for an unknown reason").splitlines()
    ]


def _importance(sweep: Sweep) -> list[str]:
    if sweep.importance is None:
        return []
    shares = zip(sweep.spec.paths, sweep.importance.shares, strict=False)
    ordered = sorted(shares, key=lambda pair: -pair[1])
    parts = ", ".join(f"{path} {100 * share:.0f} %" for path, share in ordered)
    return [f"Share of the differences (fANOVA, {sweep.importance.runs:,} runs): {parts}."]
