"""Optuna's study of a sweep: it chooses the settings, and judges which runs are poor.

The study is kept as Optuna's journal: what it writes is collected here and saved by the driver
together with what follows from it, in one transaction. Nobody else writes meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.pruners import BasePruner, MedianPruner, NopPruner
from optuna.samplers import BaseSampler, GridSampler, RandomSampler, TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import BaseJournalBackend
from optuna.trial import FrozenTrial, TrialState
from pydantic import JsonValue

from cnn_core.sweeps.definition import Field, SweepSpec, is_whole
from cnn_core.sweeps.fields import Range
from cnn_core.sweeps.records import StudyError

NAME = "sweep"
"""Each journal holds one study."""
optuna.logging.set_verbosity(optuna.logging.WARNING)


class Study:
    """The study of a sweep, with its journal's entries so far: JSON objects as text.

    Raises StudyError if they are damaged.
    """

    def __init__(self, sweep: SweepSpec, entries: Sequence[str]) -> None:
        self._sweep = sweep
        try:
            self._journal = _Journal(entries)
            self._storage = JournalStorage(self._journal)
            self._study = self._opened(RandomSampler())
        except (KeyError, TypeError, ValueError, AttributeError, AssertionError) as error:
            raise StudyError("Optuna's study of this sweep is damaged.") from error

    @property
    def saved(self) -> int:
        """How many entries were given or saved."""
        return self._journal.saved

    @property
    def unsaved(self) -> list[str]:
        """What Optuna has written since."""
        return self._journal.texts[self._journal.saved :]

    @property
    def entries(self) -> list[str]:
        """The whole journal."""
        return list(self._journal.texts)

    def mark_saved(self) -> None:
        self._journal.saved = len(self._journal.texts)

    @property
    def frozen(self) -> optuna.Study:
        """For reading."""
        return self._study

    def ask(self) -> tuple[int, tuple[JsonValue, ...]]:
        """The number of a new trial, from 0, and a value for each field."""
        number = len(self._study.get_trials(deepcopy=False))
        trial = self._opened(_sampler(self._sweep, number)).ask(distributions(self._sweep))
        return trial.number, tuple(_value(trial.params[path]) for path in self._sweep.paths)

    def reported(self, number: int) -> int:
        """The last epoch that was reported of a trial; 0 if none was."""
        return self._trial(number).last_step or 0

    def report(self, number: int, epoch: int, accuracy: float) -> bool:
        """Tell what an epoch reached, and hear whether the trial is to be pruned."""
        self._storage.set_trial_intermediate_value(self._id(number), epoch, accuracy)
        return bool(self._study.pruner.prune(self._study, self._trial(number)))

    def finish(self, number: int, accuracy: float) -> None:
        self._study.tell(number, accuracy)

    def prune(self, number: int) -> None:
        """Its last reported accuracy is its value, and counts as that of a part of a training."""
        self._study.tell(number, state=TrialState.PRUNED)

    def fail(self, number: int) -> None:
        self._study.tell(number, state=TrialState.FAIL)

    def _opened(self, sampler: BaseSampler) -> optuna.Study:
        """Telling asks no sampler: a grid's would end the study with its last trial."""
        pruner: BasePruner = MedianPruner() if self._sweep.prune else NopPruner()
        return optuna.create_study(
            storage=self._storage,
            study_name=NAME,
            sampler=sampler,
            pruner=pruner,
            direction="maximize",
            load_if_exists=True,
        )

    def _id(self, number: int) -> int:
        study = self._storage.get_study_id_from_name(NAME)
        return self._storage.get_trial_id_from_study_id_trial_number(study, number)

    def _trial(self, number: int) -> FrozenTrial:
        return self._storage.get_trial(self._id(number))


class _Journal(BaseJournalBackend):
    """Entries in memory, of which the first `saved` are in the store."""

    def __init__(self, entries: Iterable[str]) -> None:
        self.texts = list(entries)
        self.saved = len(self.texts)
        self._logs: list[dict[str, Any]] = list(map(json.loads, self.texts))

    def read_logs(self, log_number_from: int) -> list[dict[str, Any]]:
        return self._logs[log_number_from:]

    def append_logs(self, logs: list[dict[str, Any]]) -> None:
        texts = list(map(json.dumps, logs))
        self.texts += texts
        self._logs += map(json.loads, texts)


def distributions(sweep: SweepSpec) -> dict[str, BaseDistribution]:
    """What Optuna may choose, by path. Values of a list are their JSON texts."""
    return {field.path: _distribution(sweep, field) for field in sweep.fields}


def _distribution(sweep: SweepSpec, field: Field) -> BaseDistribution:
    if sweep.method == "grid" or not isinstance(field, Range):
        return CategoricalDistribution(_texts(field))
    high = field.low + (field.points - 1) * field.step if field.step else field.high
    if is_whole(sweep, field):
        return IntDistribution(int(field.low), int(high), field.log, int(field.step or 1))
    return FloatDistribution(field.low, high, field.log, field.step)


def _sampler(sweep: SweepSpec, number: int) -> BaseSampler:
    """The sampler of one trial: its seed follows from the trial's number, so that a sweep that is
    continued chooses as one that was not interrupted."""
    if sweep.method == "grid":
        space = {field.path: _texts(field) for field in sweep.fields}
        return GridSampler(space, seed=sweep.seed)
    seed = int(np.random.SeedSequence([sweep.seed, number]).generate_state(1)[0])
    if sweep.method == "random":
        return RandomSampler(seed)
    return TPESampler(seed=seed)


def _texts(field: Field) -> list[str]:
    return [json.dumps(value) for value in field.grid]


def _value(chosen: object) -> JsonValue:
    if isinstance(chosen, str):
        value: JsonValue = json.loads(chosen)
        return value
    assert isinstance(chosen, int | float)
    return chosen if isinstance(chosen, int) else float(f"{chosen:.12g}")
