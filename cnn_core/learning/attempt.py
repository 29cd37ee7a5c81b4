"""One attempt at a run: from a worker's claim to the end that it writes into the store."""

from __future__ import annotations

import traceback
from contextlib import suppress
from functools import partial

import keras

from cnn_core import arithmetic
from cnn_core.capsule import circumstances
from cnn_core.learning import checkpoint, clusters, devices, outcome, weights
from cnn_core.learning.failures import sentence
from cnn_core.learning.images import split_of
from cnn_core.learning.link import Link, Parcel, persistently
from cnn_core.learning.pace import Pace
from cnn_core.learning.placement_log import shortened
from cnn_core.learning.state import TrainingState, fresh
from cnn_core.learning.training import Trainer
from cnn_core.store import Claim, LeaseLost, Run, State, Store, StoreError


def train(store: Store, claim: Claim) -> None:
    """Train the claimed run to its end; a failure is written to the store like any other end.

    Raises LeaseLost, and StoreError if the store cannot be written to.
    """
    link = Link(store, claim)
    try:
        run = store.run(claim.run)
        with shortened(run.spec.hardware.log_device_placement):
            _Attempt(store, claim, link, run).train()
    except LeaseLost:
        raise
    except Exception as error:
        traceback.print_exc()
        with suppress(StoreError):
            link.close()
        persistently(partial(store.end, claim, State.FAILED, sentence(error)))


class _Attempt:
    def __init__(self, store: Store, claim: Claim, link: Link, run: Run) -> None:
        self._store = store
        self._claim = claim
        self._link = link
        self._run = run
        spec = run.spec
        arithmetic.check(spec)
        devices.configure(spec.hardware)
        self._split = split_of(store, run)
        self._state = self._begin()
        self._note_circumstances()
        taken = store.artifact(run.id, "snapshots")
        self._trainer = Trainer(spec, self._split, self._state, link, Pace(), snapshots=taken)

    def train(self) -> None:
        ending = self._trainer.fit()
        if ending == "paused":
            self._link.put(Parcel(artifacts={"payload": self._payload()}))
            self._link.close()
            self._end(State.PAUSED)
        elif ending == "stopped":
            self._stop()
        else:
            self._finish()

    def _begin(self) -> TrainingState:
        """The state of the checkpoint, or of the run's first start."""
        state = fresh(self._run.spec)
        if saved := self._store.artifact(self._run.id, "checkpoint"):
            checkpoint.restore(saved, state)
            if state.progress.target_epochs != self._run.target_epochs:
                state.progress.patient_from = state.progress.epoch
        elif initial := self._store.artifact(self._run.id, "initial"):
            checkpoint.restore_weights(initial, state.model)
        else:
            self._place_centres(state.model)
            self._link.put(Parcel(artifacts={"initial": checkpoint.save_weights(state.model)}))
        state.progress.target_epochs = self._run.target_epochs
        return state

    def _note_circumstances(self) -> None:
        now = circumstances.here(self._run.spec, self._split.train)
        kept = self._store.artifact(self._run.id, circumstances.ARTIFACT)
        try:
            before = circumstances.History.from_bytes(kept)
        except circumstances.CircumstancesError:  # damaged ones are no reason to lose a run
            before = circumstances.History()
        noted = before.with_attempt(now).to_bytes()
        self._link.put(Parcel(artifacts={circumstances.ARTIFACT: noted}))

    def _place_centres(self, model: keras.Model) -> None:
        spec, split = self._run.spec, self._split
        clusters.place_centres(
            model,
            spec.architecture.layers,
            split.train.pixels,
            split.normalization,
            spec.training.seed_of_weights,
        )

    def _stop(self) -> None:
        """Stopped at once, then the test figures of the model as of that batch."""
        self._link.put(Parcel(artifacts=self._model_files()))
        self._link.close()
        self._end(State.STOPPED)
        self._write_result(restored=False)

    def _finish(self) -> None:
        """The best weights put back if early stopping is on, the test figures, finished.

        The last checkpoint has the last weights. Its target is what was reached, so that any
        extension is a new target, and starts the patience anew.
        """
        best, progress = self._state.best_weights, self._state.progress
        progress.target_epochs = progress.epoch
        reached = checkpoint.save(self._state)
        if best is not None:
            self._state.model.set_weights(best)
        self._link.put(Parcel(artifacts=self._model_files()))
        self._write_result(restored=best is not None and progress.best_epoch != progress.epoch)
        self._link.put(Parcel(artifacts={"checkpoint": reached}))
        self._link.close()
        self._end(State.FINISHED)

    def _model_files(self) -> dict[str, bytes]:
        model = outcome.model_file(self._state.model, self._split.normalization)
        return {"model": model, "payload": self._payload()}

    def _payload(self) -> bytes:
        return weights.payload(self._state.model, self._run.spec, self._split.normalization)

    def _write_result(self, restored: bool) -> None:
        evaluator = self._trainer.evaluator
        scores = evaluator.scores(self._split.test)
        result = outcome.result(
            scores,
            self._state.progress,
            self._split,
            weights=self._state.model.count_params(),
            device=devices.used(evaluator.witness, self._run.spec.hardware),
            restored=restored,
        )
        evaluation = scores.packed(self._split.test_indices)
        write = partial(self._store.set_result, self._claim, result, {"evaluation": evaluation})
        persistently(write)

    def _end(self, state: State) -> None:
        persistently(partial(self._store.end, self._claim, state))
