"""How much each field of a sweep matters: Optuna's fANOVA, computed in a process of its own.

The shares are those of the variance of the validation accuracy, over the whole range that was
searched, that a random forest fitted to the finished runs ascribes to each field alone (Hutter,
Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter importance", 2014).
Optuna's default, PED-ANOVA, needs many more runs than are trained here. What fANOVA loads takes
150 MB, which a server has no need to keep: `python -m cnn_core.sweeps.importance` answers one
question, as JSON from its standard input to its output, and ends.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence

from cnn_core.sweeps.definition import SweepSpec
from cnn_core.sweeps.records import Importance
from cnn_core.worker_process import ROOT

FEWEST_RUNS = 8
"""Finished runs below which the shares would say nothing."""
MOST_SECONDS = 120.0
COMMAND = (sys.executable, "-m", "cnn_core.sweeps.importance")

logger = logging.getLogger(__name__)


class Weighing:
    """Weighs a sweep's fields now and then, in the background: whenever twice as many runs have
    finished as last time, and after the last one. `known`: runs of what is kept already."""

    def __init__(self, known: int) -> None:
        self._weighed = known
        self._thread: threading.Thread | None = None
        self._found: Importance | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, sweep: SweepSpec, entries: Sequence[str], finished: int, last: bool) -> None:
        """Weigh, if it is time; `finished` runs are in the journal's entries."""
        due = finished > self._weighed if last else finished >= 2 * self._weighed
        if self.busy or finished < FEWEST_RUNS or not due:
            return
        self._weighed = finished
        question = json.dumps({"sweep": sweep.to_json(), "entries": list(entries)})
        self._thread = threading.Thread(target=self._ask, args=[question, finished], daemon=True)
        self._thread.start()

    def take(self) -> Importance | None:
        """What was found since last time."""
        if self.busy:
            return None
        found, self._found = self._found, None
        return found

    def _ask(self, question: str, finished: int) -> None:
        try:
            done = subprocess.run(
                COMMAND,
                cwd=ROOT,
                input=question.encode(),
                stdout=subprocess.PIPE,
                timeout=MOST_SECONDS,
                check=True,
            )
            shares = tuple(json.loads(done.stdout))
            self._found = Importance(runs=finished, shares=shares) if shares else None
        except (OSError, ValueError, subprocess.SubprocessError):
            logger.warning("The importance of a sweep's fields is not known.", exc_info=True)


def weigh(sweep: SweepSpec, entries: Sequence[str]) -> list[float]:
    """Each field's share, 1 together; empty where all runs reached the same."""
    from optuna.importance import FanovaImportanceEvaluator, get_param_importances

    from cnn_core.sweeps.study import Study

    study = Study(sweep, entries).frozen
    if len({trial.value for trial in study.get_trials(deepcopy=False) if trial.value}) < 2:
        return []
    shares = get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=0))
    return [shares.get(path, 0.0) for path in sweep.paths]


def main() -> None:
    """Answer the question on the standard input."""
    question = json.load(sys.stdin)
    sweep = SweepSpec.from_json(question["sweep"])
    json.dump(weigh(sweep, question["entries"]), sys.stdout)


if __name__ == "__main__":
    main()
