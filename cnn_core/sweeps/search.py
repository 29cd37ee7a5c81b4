"""One sweep as its driver works on it, a step at a time: runs begun, judged and told.

It speaks with the store and with Optuna only, so that it does not matter where runs are trained.
The accuracy of a trial is the validation accuracy of the weights that its run ends with: those of
the last epoch, or of the best one where early stopping put them back. The highest of all epochs
would favour runs with many epochs and restless curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from cnn_core.records import Point, Run, RunNotFound, State, StoreError
from cnn_core.spec import SpecError
from cnn_core.store import Store
from cnn_core.sweeps.definition import spec_of
from cnn_core.sweeps.importance import Weighing
from cnn_core.sweeps.records import Driving, Sweep, SweepState, Trial, TrialState
from cnn_core.sweeps.study import Study

ENDED = (State.FINISHED, State.STOPPED, State.FAILED)
MOST_CRASHES = 3
"""A run that was interrupted more often has failed."""
DELETED = "Its run was deleted."
UNVALIDATED = "Its validation accuracy is not a number."


class Search:
    """The sweep of that number, driven under a lease.

    Every method raises StoreError, LeaseLost among them: then this object is to be thrown away,
    as its study may be ahead of the store's. Raises StudyError for a damaged study.
    """

    def __init__(self, store: Store, driving: Driving) -> None:
        self._store = store
        self._driving = driving
        sweep = store.sweeps.read(driving.sweep)
        self._study = Study(sweep.spec, store.sweeps.journal(driving.sweep))
        self._weighing = Weighing(sweep.importance.runs if sweep.importance else 0)

    def step(self) -> None:
        """Tell what the runs have reached, begin others, and end the sweep when it is done."""
        for trial in self._read().open:
            self._attend(trial)
        sweep = self._read()
        done = ending(sweep)
        if done is None and sweep.state is SweepState.RUNNING:
            self._begin_runs(sweep)
        elif done and _target_reached(sweep):
            self._stop_runs(sweep)
        sweep = self._read()
        at_end = not sweep.open and (done is not None or sweep.state is SweepState.STOPPING)
        self._weigh(sweep, at_end)
        if at_end and not self._weighing.busy:
            state = SweepState.FINISHED if done else SweepState.STOPPED
            self._store.sweeps.end(self._driving, state, done or "Stopped.")

    def _read(self) -> Sweep:
        return self._store.sweeps.read(self._driving.sweep)

    def _weigh(self, sweep: Sweep, last: bool) -> None:
        if (found := self._weighing.take()) is not None:
            self._store.sweeps.set_importance(self._driving, found)
        finished = sum(trial.state is TrialState.FINISHED for trial in sweep.trials)
        self._weighing.start(sweep.spec, self._study.entries, finished, last)

    # -- beginning
    def _begin_runs(self, sweep: Sweep) -> None:
        while len(sweep.open) < sweep.spec.at_once and ending(sweep) is None:
            self._begin_run(sweep)
            sweep = self._read()

    def _begin_run(self, sweep: Sweep) -> None:
        number, values = self._study.ask()
        trial = Trial(number, None, values, TrialState.OPEN, None, None)
        try:
            spec = spec_of(sweep.spec, values)
        except SpecError as error:
            self._study.fail(number)
            self._note(replace(trial, state=TrialState.FAILED, message="\n".join(error.faults)))
            return
        entries = self._study.unsaved
        self._store.sweeps.begin(self._driving, self._study.saved, entries, trial, spec)
        self._study.mark_saved()

    # -- attending
    def _attend(self, trial: Trial) -> None:
        try:
            run = None if trial.run is None else self._store.run(trial.run)
        except RunNotFound:
            run = None
        if run is None:
            self._fail(trial, DELETED)
            return
        points = self._store.points(run.id, ["epoch"])
        trial, poor = self._report(trial, points, run.state not in ENDED)
        if run.state is State.FINISHED:
            self._finish(trial, final_accuracy(run, points))
        elif run.state is State.STOPPED:
            self._give_up(trial, TrialState.STOPPED, run.message)
        elif run.state is State.FAILED:
            self._fail(trial, run.message)
        elif poor:
            self._give_up(trial, TrialState.PRUNED, None)
        else:
            self._go_on(trial, run)

    def _report(self, trial: Trial, points: Sequence[Point], going_on: bool) -> tuple[Trial, bool]:
        """The trial with its newest accuracy, and whether it is to be ended as poor."""
        reported = self._study.reported(trial.number)
        for point in points:
            if point.epoch > reported and point.val_accuracy is not None:
                trial = replace(trial, accuracy=point.val_accuracy)
                poor = self._study.report(trial.number, point.epoch, point.val_accuracy)
                if poor and going_on:
                    return trial, True
        return trial, False

    def _go_on(self, trial: Trial, run: Run) -> None:
        if run.state is State.INTERRUPTED and run.crashes > MOST_CRASHES:
            self._fail(trial, run.message)
            return
        if self._study.unsaved:
            self._note(trial)
        if run.state is State.INTERRUPTED:
            with suppress(StoreError):  # somebody else was faster
                self._store.resume(run.id)

    def _finish(self, trial: Trial, accuracy: float | None) -> None:
        if accuracy is None:
            self._fail(trial, UNVALIDATED)
            return
        self._study.finish(trial.number, accuracy)
        self._note(replace(trial, state=TrialState.FINISHED, accuracy=accuracy))

    def _give_up(self, trial: Trial, state: TrialState, message: str | None) -> None:
        """Its last accuracy tells Optuna what a part of the training reached."""
        if trial.accuracy is None:
            self._study.fail(trial.number)
        else:
            self._study.prune(trial.number)
        self._note(replace(trial, state=state, message=message), stop_run=True)

    def _fail(self, trial: Trial, message: str | None) -> None:
        self._study.fail(trial.number)
        self._note(replace(trial, state=TrialState.FAILED, message=message), stop_run=True)

    def _stop_runs(self, sweep: Sweep) -> None:
        for trial in sweep.open:
            self._give_up(trial, TrialState.STOPPED, "The sweep had reached its target.")

    def _note(self, trial: Trial, stop_run: bool = False) -> None:
        entries = self._study.unsaved
        self._store.sweeps.note(self._driving, self._study.saved, entries, trial, stop_run)
        self._study.mark_saved()


def final_accuracy(run: Run, points: Sequence[Point]) -> float | None:
    """Validation accuracy, a share, of the weights that a finished run ended with."""
    restored = run.result and run.result.restored_best
    epoch = run.result.best_epoch if run.result and restored else run.epoch
    of_epoch = [point.val_accuracy for point in points if point.epoch == epoch]
    return of_epoch[-1] if of_epoch else None


def ending(sweep: Sweep) -> str | None:
    """Why no more settings are to be tried, in one sentence; None while some are."""
    spec, best = sweep.spec, sweep.best
    if _target_reached(sweep) and best:
        return f"Run {best.run} reached the target of {100 * (spec.target or 0):.2f} %."
    if len(sweep.trials) >= spec.most_runs:
        return f"All {spec.most_runs:,} settings were tried."
    if spec.minutes is not None and sweep.spent >= 60 * spec.minutes:
        return f"The budget of {spec.minutes:g} min was spent."
    return None


def _target_reached(sweep: Sweep) -> bool:
    target, best = sweep.spec.target, sweep.best
    return target is not None and best is not None and (best.accuracy or 0) >= target
